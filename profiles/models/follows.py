"""Following: who wants to hear of whose new works."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from profiles.models.authors import Author


class Follow(models.Model):
    """One reader follows one author."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "author"), name="nobody_follows_an_author_twice"),)

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.author_id}"

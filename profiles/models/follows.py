"""Following: who wants to hear of whose new works, and the digests they were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from profiles.models.authors import Author


class Tell(models.TextChoices):
    """What a follower wants to hear of."""

    EVERYTHING = "everything", "every change"
    WORKS = "works", "new works"
    OFF = "off", "nothing"


class Follow(models.Model):
    """One reader follows one author."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="follows")
    tell = models.CharField(max_length=10, choices=Tell, default=Tell.WORKS)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "author"), name="nobody_follows_an_author_twice"),)

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.author_id}"


class Digest(models.Model):
    """One mail with what is new for one person: the row is there before the mail leaves, so that none leaves twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    period = models.CharField(max_length=10, help_text="2026-11-22 for a day, 2026-W47 for a week.")
    since = models.DateTimeField(help_text="What was new from here on …")
    until = models.DateTimeField(help_text="… up to here is in it.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="None where a crash came between.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("user", "period"), name="one_digest_per_person_and_period"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.period}"

"""Following topics and institutions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from profiles.models import Tell
from works.models.works import Institution, Topic


class SubjectFollow(models.Model):
    """One reader follows one topic or one institution."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subject_follows")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    tell = models.CharField(max_length=10, choices=Tell, default=Tell.WORKS)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "topic"), name="nobody_follows_a_topic_twice"),
            models.UniqueConstraint(fields=("user", "institution"), name="nobody_follows_an_institution_twice"),
            models.CheckConstraint(
                condition=Q(topic=None) ^ Q(institution=None), name="either_a_topic_or_an_institution_is_followed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.topic or self.institution}"

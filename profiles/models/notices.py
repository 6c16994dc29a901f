"""Notices: what the site tells a person, in their inbox here and by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def unread(self) -> NoticeQuerySet:
        """Notices their person has not opened yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing the site tells one person; a mail with the same words goes out where `by_mail`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True, help_text="The path of what it is about.")
    by_mail = models.BooleanField(default=True)
    # Set before the mail leaves: a worker that is killed then loses a mail, and never sends one twice.
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("user", "-id"), name="notices_of_a_person"),
            models.Index(fields=("user",), condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=("id",), condition=Q(by_mail=True, mailed_at=None), name="notices_to_mail"),
        )

    def __str__(self) -> str:
        return self.subject

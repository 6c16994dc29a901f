"""Objections: somebody does not want a record to be shown; it needs no account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from profiles.models.authors import Author


class Objection(models.Model):
    """Somebody objects to a record; it is hidden within a day unless a curator decides before."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        UPHELD = "upheld", "upheld: the record stays hidden"
        DISMISSED = "dismissed", "dismissed: the record is shown"

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    email = models.EmailField(blank=True, help_text="Where the answer goes, if anywhere; never shown to others.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    hide_at = models.DateTimeField(help_text="When the record is hidden if nobody has decided until then.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hide_at",), condition=Q(state="open"), name="objections_that_wait"),)

    def __str__(self) -> str:
        return f"Objection {self.pk} ({self.get_state_display()})"

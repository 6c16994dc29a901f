"""Invitations between owners of records, the conversations they become, and what protects people in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from profiles.models.authors import Author


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Reads of conversations."""

    def of(self, user: settings.AUTH_USER_MODEL) -> ConversationQuerySet:  # type: ignore[name-defined]
        """Conversations that this person sent the invitation to, or received it."""
        return self.filter(Q(sender=user) | Q(recipient=user))


class Conversation(models.Model):
    """One owner of a record invites another; once accepted, both write messages in it."""

    class State(models.TextChoices):
        INVITED = "invited", "invited"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn"
        CLOSED = "closed", "closed"

    # The records both acted for; the accounts are None once they were deleted.
    from_author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="sent_invitations")
    to_author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="received_invitations")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="sent_invitations"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="received_invitations"
    )
    subject = models.CharField(max_length=200)
    text = models.TextField()
    # The work it is about, if any: rooms below know works by what their page is called.
    work_public_id = models.CharField(max_length=10, blank=True)
    work_title = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    sender_unread = models.PositiveIntegerField(default=0)
    recipient_unread = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField(null=True, blank=True)
    # A mail about new messages goes out once per quiet period.
    sender_mailed_at = models.DateTimeField(null=True, blank=True)
    recipient_mailed_at = models.DateTimeField(null=True, blank=True)
    newest_at = models.DateTimeField(db_default=Now(), help_text="When something was last written in it.")
    created_at = models.DateTimeField(db_default=Now())

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ("-newest_at", "-id")
        indexes = (
            models.Index(fields=("sender", "-newest_at"), name="conversations_by_sender"),
            models.Index(fields=("recipient", "-newest_at"), name="conversations_by_recipient"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(sender=F("recipient")), name="nobody_invites_themselves"),
            models.UniqueConstraint(
                fields=("sender", "recipient"), condition=Q(state="invited"), name="one_open_invitation_per_pair"
            ),
        )

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """One message of a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("conversation", "-id"), name="messages_newest_first"),)

    def __str__(self) -> str:
        return self.text[:80]


class Block(models.Model):
    """One person does not want to hear from another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "blocked"), name="nobody_is_blocked_twice"),
            models.CheckConstraint(condition=~Q(user=F("blocked")), name="nobody_blocks_themselves"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} blocked {self.blocked_id}"


class Report(models.Model):
    """A person of a conversation asks the staff to look at it; only then may they read it."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        CLOSED = "closed", "closed"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    text = models.TextField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decided_reports"
    )
    outcome = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        permissions = (("read_reported", "Can read a conversation that was reported"),)
        constraints = (
            models.UniqueConstraint(
                fields=("conversation", "user"), condition=Q(state="open"), name="one_open_report_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"Report {self.pk} ({self.get_state_display()})"


class ReportReading(models.Model):
    """Somebody of the staff read a reported conversation; lines are only ever added."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.reader_id} read for {self.report_id}"

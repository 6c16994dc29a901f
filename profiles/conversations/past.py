"""What was between two people before, and what one of them sent within a day: one query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from profiles.conversations import limits
from profiles.models import Conversation, User

State = Conversation.State
_FIELDS = ("id", "sender", "recipient", "state", "created_at", "answered_at")


@dataclass(frozen=True, slots=True)
class Past:
    """Invitations and conversations that decide whether `user` may invite `other` now."""

    user: int
    other: int
    now: dt.datetime
    rows: list[Conversation]

    @classmethod
    def of(cls, user: User, other: int) -> Past:
        """Read for this pair; the caller holds both people where it is to be true a moment longer."""
        now = timezone.now()
        sent, got = Q(sender=user, recipient=other), Q(sender=other, recipient=user)
        standing = (sent | got) & Q(state__in=(State.INVITED, State.ACCEPTED))
        since = now - dt.timedelta(days=settings.INVITE_AGAIN_DAYS)
        declined = sent & Q(state=State.DECLINED, answered_at__gt=since)
        today = Q(sender=user, created_at__gt=now - dt.timedelta(days=1))
        found = Conversation.objects.filter(standing | declined | today).only(*_FIELDS).order_by("-id")
        return cls(user.pk, other, now, list(found))

    def talk(self) -> Conversation | None:
        """The conversation both are in."""
        return next((one for one in self.rows if one.state == State.ACCEPTED and self._is_theirs(one)), None)

    def got(self) -> Conversation | None:
        """The open invitation that the other sent."""
        return next((one for one in self.rows if one.state == State.INVITED and one.sender_id == self.other), None)

    def sent(self) -> Conversation | None:
        """The open invitation to the other."""
        return next((one for one in self.rows if one.state == State.INVITED and one.recipient_id == self.other), None)

    def declined_until(self) -> dt.datetime | None:
        """Until when the other is left alone who declined; None where they may be invited."""
        declined = [one for one in self.rows if one.state == State.DECLINED and one.recipient_id == self.other]
        again = max((limits.asked_again(one) for one in declined), default=None)
        return again if again and again > self.now else None

    def limited_until(self) -> dt.datetime | None:
        """Until when no invitation to anybody may go out; None where one may."""
        return limits.free_again([one.created_at for one in self.rows if one.sender_id == self.user], self.now)

    def _is_theirs(self, one: Conversation) -> bool:
        return {one.sender_id, one.recipient_id} == {self.user, self.other}

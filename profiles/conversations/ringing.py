"""Telling readers that there is something to read: once in a quiet period, and not while they look at it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from profiles.conversations import people, presence, telling
from profiles.conversations.holding import hold
from profiles.conversations.people import Side
from profiles.models import Conversation

AT_ONCE = 500


def ring(held: Conversation, reader: Side) -> None:
    """Tells this side, unless they look at it, or were told since they read and within the quiet period."""
    account = people.account_id(held, reader)
    if account is None or presence.is_there(held, account):
        return
    now, column = timezone.now(), f"{reader.value}_mailed_at"
    quiet_since = now - dt.timedelta(minutes=settings.QUIET_MINUTES)
    may = Q(**{column: None}) | Q(**{f"{column}__lte": quiet_since})
    if Conversation.objects.filter(may, pk=held.pk).update(**{column: now}):
        telling.wrote(held, reader.other)


def ring_missed(now: dt.datetime | None = None) -> int:
    """Tells those for whom something came just after they had left, when they seemed to be there; how many."""
    since = (now or timezone.now()) - dt.timedelta(seconds=presence.SECONDS)
    sender = Q(sender_unread__gt=0, sender_mailed_at=None, sender__isnull=False)
    recipient = Q(recipient_unread__gt=0, recipient_mailed_at=None, recipient__isnull=False)
    talks = Conversation.objects.filter(state=Conversation.State.ACCEPTED, newest_at__lt=since)
    missed = talks.filter(sender | recipient).order_by("newest_at")[:AT_ONCE]
    return sum(_ring_missed(one) for one in missed)


def _ring_missed(conversation: Conversation) -> int:
    with transaction.atomic():
        held = hold(conversation)
        waiting = [side for side in Side if people.unread(held, side) and people.mailed_at(held, side) is None]
        for side in waiting:
            ring(held, side)
        return len(waiting)

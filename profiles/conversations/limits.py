"""How much of it one person may do in a time, and how long texts may be."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from enum import Enum

import redis
from django.conf import settings
from django.core.cache import cache

from profiles.models import Conversation, User

log = logging.getLogger(__name__)

SUBJECT = 200
INVITATION = 5_000
WORD = 1_000
MESSAGE = 10_000
REPORT = 2_000
OFTEN = "That was very often in a short time. Please wait a while and try again."


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds."""

    most: int
    seconds: int


class Act(Enum):
    """What is counted, beside invitations, which the database counts."""

    WRITE = Rate(30, 60)
    ASK = Rate(30, 600)
    REPORT = Rate(10, 86_400)


def spend(user: User, act: Act) -> bool:
    """Counts one act of this person; False where that was too often. Without a cache nobody is held up."""
    key = f"conversations:{act.name}:{user.pk}"
    try:
        cache.add(key, 0, act.value.seconds)
        return bool(cache.incr(key) <= act.value.most)
    except (redis.RedisError, ValueError) as error:
        # ValueError: it expired between the two calls, and counts from the beginning.
        log.warning("A rate limit was not counted: %s", error)
        return True


def free_again(sent: list[dt.datetime], now: dt.datetime) -> dt.datetime | None:
    """When somebody with these invitations of the last day may send another; None where they may now."""
    most = settings.INVITATIONS_PER_DAY
    recent = sorted(moment for moment in sent if moment > now - dt.timedelta(days=1))
    if len(recent) < most:
        return None
    return recent[-most] + dt.timedelta(days=1) if most else now + dt.timedelta(days=1)


def asked_again(declined: Conversation) -> dt.datetime:
    """From when on who declined may be invited anew."""
    return (declined.answered_at or declined.created_at) + dt.timedelta(days=settings.INVITE_AGAIN_DAYS)


def rhythm() -> int:
    """After how many seconds an open page asks for new messages first; while none come, ever more seldom."""
    return settings.CONVERSATION_POLL_SECONDS

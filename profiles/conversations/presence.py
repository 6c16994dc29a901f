"""Who has a conversation open right now: kept in Valkey alone, since nothing is lost with it but one mail too many."""

from __future__ import annotations

import logging

import redis
from django.core.cache import cache

from profiles.models import Conversation

log = logging.getLogger(__name__)

# Longer than the slowest rhythm in which an open page asks for news.
SECONDS = 150


def note(conversation: Conversation, user: int) -> None:
    """Remembers for a moment that this person looks at it."""
    try:
        cache.set(_key(conversation, user), 1, SECONDS)
    except redis.RedisError as error:
        log.warning("Presence was not noted: %s", error)


def is_there(conversation: Conversation, user: int) -> bool:
    """Whether this person looked at it a moment ago."""
    try:
        return bool(cache.get(_key(conversation, user)))
    except redis.RedisError as error:
        log.warning("Presence is not known: %s", error)
        return False


def _key(conversation: Conversation, user: int) -> str:
    return f"conversations:there:{conversation.pk}:{user}"

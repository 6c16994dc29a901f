"""Messages: written, counted exactly for who has not read them, paged from the newest backwards."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from profiles.claims.errors import NotPossible
from profiles.conversations import people, presence, ringing, writing
from profiles.conversations.holding import hold
from profiles.conversations.people import Side
from profiles.models import Conversation, Message, User

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Page:
    """Messages that follow each other, oldest first."""

    messages: list[Message]
    more: bool

    @property
    def first(self) -> int:
        """The id before which earlier ones are; 0 where there is none."""
        return self.messages[0].pk if self.messages else 0

    @property
    def last(self) -> int:
        """The id after which newer ones come."""
        return self.messages[-1].pk if self.messages else 0


def write(conversation: Conversation, writer: User, text: str, seen: int | None = None) -> Message:
    """The message, stored and counted; who answers has read what they saw. NotPossible where writing is locked."""
    with transaction.atomic():
        held = hold(conversation)
        if reason := writing.obstacle(held, writer):
            raise NotPossible(reason)
        if seen is not None:
            _read(held, people.side_of(held, writer), seen)
        message = add(held, writer, text)
        ringing.ring(held, people.side_of(held, writer).other)
        return message


def add(held: Conversation, writer: User, text: str) -> Message:
    """The message in a conversation that the caller holds, counted for the other side."""
    reader = people.side_of(held, writer).other
    message = Message.objects.create(conversation=held, writer=writer, text=text)
    column = f"{reader.value}_unread"
    Conversation.objects.filter(pk=held.pk).update(**{column: F(column) + 1, "newest_at": Now()})
    return message


def read(conversation: Conversation, reader: User, upto: int) -> None:
    """Counts as unread only what the other wrote after this message; the next one may ring again."""
    with transaction.atomic():
        held = hold(conversation)
        _read(held, people.side_of(held, reader), upto)
    presence.note(conversation, reader.pk)


def _read(held: Conversation, side: Side, upto: int) -> None:
    # Not "writer is the other": who deleted their account still left words that may be unread.
    mine = Q(writer=people.account_id(held, side))
    left = Message.objects.filter(conversation=held, pk__gt=upto).exclude(mine).count()
    if left < people.unread(held, side):
        changes = {f"{side.value}_unread": left, f"{side.value}_mailed_at": None}
        Conversation.objects.filter(pk=held.pk).update(**changes)


def page(conversation: Conversation, before: int | None = None) -> Page:
    """The newest messages, or the last ones before this id, and whether there are earlier ones."""
    found = Message.objects.filter(conversation=conversation).order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: A_PAGE + 1])
    return Page(rows[:A_PAGE][::-1], len(rows) > A_PAGE)


def newer(conversation: Conversation, after: int) -> list[Message]:
    """What was written after this message, oldest first, at most a page of it."""
    return list(Message.objects.filter(conversation=conversation, pk__gt=after).order_by("id")[:A_PAGE])

"""A person's conversations: newest first, by state, in pages that follow each other without counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from profiles.conversations import people
from profiles.conversations.people import Owners, Person, Side
from profiles.models import Block, Conversation, User

A_PAGE = 30
State = Conversation.State
ENDED = (State.DECLINED, State.WITHDRAWN, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list of one of its two people."""

    conversation: Conversation
    other: Person
    is_sender: bool
    unread: int
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice of the list, and how many it holds."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list, its choices, and where the next page begins ("" for nowhere)."""

    tabs: list[Tab]
    chosen: str
    rows: list[Row]
    next: str
    is_first: bool


def choices(user: User) -> dict[str, tuple[str, Q]]:
    """The choices of the list: key, label and condition."""
    unread = Q(sender=user, sender_unread__gt=0) | Q(recipient=user, recipient_unread__gt=0)
    return {
        "": ("All", Q()),
        "unread": ("Unread", unread),
        "invitations": ("Invitations", Q(state=State.INVITED)),
        "open": ("In conversation", Q(state=State.ACCEPTED, is_blocked=False)),
        "ended": ("Ended", Q(state__in=ENDED) | Q(state=State.ACCEPTED, is_blocked=True)),
    }


def _of(user: User) -> QuerySet[Conversation]:
    """The person's conversations, each with whether they blocked the other."""
    either = Q(blocked=OuterRef("sender")) | Q(blocked=OuterRef("recipient"))
    return Conversation.objects.of(user).annotate(is_blocked=Exists(Block.objects.filter(either, user=user)))


def read(user: User, query: Mapping[str, str]) -> Listing:
    """The page that the address asks for; what it does not know is the first page of all."""
    known, mine = choices(user), _of(user)
    chosen = query.get("state", "") if query.get("state", "") in known else ""
    counts = mine.aggregate(**{f"n{place}": Count("id", filter=q) for place, (_, q) in enumerate(known.values())})
    tabs = [Tab(key, label, counts[f"n{place}"]) for place, (key, (label, _)) in enumerate(known.items())]
    place = _place(query.get("before", ""))
    found = mine.filter(known[chosen][1]).select_related(*people.RECORDS).order_by("-newest_at", "-id")
    if place:
        found = found.filter(Q(newest_at__lt=place[0]) | Q(newest_at=place[0], id__lt=place[1]))
    rows = list(found[: A_PAGE + 1])
    shown, owners = rows[:A_PAGE], Owners(rows[:A_PAGE])
    more = f"{shown[-1].newest_at.isoformat()}~{shown[-1].pk}" if len(rows) > A_PAGE else ""
    return Listing(tabs, chosen, [_row(one, user, owners) for one in shown], more, place is None)


def _row(conversation: Conversation, user: User, owners: Owners) -> Row:
    side = people.side_of(conversation, user)
    other = owners.person(conversation, side.other)
    is_blocked: bool = cast(Any, conversation).is_blocked
    return Row(conversation, other, side is Side.SENDER, people.unread(conversation, side), is_blocked)


def _place(text: str) -> tuple[dt.datetime, int] | None:
    moment, _, pk = text.partition("~")
    try:
        when = dt.datetime.fromisoformat(moment)
    except ValueError:
        return None
    if when.tzinfo is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return when, int(pk)

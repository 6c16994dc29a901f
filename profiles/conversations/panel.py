"""Whether a reader can invite the person of a record now, and the reason where not: at most three queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from profiles import owners, powers
from profiles.conversations import blocks
from profiles.conversations.past import Past
from profiles.models import Author, Claim, User
from profiles.powers import Power

UNCLAIMED = "Claim this author entity first to unlock direct invitations."


class State(Enum):
    """What the panel says; its value names the branch of the template."""

    UNCLAIMED = "unclaimed"
    LOGGED_OUT = "logged out"
    OWN = "own"
    TALKING = "talking"
    GOT = "got"
    SENT = "sent"
    CONTESTED = "contested"
    UNVERIFIED = "unverified"
    NOT_OPEN = "not open"
    NO_RECORD = "no record"
    DECLINED = "declined"
    YOU_BLOCKED = "you blocked"
    LIMIT = "limit"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Panel:
    """The state for one reader and one record, and its sentence."""

    state: State
    sentence: str
    # The conversation it speaks of; 0 for none.
    conversation: int = 0
    # Where the reader may invite: with which of their records, the best proven first, and whose account it goes to.
    records: list[Author] = field(default_factory=list)
    recipient: int = 0


def panel(user: User | AnonymousUser, author: Author, *, may_be_claimed: bool = True) -> Panel:
    """What the profile says to this reader about inviting its person; no query for who is not logged in."""
    if not user.is_authenticated:
        return _of_record(author) or Panel(
            State.LOGGED_OUT, f"{author.name} is open to invitations of verified authors."
        )
    if not may_be_claimed:
        return Panel(State.UNCLAIMED, UNCLAIMED)
    theirs = Q(user=user, is_owner=True) | Q(author=author, user__isnull=False, is_owner=True)
    waits = Q(user=user, author=author, is_owner=False, state__in=Claim.OPEN)
    found = list(Claim.objects.filter(theirs | waits).select_related("author"))
    claims = [claim for claim in found if claim.is_owner]
    owner = next((claim for claim in claims if claim.author_id == author.pk), None)
    if owner is None or owner.user_id is None:
        waiting = next((claim for claim in found if not claim.is_owner), None)
        return Panel(State.UNCLAIMED, _waits(waiting) if waiting else UNCLAIMED)
    if owner.user_id == user.pk:
        return _own(author, owner)
    past = Past.of(user, owner.user_id)
    locked = _between(author, past) or _of_record(author, owner)
    return locked or _of_reader(user, author, [claim for claim in claims if claim.user_id == user.pk], past)


def _waits(claim: Claim) -> str:
    where = "on hold" if claim.state in owners.RESTING else "pending"
    return f"Your claim is {where}; once it is verified (L3), other verified authors can invite you here."


def _own(author: Author, claim: Claim) -> Panel:
    if claim.state in owners.RESTING:
        return Panel(State.OWN, "This is your record. While your claim waits for a curator, nobody can invite you.")
    if not powers.may(author.level, Power.BE_INVITED):
        return Panel(State.OWN, "This is your record. Once it is verified (L3), others can invite you here.")
    if author.open_to_collaborate:
        return Panel(
            State.OWN, "This is your record, and you are open to collaborate: verified authors can invite you."
        )
    return Panel(
        State.OWN, "This is your record. Say that you are open to collaborate, and verified authors can invite you."
    )


def _between(author: Author, past: Past) -> Panel | None:
    """That the two talk already, or that one invited the other."""
    if talk := past.talk():
        return Panel(State.TALKING, f"You are in a conversation with {author.name}.", talk.pk)
    if got := past.got():
        return Panel(State.GOT, f"{author.name} invited you on {_day(got.created_at)}.", got.pk)
    if sent := past.sent():
        return Panel(State.SENT, f"You invited {author.name} on {_day(sent.created_at)}; no answer yet.", sent.pk)
    return None


def _of_record(author: Author, owner: Claim | None = None) -> Panel | None:
    """Why nobody can invite the person of this record."""
    if not powers.may(author.level, Power.SET_OPEN):
        return Panel(State.UNCLAIMED, UNCLAIMED)
    if author.contested_at or (owner and owner.state in owners.RESTING):
        return Panel(State.CONTESTED, "The claim on this record is under review: invitations rest until it is decided.")
    if not powers.may(author.level, Power.BE_INVITED):
        return Panel(
            State.UNVERIFIED, "This record is claimed, but not verified yet: invitations need a verified record (L3)."
        )
    is_open = author.open_to_collaborate and author.hidden_at is None and author.merged_into_id is None
    return None if is_open else Panel(State.NOT_OPEN, _not_open(author))


def _of_reader(user: User, author: Author, mine: list[Claim], past: Past) -> Panel:
    """Why this reader cannot invite them, or that they can."""
    records = sorted(filter(None, map(_usable, mine)), key=lambda record: (-record.level, record.pk))
    if not records:
        return Panel(State.NO_RECORD, _missing(mine))
    if again := past.declined_until():
        return Panel(State.DECLINED, f"Your last invitation was declined. You may send another from {_day(again)} on.")
    you_blocked, blocked = blocks.between(user, past.other)
    if you_blocked:
        return Panel(State.YOU_BLOCKED, "You blocked this person. Unblock them to invite them.")
    if blocked:
        # Word for word as where they are not open: nobody is told that they were blocked.
        return Panel(State.NOT_OPEN, _not_open(author))
    if until := past.limited_until():
        return Panel(State.LIMIT, _limit(until))
    return Panel(State.READY, f"{author.name} is open to your invitation.", records=records, recipient=past.other)


def _usable(claim: Claim) -> Author | None:
    rests = claim.state in owners.RESTING or claim.author.hidden_at is not None
    return claim.author if not rests and powers.may(claim.author.level, Power.INVITE) else None


def _missing(mine: list[Claim]) -> str:
    """What the reader's own records lack."""
    if not mine:
        return "To invite others, claim and verify (L3) your own record first."
    claim = max(mine, key=lambda claim: claim.author.level)
    name = claim.author.name
    if claim.state in owners.RESTING:
        return f"Your claim on {name} is under review: you can invite others once that is decided."
    if claim.author.hidden_at is not None:
        return f"Your record {name} is hidden, so others cannot see who invites them."
    return f"Your record {name} is claimed (L{claim.author.level}), but not verified. Verify it (L3) to invite others."


def _not_open(author: Author) -> str:
    return f"{author.name} is not open for invitations."


def _limit(until: dt.datetime) -> str:
    most = settings.INVITATIONS_PER_DAY
    sent = f"You sent {most} invitation{'' if most == 1 else 's'} within a day, which is the limit."
    return f"{sent} The next can go out from {until:%H:%M} UTC on {_day(until)}."


def _day(moment: dt.datetime) -> str:
    return f"{moment:%-d %B %Y}"

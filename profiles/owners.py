"""Who owns a record, and what they may do with it now."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from profiles import powers, trust
from profiles.models import Author, Claim, User
from profiles.powers import Power

# Until a curator has decided, an owner can do nothing with the record.
RESTING = (Claim.State.ON_HOLD, Claim.State.CONTESTED)


def claim_on(user: User | AnonymousUser, author: Author) -> Claim | None:
    """The person's newest claim on the record, whatever its state; None where there is none."""
    if not user.is_authenticated:
        return None
    return that_counts(Claim.objects.filter(user=user, author=author).order_by("-id"))


_ANY = "SELECT EXISTS (SELECT FROM profiles_claim WHERE author_id = %s AND (user_id = %s OR is_owner))"


def may_be_claimed(user: User, author: Author) -> bool:
    """Whether this person ever claimed the record, or somebody may own it; a query only where it is not claimed."""
    # Of nearly all records that are read nobody has claimed anything: what is asked of claims takes ten times as long.
    if author.level >= trust.CLAIMED:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_ANY, [author.pk, user.pk])
        return bool(cursor.fetchall()[0][0])


def that_counts(claims: Iterable[Claim]) -> Claim | None:
    """Of one person's claims on a record, the newest first, the one that counts; None where there is none."""
    # Open ones first: a person who was refused once, or withdrew, may have claimed anew.
    found = list(claims)
    return next((claim for claim in found if claim.is_open), found[0] if found else None)


def level_of(claim: Claim | None, author: Author) -> int:
    """The level at which the claim's person acts on the record: 0 for who does not own it, or while it rests."""
    if claim is None or not claim.is_owner or claim.state in RESTING:
        return 0
    return author.level


def may(user: User | AnonymousUser, author: Author, power: Power) -> bool:
    """Whether this person may do this with this record as its owner."""
    return powers.may(level_of(claim_on(user, author), author), power)


def records_of(user: User | AnonymousUser, power: Power) -> list[Author]:
    """The records with which this person may do so as their owner, the best proven first."""
    if not user.is_authenticated:
        return []
    owned = Claim.objects.owning().filter(user=user).exclude(state__in=RESTING).select_related("author")
    authors = [claim.author for claim in owned if powers.may(claim.author.level, power)]
    return sorted(authors, key=lambda author: (-author.level, author.pk))

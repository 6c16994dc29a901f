"""The level of a record as its claims and their proofs make it; nothing else writes a level from L2 on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from profiles import due, notices, owners, versions
from profiles.claims import emails, known, ladder, rows, vouching
from profiles.models import Author, Claim, ClaimEvent, User

State, Kind = Claim.State, ClaimEvent.Kind
_RISE = {
    ladder.CLAIMED: (Kind.CLAIMED, "record claimed"),
    ladder.VERIFIED: (Kind.VERIFIED, "claim verified"),
    ladder.CONFIRMED: (Kind.VERIFIED, "claim confirmed"),
}
_NOW_MAY = {
    ladder.CLAIMED: "You can edit its links, say whether you are open to collaborate, and propose works as yours.",
    ladder.VERIFIED: "You can decide which works are yours, invite other researchers, and vouch for co-authors.",
    ladder.CONFIRMED: "What you vouch for counts in full.",
}


@transaction.atomic
def settle(
    claim: Claim, reason: str, *, actor: User | None = None, because: str = "a proof of its claim ended"
) -> bool:
    """Brings the claim's state and its record's level to what its proofs that hold allow; False where nothing moves.

    The reason is a sentence for the person, and may tell what only they may know; `because` stands in the public
    history of trust where the level falls.
    """
    held = rows.hold(claim)
    if not held.is_open:
        return False
    emails.refresh(held)
    read = known.one(held)
    # Decided by a curator: neither a new proof nor a lost one moves these.
    if read.state in owners.RESTING:
        return False
    before = read.author.level if read.is_owner else ladder.IMPORTED
    after = ladder.level(known.facts(read))
    if after == before and read.is_owner == (after >= ladder.CLAIMED):
        return False
    owner = after >= ladder.CLAIMED
    rows.change(read, state=State.VERIFIED if after >= ladder.VERIFIED else State.PENDING, is_owner=owner)
    _write(read, before, after, reason, actor)
    _set(read.author, after if owner else base(read.author), _RISE[after][1] if after > before else because)
    _tell(read, before, after, reason)
    vouching.follow(read, before, after)
    return True


def close(claim: Claim, state: Claim.State, because: str, **fields: Any) -> None:
    """Ends the claim, and with it what its person could do with the record; the caller holds the claim."""
    was = claim.author.level if claim.is_owner else ladder.IMPORTED
    was_contested = claim.state == State.CONTESTED
    vouching.hold(claim)
    rows.change(claim, state=state, is_owner=False, **fields)
    if was_contested:
        set_contested(claim.author, None)
    if was > ladder.IMPORTED:
        _set(claim.author, base(claim.author), because)
        vouching.follow(claim, was, ladder.IMPORTED)


def base(author: Author) -> int:
    """The level of the record where nobody owns it: L1 with works from a registered source."""
    return ladder.IMPORTED if author.trust_inputs.get("works") else 0


def set_contested(author: Author, since: Any) -> None:
    """Writes since when the record's claim is contested, or that it is not any more."""
    author.contested_at = since
    Author.objects.filter(pk=author.pk).update(contested_at=since)
    versions.grow([author.pk])


def page(claim: Claim) -> str:
    """The address of the claim's page."""
    return reverse("claim", args=[claim.pk])


def _set(author: Author, level: int, why: str) -> None:
    # What nobody owns has nobody who could show its numbers again.
    free = {} if level >= ladder.CLAIMED else {"hides_metrics": False}
    author.level = level
    Author.objects.filter(pk=author.pk).update(level=level, **free)
    due.trust([author.pk], why)


def _write(claim: Claim, before: int, after: int, reason: str, actor: User | None) -> None:
    if after <= before:
        return rows.write(claim, Kind.LOWERED, f"The level fell from L{before} to L{after}. {reason}", actor)
    if before < ladder.CLAIMED < after:
        rows.write(claim, Kind.CLAIMED, "The record has an owner.", actor)
    return rows.write(claim, _RISE[after][0], f"The level rose from L{before} to L{after}. {reason}", actor)


def _tell(claim: Claim, before: int, after: int, reason: str) -> None:
    name = claim.author.name
    if after > before:
        subject = f"{name}: your claim reached L{after}"
        text = f"{reason} The record of {name} is now at L{after}. {_NOW_MAY[after]}"
    else:
        subject = f"{name}: the level of your claim fell to L{after}"
        text = f"{reason} The claim stays yours; its page says what would raise it again."
    notices.tell(claim.user, subject, text, page(claim))

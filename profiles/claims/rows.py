"""A claim's rows, held and changed: the author's row first, then the claim's."""

from __future__ import annotations

from typing import Any

from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, ClaimEvent, User


def hold(claim: Claim) -> Claim:
    """The claim as it stands now, with its author's row and its own held until the end of the transaction."""
    while True:
        # Read without a lock at first: a merge may move the claim to another record while this one waits.
        author_id = Claim.objects.values_list("author", flat=True).get(pk=claim.pk)
        author = hold_author(author_id)
        held = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        if held.author_id == author.pk:
            held.author = author
            return held


def hold_author(author: int) -> Author:
    """The author's record as it stands now, held until the end of the transaction."""
    # Lines about either row may be written meanwhile, as by who ends a vouch for this claim's person.
    return Author.objects.select_for_update(no_key=True).get(pk=author)


def change(claim: Claim, **fields: Any) -> None:
    """Writes these fields where the claim is still in the state that was read; NotPossible where it is not."""
    if not Claim.objects.filter(pk=claim.pk, state=claim.state, is_owner=claim.is_owner).update(**fields):
        raise NotPossible("Somebody changed this claim at the same moment. Please look at it again.")
    for name, value in fields.items():
        setattr(claim, name, value)


def write(claim: Claim, kind: ClaimEvent.Kind, text: str, actor: User | None = None) -> None:
    """Adds a line to the claim's history."""
    ClaimEvent.objects.create(claim=claim, kind=kind, text=text, actor=actor)


def others(claim: Claim) -> list[Claim]:
    """The other open claims on the record, held; the caller holds the author's row."""
    found = Claim.objects.open().filter(author=claim.author_id).exclude(pk=claim.pk)
    return list(found.order_by("id").select_for_update(no_key=True))

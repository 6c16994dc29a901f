"""What an owner lets readers know: whether they are open to collaborate, where they work, and what is computed."""

from __future__ import annotations

from profiles import versions
from profiles.models import Author, Claim, User
from profiles.powers import Power
from works.ledger import locks, undo
from works.ledger.decisions import Conflict
from works.models import Decision
from works.owners import acting

_FIELD = "open_to_collaborate"


def set_open(user: User, author: Author, is_open: bool | None, seen: int | None = None) -> None:
    """Says that the person is or is not open to collaborate; None shows again what sources say. May raise Conflict."""
    with acting.turn_of(user, author, Power.SET_OPEN) as owner:
        acting.nobody_else_since(owner, seen)
        if is_open is not None:
            if owner.author.locked.get(_FIELD) is not is_open:
                locks.edit(owner.author, _FIELD, is_open, owner.by)
            return
        for edit in _own_edits(owner.author, owner.claim, _FIELD):
            undo.undo(edit, owner.by)


def _own_edits(author: Author, claim: Claim, field: str) -> list[Decision]:
    # What a curator typed is the curator's to let go of.
    edits = Decision.objects.in_force().filter(kind=Decision.Kind.LOCK, claim=claim, author=author)
    return list(edits.filter(details__field=field).order_by("id"))


def hide_affiliation(user: User, author: Author, *, hide: bool) -> None:
    """Hides where the person works, whatever sources say, or shows it again; raises Conflict where they may not."""
    with acting.turn_of(user, author, Power.HIDE_AFFILIATION) as owner:
        if owner.author.hides_affiliation is hide:
            raise Conflict(f"The affiliation is {'hidden' if hide else 'shown'} already.")
        if hide:
            locks.edit(owner.author, "affiliation", None, owner.by)
        for edit in () if hide else _own_edits(owner.author, owner.claim, "affiliation"):
            undo.undo(edit, owner.by)


def hide_metrics(user: User, author: Author, *, hide: bool) -> None:
    """Hides what is computed here of the person, or shows it again; raises Conflict where they may not."""
    with acting.turn_of(user, author, Power.HIDE_METRICS) as owner:
        if not Author.objects.filter(pk=owner.author.pk, hides_metrics=not hide).update(hides_metrics=hide):
            raise Conflict(f"Computed metrics are {'hidden' if hide else 'shown'} already.")
        versions.grow([owner.author.pk])

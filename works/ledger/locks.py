"""Fields that curators typed: what was typed stays, and an import proposes instead of overwriting."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from profiles.models import Author
from profiles.names import fold, slug
from works import refresh, turn
from works.imports import derive
from works.ledger import decisions, tree
from works.ledger.decisions import By, Conflict
from works.models import Decision, Listing, Work

AUTHOR_FIELDS = ("name", "role", "affiliation", "open_to_collaborate")
_LONGEST = 100


def edit(record: Author | Work, field: str, value: Any, by: By, *, seen: int | None = None) -> Decision:
    """The stored edit of a field, which is locked by it; `value` as JSON. Raises Conflict where somebody was faster."""
    with transaction.atomic():
        turn.take()
        about = nobody_decided_since(seen, record)
        held = type(record).objects.select_for_update().get(pk=record.pk)
        if held.merged_into_id is not None:
            raise Conflict("The record was merged into another one already; edit that one.")
        reason = f"{field.replace('_', ' ').capitalize()} was {_became(value)}; imports propose instead of changing it."
        decision = decisions.write(Decision.Kind.LOCK, by, reason, details=_details(field, value, by), **about)
        settle(decision)
    return decision


def nobody_decided_since(seen: int | None, record: Author | Work) -> dict[str, Any]:
    """The record as a line names it; raises Conflict where a person decided about it after the line `seen`."""
    if isinstance(record, Author):
        decisions.nobody_decided_since(seen, authors=(record,))
        return {"author": record}
    decisions.nobody_decided_since(seen, works=(record,))
    return {"work": record}


def _became(value: Any) -> str:
    if value in ("", None):
        return "emptied"
    said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return f"edited to “{said if len(said) <= _LONGEST else said[:_LONGEST].rstrip() + '…'}”"


def _details(field: str, value: Any, by: By) -> dict[str, Any]:
    # A person's own name leaves no trace of the old one; what a curator mends may have one.
    return {"field": field, "value": value} | ({"silent": True} if by.claim and field == "name" else {})


def settle(decision: Decision) -> None:
    """Brings the record of a lock up to date with the locks that are in force."""
    locks = Decision.objects.filter(
        kind=Decision.Kind.LOCK, in_force=True, author=decision.author_id, work=decision.work_id
    )
    rows = list(locks.order_by("id").values_list("details", "created_at"))
    locked = {details["field"]: details["value"] for details, _ in rows}
    if decision.work_id:
        Work.objects.filter(pk=decision.work_id).update(locked=locked)
        touched = derive.bring_up_to_date([decision.work_id])
        refresh.after_import([decision.work_id], touched, f"field edited (no. {decision.pk})")
        return
    assert decision.author_id is not None, "A lock is about an author or a work."
    author = Author.objects.get(pk=decision.author_id)
    name = locked.get("name") or author.imported_name or author.name
    imported = author.imported_name or author.name if "name" in locked else ""
    renamed_at = next((at for details, at in rows if details.get("silent")), None)
    Author.objects.filter(pk=author.pk).update(
        locked=locked, name=name, folded_name=fold(name), slug=slug(name), imported_name=imported,
        renamed_at=renamed_at,
    )  # fmt: skip
    # What came by a merge shows the name too, in the addresses of its cards; and what the record's pages list.
    held = tree.below("author", author.pk)
    listed = Listing.objects.filter(profile__author=author).values_list("work", flat=True)
    refresh.after_import(tree.works_of(held) | set(listed), [author.pk], f"field edited (no. {decision.pk})")

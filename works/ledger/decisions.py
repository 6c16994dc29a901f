"""Lines of the ledger: who decides, how a line is written, and what a person is told who comes too late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from profiles.models import Author, Claim, User
from works.models import Decision, ImportPage, Work

RULES = "bzpeer-rules@1"


class Conflict(Exception):
    """A decision that cannot be taken (any more); the message is a sentence for who wanted it."""


@dataclass(frozen=True, slots=True)
class By:
    """Who decides: a person (under a claim, where an owner does so), or the rules while a page is imported."""

    user: User | None = None
    page: ImportPage | None = None
    claim: Claim | None = None

    @property
    def machine(self) -> str:
        """The name of the rules; "" for a person."""
        return "" if self.user else RULES


def write(kind: Decision.Kind, by: By, reason: str, **fields: Any) -> Decision:
    """A stored line of the ledger."""
    said = {"kind": kind, "actor": by.user, "machine": by.machine, "page": by.page, "claim": by.claim}
    return Decision.objects.create(**said, reason=reason, **fields)


def newest() -> int:
    """The number of the last line: what a page was made from, for `nobody_decided_since`."""
    return Decision.objects.order_by("-id").values_list("id", flat=True).first() or 0


def nobody_decided_since(seen: int | None, authors: Collection[Author] = (), works: Collection[Work] = ()) -> None:
    """Raises Conflict where a person decided about one of these after the line `seen`; None asks nothing."""
    if seen is None:
        return
    about = Q(author__in=authors) | Q(other__in=authors) | Q(work__in=works) | Q(other_work__in=works)
    later = Decision.objects.of_people().filter(about, id__gt=seen).select_related("actor").order_by("id").last()
    if later:
        raise Conflict(f"{who(later)} decided about this meanwhile: {lower(later.reason)} Look again before you do.")


def who(decision: Decision) -> str:
    """The name of who decided, for a sentence about it."""
    if decision.machine:
        return f"The machine ({decision.machine})"
    if decision.claim_id:
        # Nobody learns who owns a record.
        return "The owner of the record"
    # Owners read such sentences, too: an address is never shown.
    return (decision.actor.name if decision.actor else "") or "Somebody"


def chained(decision: Decision) -> list[Decision]:
    """The lines that undo the decision, that undo those, and so on, in their order."""
    lines, last = [], decision
    while later := Decision.objects.filter(undoes=last).first():
        lines.append(later)
        last = later
    return lines


def lower(sentence: str) -> str:
    """The sentence as it stands after a colon."""
    return sentence[:1].lower() + sentence[1:]


def apart_pairs(authors: Iterable[int], *, own_undos: bool = True) -> set[frozenset[int]]:
    """Pairs of standing authors, one of them given, that people found to be different: said so, split, or unmerged.

    Who undoes a merge of the machine says so; who undoes a person's merge only bars the machine (`own_undos`).
    """
    said = Q(kind__in=(Decision.Kind.APART, Decision.Kind.SPLIT), in_force=True)
    by_people = (
        Decision.objects.of_people()
        .in_force()
        .filter(kind=Decision.Kind.UNDO, author=OuterRef("author"), other=OuterRef("other"))
    )
    unmerged = Q(Exists(by_people), kind=Decision.Kind.MERGE, in_force=False)
    if not own_undos:
        unmerged &= ~Q(machine="")
    ids = list(authors)
    roots = dict(Author.objects.filter(Q(id__in=ids) | Q(merged_into__in=ids)).values_list("id", "merged_into"))
    rows = Decision.objects.filter(said | unmerged).filter(Q(author__in=roots) | Q(other__in=roots))
    return standing_pairs(rows.values_list("author", "author__merged_into", "other", "other__merged_into"))


def work_pairs(works: Iterable[int]) -> set[frozenset[int]]:
    """Pairs of standing works, one of them given, that people found to be different."""
    ids = list(works)
    roots = dict(Work.objects.filter(Q(id__in=ids) | Q(merged_into__in=ids)).values_list("id", "merged_into"))
    said = Q(kind=Decision.Kind.OTHER_WORK, in_force=True) | Q(kind=Decision.Kind.SAME_WORK, in_force=False)
    rows = Decision.objects.filter(said).filter(Q(work__in=roots) | Q(other_work__in=roots))
    columns = ("work", "work__merged_into", "other_work", "other_work__merged_into")
    return standing_pairs(rows.values_list(*columns))


def standing_pairs(rows: Iterable[tuple[Any, ...]]) -> set[frozenset[int]]:
    """The pairs of rows (one, merged into, other, merged into) by the records that stand for them by now."""
    pairs = {frozenset((one_into or one, other_into or other)) for one, one_into, other, other_into in rows}
    # A pair that a person joined after all is one record, which is not apart from itself.
    return {pair for pair in pairs if len(pair) > 1}


def rows(evidence: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Evidence as it is stored: {feature, value, points, text}, rounded for reading."""
    return [
        {"feature": e.feature, "value": round(e.value, 4), "points": round(e.points, 2), "text": e.sentence}
        for e in evidence
    ]

"""Joining two works at the desk: what would move and whose slots meet is shown; then either goes into the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from profiles.models import Author
from works.desk import acting, provenance
from works.desk.editing import RecordAdmin
from works.imports import facts
from works.ledger import decisions, same_works
from works.models import Authorship, Decision, Work

MOST_SLOTS = 200


@dataclass(frozen=True, slots=True)
class Name:
    """One name of either byline, and whose it is on each work."""

    printed: str
    gone: Authorship | None
    kept: Authorship | None

    @property
    def becomes(self) -> str:
        """What becomes of it, in words."""
        if self.gone is None or self.kept is None:
            return "as it is" if self.gone is None else "moves"
        one, other = self.gone.author_id, self.kept.author_id
        return "one slot" if one == other or not (one and other) else "two records meet"


def view(desk: RecordAdmin) -> Callable[..., HttpResponse]:
    """The view of the desk's works that shows what joining two would do, and does it."""

    def join(request: HttpRequest, pk: int) -> HttpResponse:
        acting.need(request, acting.DECIDE)
        given = request.POST if request.method == "POST" else request.GET
        work: Work = desk.record(pk)
        other = Work.objects.filter(pk=acting.number(given.get("with"))).select_related("merged_into").first()
        if said := _cannot(work, other):
            messages.error(request, said)
            return desk.to(work)
        assert other is not None, "There is something to say where there is no other work."
        absorbed, survivor = (work, other) if given.get("keep") == "other" else (other, work)
        if request.method == "POST":
            done = acting.told(request, partial(_join, request, absorbed, survivor))
            return desk.to(survivor if done else work)
        return desk.show(request, "admin/works/work_join.html", work, "Join", **_facts(absorbed, survivor, other))

    return join


def _cannot(work: Work, other: Work | None) -> str:
    """Why the two cannot be joined, in a sentence; "" where they can."""
    if other is None:
        return "Look up the work that is the same."
    if other.pk == work.pk:
        return "That is this work itself; look up the other one."
    if any(one.merged_into_id for one in (work, other)):
        return "One of the two was joined with another work already; open that one."
    return ""


def _join(request: HttpRequest, absorbed: Work, survivor: Work) -> Decision:
    reason = acting.with_note(request, f"One work: “{absorbed.title}” is “{survivor.title}”.")
    return same_works.join(absorbed, survivor, acting.by(request), reason, seen=acting.seen(request))


def _facts(absorbed: Work, survivor: Work, other: Work) -> dict[str, Any]:
    names = list(_names(absorbed, survivor))
    return {
        "absorbed": absorbed,
        "survivor": survivor,
        "other": other,
        "keep": "other" if survivor.pk == other.pk else "this",
        "swapped": "this" if survivor.pk == other.pk else "other",
        "listings": provenance.listings_of(absorbed),
        "names": names,
        "fields": _fields(absorbed, survivor),
        "warnings": list(_warnings(absorbed, survivor, names)),
    }


def _names(absorbed: Work, survivor: Work) -> Iterator[Name]:
    """Every name of the two bylines; names that fold alike stand in one row."""
    rows: dict[str, list[list[Authorship]]] = defaultdict(lambda: [[], []])
    for side, work in enumerate((absorbed, survivor)):
        for slot in provenance.slots_of(work, MOST_SLOTS):
            rows[slot.folded_name][side].append(slot)
    for gone, kept in rows.values():
        for place in range(max(len(gone), len(kept))):
            ours = gone[place] if place < len(gone) else None
            theirs = kept[place] if place < len(kept) else None
            yield Name((theirs or ours or gone[0]).printed_name, ours, theirs)


def _fields(absorbed: Work, survivor: Work) -> list[tuple[str, str, str, str]]:
    """Each field with what is shown of the work that goes, of the one that stays, and of both as one."""
    listings = [*provenance.listings_of(absorbed), *provenance.listings_of(survivor)]
    rows = [(listing.captured_on, listing.record) for listing in listings]
    then = facts.overruled(facts.choose(rows), survivor.locked) if rows else survivor
    found = []
    for key in (key for key in facts.EDITABLE if key != "abstract"):
        gone, kept, both = (provenance.short(key, getattr(one, key)) for one in (absorbed, survivor, then))
        found.append((provenance.label(key), gone, kept, both))
    return found


def _warnings(absorbed: Work, survivor: Work, names: list[Name]) -> Iterator[str]:
    ids = [dict(text.partition(":")[::2] for text in work.identifiers) for work in (absorbed, survivor)]
    for scheme in sorted(ids[0].keys() & ids[1].keys()):
        if ids[0][scheme] != ids[1][scheme]:
            yield f"They have different {scheme} identifiers: {ids[0][scheme]} and {ids[1][scheme]}."
    if frozenset((absorbed.pk, survivor.pk)) in decisions.work_pairs([absorbed.pk]):
        yield "Somebody found before that they are two works; this decision would stand above that one."
    if met := _meeting(names):
        yield f"Two records of one name meet and become one, unless a source or somebody tells them apart: {met}."
    if not any(name.gone and name.kept for name in names):
        yield "No name stands in both bylines."


def _meeting(names: list[Name]) -> str:
    pairs = [(name.gone.author, name.kept.author) for name in names if name.gone and name.kept]
    return "; ".join(f"{_told(one)} and {_told(other)}" for one, other in pairs if one and other and one != other)


def _told(author: Author) -> str:
    return f"{author.name} ({author.public_id})"

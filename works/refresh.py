"""Derived values, brought up to date for exactly the records a change touches: counts, trust, side, cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import transaction

from bzpeer import pagecache
from profiles import trust, versions
from profiles.models import Author, TrustScore
from works import backers, cards, scoring
from works.backers import Backers
from works.imports import derive
from works.models import Authorship
from works.scoring import Move
from works.side import Side, gather

_DERIVED = [
    "role", "affiliation", "open_to_collaborate", "proposals", "level", "works_count", "topics_count",
    "coauthors_count", "trust_score", "trust_inputs", "side", "version",
]  # fmt: skip

type Keep = Callable[[Collection[int]], None]
_keepers: list[Keep] = []


def also(keep: Keep) -> None:
    """Has a room above keep what it knows of works up to date: called with ids, after everyone on them is locked."""
    _keepers.append(keep)


def after_import(work_ids: Collection[int], author_ids: Collection[int], reason: str) -> None:
    """Refreshes the touched works' cards and everyone who stands on them."""
    shown = Authorship.objects.filter(work__in=work_ids, author__isnull=False)
    touched = set(shown.values_list("author", flat=True)) | set(author_ids)
    cards.render(work_ids)
    authors(touched, reason)
    _keep(work_ids)


def seen_again(work_ids: Collection[int]) -> None:
    """The cards of works that were captured anew without a change, and the pages that show them."""
    if work_ids:
        derive.choose_facts(work_ids)
        cards.render(work_ids)
        shown = Authorship.objects.filter(work__in=work_ids, author__isnull=False)
        # The day of the oldest count stands beside what is computed from it.
        if cited := set(shown.filter(work__citations__isnull=False).values_list("author", flat=True)):
            authors(cited, "citations were counted anew")
        versions.grow(set(shown.values_list("author", flat=True)) - cited)
        _keep(work_ids)


def _keep(work_ids: Collection[int]) -> None:
    for keep in _keepers:
        keep(work_ids)


def authors(author_ids: Collection[int], reason: str) -> None:
    """Recomputes these authors' derived values and keeps a line of history for each score that moved."""
    rows = list(Author.objects.standing().filter(id__in=author_ids).order_by("id").select_for_update())
    sides = gather([author.pk for author in rows])
    found = backers.of([author.pk for author in rows if author.level >= trust.CLAIMED])
    # The level that was counted last: a claim may have changed it since.
    before = {author.pk: trust.TrustInputs.from_stored(author.trust_inputs).level for author in rows}
    # What somebody decided a moment ago says more than what followed from it.
    due = scoring.reasons_due([author.pk for author in rows])
    moves = [apply(author, sides[author.pk], found.get(author.pk), due.get(author.pk, reason)) for author in rows]
    Author.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=_DERIVED)
    TrustScore.objects.bulk_create([move.line() for move in moves if move])
    scoring.tell_the_backed({author.pk: (before[author.pk], author.level) for author in rows})
    versions = {author.public_id: author.version for author in rows}
    transaction.on_commit(lambda: pagecache.publish(versions), robust=True)


def apply(author: Author, side: Side, backing: Backers | None, reason: str) -> Move | None:
    """Sets what follows from the side and the backers, unsaved; gives the score's move where its inputs changed."""
    said = side.said
    imported = {
        "role": said.get("role", {}).get("value", ""),
        "affiliation": said.get("affiliation", {}).get("value", ""),
        "open_to_collaborate": said.get("open", {}).get("value"),
    }
    for field, value in imported.items():
        setattr(author, field, author.locked.get(field, value))
    if author.hides_affiliation:
        author.affiliation = ""
        said.pop("affiliation", None)
    said_otherwise = (f for f, v in imported.items() if v not in ("", None) and author.locked.get(f, v) != v)
    author.proposals = {field: imported[field] for field in said_otherwise}
    if author.level < trust.CLAIMED:
        author.level = 1 if side.backed_works else 0
    author.works_count, author.topics_count = side.works, len(side.topics) or _reported(side, "topics")
    author.coauthors_count = side.coauthors
    author.version += 1
    # Only what a registered source reports counts; a reported number stands in until the topics themselves are found.
    topics = side.backed_topics or _reported(side, "topics")
    inputs = trust.TrustInputs(level=author.level, works=side.undisputed_works, topics=topics)
    inputs = scoring.with_backers(inputs, backing)
    known, author.trust_inputs = author.trust_inputs, inputs.stored()
    score, author.trust_score = author.trust_score, trust.compute(inputs).score
    moved = Move(author.pk, score, author.trust_score, inputs, reason[:300]) if known != author.trust_inputs else None
    author.side = _stored(side) | {"trust_history": scoring.shown_history(author, moved)}
    return moved


def _reported(side: Side, kind: str) -> int:
    # A source's count stands in until the things themselves are found.
    return max((int(float(number["value"])) for number in side.reported if number["kind"] == kind), default=0)


def _stored(side: Side) -> dict[str, Any]:
    # Where no work's citations are known there is nothing computed, and no word of it in the many sides there are.
    computed = {"computed": side.computed} if side.computed else {}
    return computed | {
        "topics": side.topics,
        "years": side.years,
        "kinds": side.kinds,
        "coauthors": side.closest,
        "reported": side.reported,
        "reported_collaborators": _reported(side, "close_collaborators"),
        "said": side.said,
        "doubted": side.doubted,
    }


def in_chunks(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    """The ids in lists of at most `size`."""
    chunk: list[int] = []
    for pk in ids:
        chunk.append(pk)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

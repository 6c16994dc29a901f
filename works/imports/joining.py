"""Why a listing is a known work: the rules by which a machine may join them, the strongest first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from profiles import names
from works import tex
from works.imports import titles
from works.imports.doubts import KnownWork, agree, disagree, other_spelling, years_fit
from works.imports.records import WorkRecord
from works.imports.work_ids import WorkId, label


@dataclass(frozen=True, slots=True)
class Line:
    """A listing of the page: as a work of its own, with its number (from 1) below zero as the id."""

    record: WorkRecord
    work: KnownWork
    words: int
    owner: str


# A rule gives the reason, or None; the ids are those that are borne by too many works.
type Rule = Callable[[Line, KnownWork, Collection[WorkId]], str | None]


def line_of(number: int, record: WorkRecord, owner: str, source: int) -> Line:
    """The record as the line of this number on a page of this source about the owner (a folded name)."""
    words = len(names.fold(tex.to_text(record.title)).split())
    work = KnownWork(
        id=-number,
        squash=tex.squash(record.title),
        abstract_key=tex.abstract_fingerprint(record.abstract),
        year=record.year or (record.published_on.year if record.published_on else None),
        names=frozenset({owner, *map(names.fold, record.byline)} - {""}),
        ids=record.ids,
        sources=frozenset({source}),
        kind=record.kind,
        byline_length=len(record.byline),
        byline_complete=record.byline_complete,
    )
    return Line(record, work, words, owner)


def _same_id(line: Line, known: KnownWork, vague: Collection[WorkId]) -> str | None:
    shared = line.work.ids & known.ids
    if not shared or not titles.are_alike(line.work.squash, known.squash):
        return None
    return f"Same {label(min(shared))}, and the same title."


def _same_abstract(line: Line, known: KnownWork, vague: Collection[WorkId]) -> str | None:
    if not _same_title(line, known) or not agree(line.work.abstract_key, known.abstract_key):
        return None
    return "Same title, and the abstracts begin alike."


def _same_id_alone(line: Line, known: KnownWork, vague: Collection[WorkId]) -> str | None:
    """One in a hundred ids that authors type is another work's: something else has to fit."""
    shared = (line.work.ids & known.ids).difference(vague)
    if not shared:
        return None
    if not titles.are_unlike(line.work.squash, known.squash):
        return f"Same {label(min(shared))}; the titles differ, but have something in common."
    if common := line.work.names & known.names:
        return f"Same {label(min(shared))}, and a shared author name ({min(common)}); the titles differ."
    if spelled := other_spelling(line.work.names, known.names):
        return f"Same {label(min(shared))}, and {spelled[0]} may be {spelled[1]}; the titles differ."
    return None


def _same_people(line: Line, known: KnownWork, vague: Collection[WorkId]) -> str | None:
    if not _same_title(line, known) or not years_fit(line.work, known):
        return None
    shared = line.work.names & known.names
    if titles.is_generic(known.squash):
        # The same people write an editorial every year.
        of_one_year = not line.work.year or not known.year or line.work.year == known.year
        if not of_one_year or disagree(line.work.abstract_key, known.abstract_key):
            return None
    elif line.words >= titles.LONG_TITLE_WORDS:
        return f"Same title of {line.words} words, and a shared author name ({min(shared)})." if shared else None
    return "Same title, and the page's own person is among its authors." if line.owner in known.names else None


def _same_title(line: Line, known: KnownWork) -> bool:
    # A title of signs only has no key: it is nobody's equal.
    return bool(known.squash) and line.work.squash == known.squash


RULES: tuple[Rule, ...] = (_same_id, _same_abstract, _same_id_alone, _same_people)

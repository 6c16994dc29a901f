"""Listings, known works, and what becomes of them side by side; without a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from works import tex
from works.imports.doubts import ASK, Doubt
from works.imports.records import PageRecords, PersonRecord, WorkRecord
from works.imports.sameness import KnownWork, place

LONG = "A Long Title About Careful Imports"
OTHER = "Entirely Unrelated Words Concerning Whales"
APPLES = "Apples are round and grow on trees in temperate climates; this text says so at sufficient length."
ORANGES = "Oranges are round as well, yet they want it warm, which this text explains at sufficient length."
DOI = ("doi", "10.1000/1")
ARXIV = ("arxiv", "2101.00001")
HERE, THERE = 1, 2
PAGE = "the Scholar Feed page of Ada Lovelace"


def listing(title: str = LONG, byline: Sequence[str] = ("Ada Lovelace", "Ben Ray"), **fields: Any) -> WorkRecord:
    return WorkRecord(fields.pop("line", 7), title, byline=tuple(byline), **fields)


def page(*works: WorkRecord, name: str = "Ada Lovelace") -> PageRecords:
    return PageRecords(PersonRecord(name, 1), works)


def work(
    number: int = 1,
    title: str = LONG,
    names: Sequence[str] = ("ada lovelace", "ben ray"),
    abstract: str = "",
    ids: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> KnownWork:
    said: dict[str, Any] = {"sources": frozenset({THERE}), "byline_length": len(names), "byline_complete": True}
    key = tex.abstract_fingerprint(abstract)
    return KnownWork(number, tex.squash(title), key, names=frozenset(names), ids=frozenset(ids), **(said | fields))


def placed(records: PageRecords, *known: KnownWork, **more: Any) -> tuple[list[int | None], list[tuple[int, int]]]:
    """The ids of the works that the listings are placed on, and the pairs that are asked about."""
    found, doubts = place(records, HERE, PAGE, known, **more)
    assert all(doubt.score == sum(piece.points for piece in doubt.evidence) >= ASK for doubt in doubts)
    return [one.work.id if one.work else None for one in found], [doubt.works for doubt in doubts]


def only(record: WorkRecord, known: KnownWork, **more: Any) -> str:
    """What becomes of one listing beside one known work: "same", "asked" or "two"."""
    [home], asked = placed(page(record), known, **more)
    assert home in (None, known.id)
    assert asked in ([], [(known.id, -1)])
    return "same" if home else "asked" if asked else "two"


def reason(record: WorkRecord, *known: KnownWork) -> str:
    [one], _ = place(page(record), HERE, PAGE, known)
    return one.reason


def the_doubt(records: PageRecords, *known: KnownWork) -> Doubt:
    _, [doubt] = place(records, HERE, PAGE, known)
    return doubt

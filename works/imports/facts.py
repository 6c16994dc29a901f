"""What a work shows, chosen from everything its listings assert; the order of the listings does not matter. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from profiles import names
from works import taxonomy
from works.imports import code

type Asserted = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """The best of each field; "" or None where no listing says it."""

    title: str
    abstract: str
    abstract_cut: bool
    kind: str
    host: str
    published_on: dt.date | None
    year: int | None
    has_code: bool
    heat: Decimal | None
    heat_on: dt.date | None
    byline: tuple[str, ...]
    byline_complete: bool
    topics: tuple[str, ...]
    institutions: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    citations: int | None = None
    citations_on: dt.date | None = None
    code_url: str = ""


# What a curator may type over, by the name of the column.
EDITABLE = ("title", "abstract", "kind", "host", "published_on", "year", "has_code")


def overruled(fact: WorkFacts, locked: Asserted) -> WorkFacts:
    """The facts with what curators typed in place of what was imported."""
    values = {key: _value(key, value) for key, value in locked.items() if key in EDITABLE}
    if values.get("published_on") and "year" not in values:
        values["year"] = values["published_on"].year
    if "abstract" in values:
        values["abstract_cut"] = False
    return replace(fact, **values)


def proposals(fact: WorkFacts, locked: Asserted) -> dict[str, Any]:
    """What the listings say of locked fields where that is something, and something else: {field: value} as JSON."""
    said = {key: stored(getattr(fact, key)) for key in locked if key in EDITABLE}
    return {key: value for key, value in said.items() if value not in ("", None) and value != locked[key]}


def stored(value: Any) -> Any:
    """A field's value as JSON."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(key: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if key == "published_on" and value else value


def choose(listings: Iterable[tuple[dt.date, Asserted]]) -> WorkFacts:
    """The facts of one work from its (captured on, asserted record) pairs, of which there is at least one."""
    rows = list(listings)
    records = [record for _, record in rows]
    abstract, cut = _abstract(records)
    byline, complete = _byline(records)
    dates = sorted(dt.date.fromisoformat(r["published_on"]) for r in records if r["published_on"])
    years = sorted(r["year"] for r in records if r["year"])
    heat_on, heat = _heat(rows)
    citations_on, citations = _citations(rows)
    return WorkFacts(
        title=_commonest(r["title"] for r in records),
        abstract=abstract,
        abstract_cut=cut,
        kind=_commonest(r["kind"] for r in records),
        host=_commonest(r["host"] for r in records),
        published_on=dates[0] if dates else None,
        year=dates[0].year if dates else (years[0] if years else None),
        has_code=any(r["has_code"] for r in records),
        heat=heat,
        heat_on=heat_on,
        byline=byline,
        byline_complete=complete,
        topics=tuple(sorted({taxonomy.code(r["category"]) for r in records if r["category"]})),
        institutions=tuple(sorted({name for r in records for name in r["institutions"]})),
        identifiers=tuple(sorted({f"{scheme}:{value}" for r in records for scheme, value in r.get("ids", ())})),
        citations=citations,
        citations_on=citations_on,
        code_url=code.of_text(abstract),
    )


def _commonest(values: Iterable[str]) -> str:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _abstract(records: list[Asserted]) -> tuple[str, bool]:
    found = [(r["abstract_cut"], -len(r["abstract"]), r["abstract"]) for r in records if r["abstract"]]
    cut, _, text = min(found, default=(False, 0, ""))
    return text, cut


def _byline(records: list[Asserted]) -> tuple[tuple[str, ...], bool]:
    found = [(not r["byline_complete"], -len(r["byline"]), tuple(r["byline"])) for r in records if r["byline"]]
    incomplete, _, byline = min(found, default=(True, 0, ()))
    return tuple(name for name in byline if names.fold(name)), not incomplete


def _heat(rows: list[tuple[dt.date, Asserted]]) -> tuple[dt.date | None, Decimal | None]:
    found = [(captured, Decimal(r["heat"])) for captured, r in rows if r["heat"] is not None]
    return max(found, default=(None, None))


def _citations(rows: list[tuple[dt.date, Asserted]]) -> tuple[dt.date | None, int | None]:
    # Listings that were stored before sources told it hold no word of it.
    found = [(captured, int(r["citations"])) for captured, r in rows if r.get("citations") is not None]
    return max(found, default=(None, None))

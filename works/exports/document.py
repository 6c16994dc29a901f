"""Works as JSON in our own form, in which every number says where it comes from: docs/exports.md describes it. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from works.exports import elsewhere
from works.exports.records import Scope, WorkRow

FORMAT = "bzpeer-works-1"


def write(rows: Iterable[WorkRow], scope: Scope) -> Iterator[str]:
    """The document, work by work; it closes, and tells the count, only when it is complete."""
    head = {"format": FORMAT, "url": scope.at(scope.page), **({"author": scope.about} if scope.about else {})}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "works": ['
    count = 0
    for row in rows:
        yield f"{',' if count else ''}\n{json.dumps(work(row, scope), ensure_ascii=False)}"
        count += 1
    yield f'\n], "count": {count}}}\n'


def work(row: WorkRow, scope: Scope) -> dict[str, Any]:
    """One work; what is not known has no entry."""
    told: dict[str, Any] = {
        "id": row.public_id,
        "url": scope.at(row.url),
        "title": row.title,
        "title_tex": row.title_tex if row.title_tex != row.title else "",
        "abstract": row.abstract,
        "abstract_is_cut": row.abstract_cut and bool(row.abstract),
        "kind": row.kind,
        "host": row.host,
        "published_on": row.published_on.isoformat() if row.published_on else "",
        "year": row.year,
        "authors": [_known(name=p.name, id=p.public_id, url=p.url and scope.at(p.url), position=p.position)
                    for p in row.people],
        "identifiers": [_known(scheme=scheme, value=value, url=elsewhere.address(scheme, value))
                        for scheme, value in row.identifiers],
        "topics": [_known(code=code, name=name, url=scope.at(f"/topics/{slug}/")) for code, name, slug in row.topics],
        "institutions": [_known(name=name, url=scope.at(f"/institutions/{slug}/")) for name, slug in row.institutions],
        "has_code": row.has_code,
        "code_url": row.code_url,
        "citations": number(row.citations, row.citations_source, row.citations_on),
        "heat": number(row.heat, row.heat_source, row.heat_on),
        "sources": [_known(name=s.source, captured_on=s.captured_on.isoformat()) for s in row.sources],
    }  # fmt: skip
    return {**{name: value for name, value in told.items() if value}, "authors_complete": row.byline_complete}


def number(value: Decimal | int | None, source: str, as_of: dt.date | None) -> dict[str, Any]:
    """A number that a source reported; {} where none did."""
    if value is None:
        return {}
    exact = int(value) if value == int(value) else float(value)
    return {**_known(origin="reported", source=source, as_of=as_of.isoformat() if as_of else ""), "value": exact}


def _known(**told: Any) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None)}

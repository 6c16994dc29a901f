"""Works as CSL-JSON, version 1.0.2 of its schema: plain text, unknown values left out. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from works.exports import elsewhere, keys, kinds, naming
from works.exports.records import Person, Scope, WorkRow
from works.tex.characters import one_line


def write(rows: Iterable[WorkRow], scope: Scope) -> Iterator[str]:
    """The list, item by item; it closes only when it is complete."""
    given = keys.Keys(scope.first)
    before = "["
    for row in rows:
        yield f"{before}\n{json.dumps(item(row, given.of(row), scope), ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def item(row: WorkRow, key: str, scope: Scope) -> dict[str, Any]:
    """One work."""
    kind, arxiv = kinds.of(row), elsewhere.identifier(row, "arxiv")
    found = elsewhere.addresses(row)
    told: dict[str, Any] = {
        "id": key,
        "type": kind.csl,
        "title": one_line(row.title),
        "author": [_name(person) for person in row.people if one_line(person.name)],
        "issued": _issued(row),
        kind.csl_host: one_line(row.host),
        "number": f"arXiv:{arxiv}" if arxiv else "",
        "DOI": elsewhere.identifier(row, "doi"),
        "URL": found[0] if found else scope.at(row.url),
        "abstract": one_line(row.abstract),
        "keyword": ", ".join(one_line(name) for _, name, _ in row.topics),
        "note": "The source prints an incomplete byline." if row.byline_is_cut else "",
    }
    return {name: value for name, value in told.items() if value}


def _issued(row: WorkRow) -> dict[str, Any]:
    if row.published_on:
        return {"date-parts": [[row.published_on.year, row.published_on.month, row.published_on.day]]}
    return {"date-parts": [[row.year]]} if row.year else {}


def _name(person: Person) -> dict[str, str]:
    parts = naming.split(person.name)
    if parts is None:
        return {"literal": one_line(person.name)}
    told = {
        "family": parts.family, "given": parts.given, "non-dropping-particle": parts.particle, "suffix": parts.suffix,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}

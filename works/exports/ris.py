"""Works as RIS: a line per value, plain text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from works.exports import elsewhere, keys, kinds, naming
from works.exports.records import Scope, WorkRow
from works.tex.characters import one_line

_IN_A_WHOLE = {"JOUR", "CPAPER", "CHAP"}


def write(rows: Iterable[WorkRow], scope: Scope) -> Iterator[str]:
    """The file, record by record; without works it is empty."""
    given = keys.Keys(scope.first)
    for row in rows:
        yield record(row, given.of(row), scope)


def record(row: WorkRow, key: str, scope: Scope) -> str:
    """One work; what is not known has no line."""
    lines = [("TY", kinds.of(row).ris), ("ID", key), *_lines(row, scope)]
    told = [(tag, text) for tag, value in lines if (text := one_line(value))]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in told) + "ER  - \r\n"


def _lines(row: WorkRow, scope: Scope) -> Iterator[tuple[str, str]]:
    yield "TI", row.title
    for person in row.people:
        parts = naming.split(person.name)
        yield "AU", parts.inverted if parts else person.name
    yield "PY", str(row.year or "")
    yield "DA", f"{row.published_on:%Y/%m/%d}" if row.published_on else ""
    yield "T2" if kinds.of(row).ris in _IN_A_WHOLE else "PB", row.host
    yield "AB", row.abstract
    for _, name, _ in row.topics:
        yield "KW", name
    yield "DO", elsewhere.identifier(row, "doi")
    if arxiv := elsewhere.identifier(row, "arxiv"):
        yield "AN", f"arXiv:{arxiv}"
    for address in elsewhere.addresses(row) or [scope.at(row.url)]:
        yield "UR", address
    if row.byline_is_cut:
        yield "N1", "The source prints an incomplete byline."

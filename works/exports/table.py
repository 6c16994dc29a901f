"""Works as CSV (RFC 4180) for spreadsheets: UTF-8 with its mark, and no cell is a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from works.exports import elsewhere
from works.exports.records import Scope, WorkRow
from works.tex.characters import one_line

COLUMNS = (
    "id", "title", "authors", "byline_complete", "year", "published_on", "kind", "host", "doi", "arxiv", "topics",
    "institutions", "citations", "citations_on", "citations_source", "heat", "heat_on", "heat_source", "code_url",
    "url", "sources", "abstract",
)  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, wide as in East Asian type too.
_BEGINS_A_FORMULA = tuple("=+-@＝＋－＠")


def write(rows: Iterable[WorkRow], scope: Scope) -> Iterator[str]:
    """The file, line by line; without works it is the line of column names."""
    yield _BYTE_ORDER_MARK + _line(COLUMNS)
    for row in rows:
        yield _line(cell(value) for value in _values(row, scope))


def cell(value: Any) -> str:
    """The value on one line, an apostrophe before what would be a formula; "" for what is not known."""
    text = "" if value is None else one_line(str(value))
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _values(row: WorkRow, scope: Scope) -> list[Any]:
    return [
        row.public_id,
        row.title,
        "; ".join(person.name for person in row.people),
        "yes" if row.byline_complete else "no",
        row.year,
        row.published_on,
        row.kind,
        row.host,
        elsewhere.identifier(row, "doi"),
        elsewhere.identifier(row, "arxiv"),
        "; ".join(name for _, name, _ in row.topics),
        "; ".join(name for name, _ in row.institutions),
        row.citations,
        row.citations_on,
        row.citations_source,
        row.heat,
        row.heat_on,
        row.heat_source,
        row.code_url,
        scope.at(row.url),
        "; ".join(f"{captured.source} ({captured.captured_on})" for captured in row.sources),
        row.abstract,
    ]

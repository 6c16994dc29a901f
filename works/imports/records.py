"""What a parser makes of one captured page: frozen records, and named problems with line numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a page: a stable code, the 1-based line (None for the page), and a sentence for people."""

    code: str
    line: int | None
    message: str
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class ReportedNumber:
    """A number as the page prints it; `kind` is one of works.metrics' names, `unit` is "" or "%"."""

    kind: str
    value: Decimal
    line: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """The page's own person; None or "" where the page does not say."""

    name: str
    line: int
    source_id: str = ""
    role: str = ""
    affiliation: str = ""
    open_to_collaborate: bool | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """One listing: texts stay raw (TeX and all), missing is None or "", never zero."""

    line: int
    title: str
    abstract: str = ""
    abstract_cut: bool = False
    byline: tuple[str, ...] = ()
    byline_complete: bool = False
    kind: str = ""
    host: str = ""
    category: str = ""
    published_on: dt.date | None = None
    year: int | None = None
    heat: Decimal | None = None
    has_code: bool | None = None
    citations: int | None = None
    institutions: tuple[str, ...] = ()
    # (scheme, value): see works.imports.work_ids.
    ids: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class PageRecords:
    """Everything one page asserts, in the order of the page."""

    person: PersonRecord
    works: tuple[WorkRecord, ...]
    numbers: tuple[ReportedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The system whose page was captured: a stable slug and the name readers see."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """The outcome of a parse: records, or None when a fatal problem stands among `problems`.

    `parser` and `source` say who recognised the page; "" and None when nobody did.
    """

    records: PageRecords | None
    problems: tuple[Problem, ...] = ()
    parser: str = ""
    source: SourceRecord | None = None

"""The five captures of seeds/, and pages made up from parts, for the tests of the parsers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from works.imports import registry
from works.imports.records import PageRecords, ParsedPage

SEEDS = Path(__file__).parent.parent / "seeds"
NUMBERS = ("000", "001", "002", "003", "004")
MAY_2026 = dt.date(2026, 5, 31)


def raw(number: str) -> bytes:
    """The bytes of a capture, named by the number it begins with."""
    [path] = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes()


def text(number: str) -> str:
    """The text of a capture."""
    return raw(number).decode()


def parse(page: str | bytes, captured_on: dt.date = MAY_2026) -> ParsedPage:
    """The outcome for a page, as captured at the end of May 2026."""
    return registry.parse(page.encode() if isinstance(page, str) else page, captured_on)


def records(page: str | bytes, captured_on: dt.date = MAY_2026) -> PageRecords:
    """The records of a page that has no fatal problem."""
    parsed = parse(page, captured_on)
    assert parsed.records is not None, parsed.problems
    return parsed.records


def fatal(page: str | bytes) -> tuple[str, int | None, str]:
    """Code, line and sentence of the first fatal problem of a page that has no records."""
    parsed = parse(page)
    assert parsed.records is None
    problem = next(problem for problem in parsed.problems if problem.fatal)
    return problem.code, problem.line, problem.message


def minor(page: str, captured_on: dt.date = MAY_2026) -> list[tuple[str, int | None]]:
    """Code and line of every problem of a page that has records all the same."""
    parsed = parse(page, captured_on)
    assert parsed.records is not None, parsed.problems
    return [(problem.code, problem.line) for problem in parsed.problems]


def feed(*works: str, papers: int | None = None, name: str = "Ada Lovelace", header: str = "h-index3") -> str:
    """A Scholar Feed page about Ada with these works (head line, title, byline, abstract)."""
    count = len(works) if papers is None else papers
    return "\n\n".join([f"{name}\n\nLG\n{header}\n{count}papers\n7citations", f"{count} Papers", *works])


def work(
    head: str = "LGMay 7",
    title: str = "On Engines",
    byline: str = "Ada Lovelace, Ben Byron",
    abstract: str = "It runs.",
) -> str:
    """One work of a Scholar Feed page; an empty part is left out."""
    return "\n\n".join(part for part in (f"{head}\n{title}" if title else head, byline, abstract) if part)

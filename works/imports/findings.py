"""What a parser notices while it reads: problems, and the checks that every kind of page has to pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from profiles.names import LONGEST
from works.imports.bylines import is_cut_byline
from works.imports.lines import Line, ends_whole, number, shown
from works.imports.records import PageRecords, ParsedPage, Problem, WorkRecord
from works.tex import squash

EARLIEST_YEAR = 1500
LONGEST_TITLE = 1_000


@dataclass
class Findings:
    """The problems of one page as they are found."""

    problems: list[Problem] = field(default_factory=list)

    def fatal(self, code: str, line: int | None, message: str) -> None:
        """Note a problem that keeps the whole page out."""
        self.problems.append(Problem(code, line, message))

    def minor(self, code: str, line: int | None, message: str) -> None:
        """Note a problem that leaves out one value or one record."""
        self.problems.append(Problem(code, line, message, fatal=False))

    def page(self, records: PageRecords | None = None) -> ParsedPage:
        """The outcome: the records, unless something fatal was found."""
        ruined = any(problem.fatal for problem in self.problems)
        return ParsedPage(None if ruined else records, tuple(self.problems))

    def truncated(self, line: int, where: str) -> None:
        """Make the end of the page at this line fatal; `where` says what it ends in or before."""
        self.fatal("truncated", line, f"The page ends at line {line}, {where}.")

    def bad_head(self, line: Line, example: str) -> None:
        """Make a line fatal that stands where a work must begin, or looks like such a line, and cannot be read."""
        self.fatal("bad_head", line.number, f"Line {line.number}: expected {example}, found {shown(line.text)}.")

    def name(self, line: Line | None, *, is_other: bool) -> str:
        """The name on the line; a missing one, or a line that is something else, is fatal."""
        if line is None:
            self.fatal("no_name", None, "The page ends before the person's name.")
            return ""
        if is_other or not any(character.isalpha() for character in line.text):
            message = f"Line {line.number}: expected the person's name, found {shown(line.text)}."
            self.fatal("no_name", line.number, message)
        elif len(line.text) > LONGEST:
            message = f"Line {line.number}: expected the person's name, found {len(line.text):,} characters."
            self.fatal("name_too_long", line.number, message)
        return line.text

    def number(self, text: str, kind: str, line: int, most: int | None = None) -> Decimal | None:
        """The number; None, and a minor problem, where it cannot be read or is beyond the most there can be."""
        value = number(text)
        if value is not None and (most is None or value <= most):
            return value
        self.minor("absurd_number", line, f"Line {line}: {shown(text)} cannot be {kind}; it is left out.")
        return None

    def year(self, year: int, line: int, captured_on: dt.date) -> int | None:
        """The year of a work; None, and a minor problem, for one that cannot be."""
        if EARLIEST_YEAR <= year <= captured_on.year + 1:
            return year
        self.minor("absurd_year", line, f"Line {line}: {year} cannot be the year of a work; it is left out.")
        return None

    def title(self, head: Line, body: Sequence[Line], *, is_last: bool) -> str:
        """The title, which follows its head line; "" where the page ends (fatal) or goes on without one (minor)."""
        if not body and is_last:
            self.truncated(head.number, f"right after {shown(head.text)}")
        elif not body or len(body[0].text) > LONGEST_TITLE or is_cut_byline(body[0].text):
            self.minor("no_title", head.number, f"Line {head.number}: {shown(head.text)} has no title; it is left out.")
        else:
            return body[0].text
        return ""

    def count(self, line: int, claim: str, claimed: Decimal | None, found: int) -> None:
        """Make a count that disagrees with the list, or cannot be read, fatal."""
        if claimed != found:
            message = f"Line {line} says {shown(claim)}, but {found} were found: the page is cut off or damaged."
            self.fatal("count_mismatch", line, message)

    def last_work(self, works: Sequence[WorkRecord], end: int) -> None:
        """Make it fatal if the page breaks off in its last work; an abstract that the source marks as cut does not.

        A last work without an abstract is believed only where another work of the page has none either.
        """
        if not works:
            return
        *others, last = works
        if not last.abstract and all(work.abstract for work in others):
            self.truncated(end, f"before the abstract of {shown(last.title)}")
        elif last.abstract and not ends_whole(last.abstract):
            self.truncated(end, f"in the middle of a sentence (“…{last.abstract[-40:]}”) of {shown(last.title)}")

    def distinct(self, works: Iterable[WorkRecord]) -> tuple[WorkRecord, ...]:
        """The works without those whose title stood on the page before; each one left out is named."""
        first: dict[str, WorkRecord] = {}
        for work in works:
            earlier = first.setdefault(squash(work.title) or work.title.casefold(), work)
            if earlier is not work:
                message = f"Line {work.line} lists {shown(work.title)} again (first on line {earlier.line}); left out."
                self.minor("listed_twice", work.line, message)
        return tuple(first.values())

"""What the tables can hold: a record that goes beyond it loses the field, with a problem that names it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from profiles import names
from works.imports.records import PageRecords, ParsedPage, PersonRecord, Problem, ReportedNumber, WorkRecord

# In characters; the columns are as wide.
LONGEST_ROLE, LONGEST_AFFILIATION, LONGEST_INSTITUTION = 100, 300, 300
LONGEST_KIND, LONGEST_HOST, LONGEST_CATEGORY = 40, 100, 60
LARGEST_HEAT = Decimal(999_999)
LARGEST_NUMBER = Decimal(999_999_999)


def checked(page: ParsedPage) -> ParsedPage:
    """The page with what fits, and a problem for each thing that does not; fatal where the person has no name."""
    if page.records is None:
        return page
    records, problems = page.records, list(page.problems)
    if not is_name(records.person.name):
        message = f"The page's person is called {records.person.name[:60]!r}: that is not a name."
        return replace(page, records=None, problems=(*problems, Problem("not_a_name", records.person.line, message)))
    person = _person(records.person, problems)
    works = tuple(_work(work, problems) for work in records.works)
    numbers = tuple(_numbers(records.numbers, problems))
    return replace(page, records=PageRecords(person, works, numbers), problems=tuple(problems))


def is_name(name: str) -> bool:
    """Whether a name can be kept: it has a letter, and neither it nor its key is longer than a record holds."""
    return len(name) <= names.LONGEST and 0 < len(names.fold(name)) <= names.LONGEST


def _left_out(problems: list[Problem], line: int, what: str, value: object) -> None:
    message = f"Line {line}: the {what} {str(value)[:40]!r} is more than can be kept; it was left out."
    problems.append(Problem("beyond_limits", line, message, fatal=False))


def _nothing(field: str) -> dict[str, Any]:
    return {field: ""}


def _person(person: PersonRecord, problems: list[Problem]) -> PersonRecord:
    for field, longest in (("role", LONGEST_ROLE), ("affiliation", LONGEST_AFFILIATION)):
        if len(value := getattr(person, field)) > longest:
            _left_out(problems, person.line, field, value)
            person = replace(person, **_nothing(field))
    return person


def _work(work: WorkRecord, problems: list[Problem]) -> WorkRecord:
    for field, longest in (("kind", LONGEST_KIND), ("host", LONGEST_HOST), ("category", LONGEST_CATEGORY)):
        if len(value := getattr(work, field)) > longest:
            _left_out(problems, work.line, field, value)
            work = replace(work, **_nothing(field))
    if work.heat is not None and abs(work.heat) > LARGEST_HEAT:
        _left_out(problems, work.line, "heat", work.heat)
        work = replace(work, heat=None)
    if work.citations is not None and not 0 <= work.citations <= LARGEST_NUMBER:
        _left_out(problems, work.line, "number of citations", work.citations)
        work = replace(work, citations=None)
    # What has no letter is no author; what is too long for one makes the byline incomplete.
    kept = tuple(name for name in work.byline if is_name(name) or not names.fold(name))
    for name in set(work.byline) - set(kept):
        _left_out(problems, work.line, "name", name)
    institutions = tuple(name for name in work.institutions if len(name) <= LONGEST_INSTITUTION)
    for name in set(work.institutions) - set(institutions):
        _left_out(problems, work.line, "institution", name)
    complete = work.byline_complete and len(kept) == len(work.byline)
    return replace(work, byline=kept, byline_complete=complete, institutions=institutions)


def _numbers(numbers: Iterable[ReportedNumber], problems: list[Problem]) -> Iterable[ReportedNumber]:
    for number in numbers:
        if abs(number.value) > LARGEST_NUMBER:
            _left_out(problems, number.line, number.kind.replace("_", " "), number.value)
        else:
            yield number

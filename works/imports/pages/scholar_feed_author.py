"""An author page of Scholar Feed: header numbers, then works with heat, category, date, Code badge and byline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from works.imports.bylines import Byline, is_byline, read_byline
from works.imports.findings import Findings
from works.imports.lines import Line, abstract_of, number, shown
from works.imports.records import PageRecords, ParsedPage, PersonRecord, ReportedNumber, SourceRecord, WorkRecord

SOURCE = SourceRecord("scholar-feed", "Scholar Feed")
MARK = re.compile(r"[0-9][0-9,]* Papers?")

NUMBERS = {
    "h_index": re.compile(r"h-index(.*)"),
    "papers": re.compile(r"(.*[0-9])papers?"),
    "citations": re.compile(r"(.*[0-9])citations?"),
    "novelty": re.compile(r"Novelty(.*?)%?"),
    "ai_score": re.compile(r"AI Score(.*)"),
}
UNITS = {"novelty": "%"}
MOST = {"novelty": 100, "ai_score": 100}
# "LG", "quant-ph", "math.OC"
TOPIC = re.compile(r"[A-Z]{2,3}|[a-z]+-[a-z]+|[a-z]+(?:-[a-z]+)?\.[A-Za-z-]{2,8}")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HEAD = re.compile(
    r"(?P<heat>[0-9][0-9,]*(?:\.[0-9]+)?)?"
    rf"(?P<category>{TOPIC.pattern})?"
    rf"(?P<month>{'|'.join(MONTHS)}) (?P<day>[0-9]{{1,2}})(?:, (?P<year>[0-9]{{4}}))?"
    r"(?P<code>Code)?"
)
# What a damaged head line still looks like: glued letters before a day of a month, a Code badge behind a year.
NEARLY_HEAD = re.compile(
    rf"[0-9.,-]*[A-Za-z.-]{{0,12}}?(?:{'|'.join(MONTHS)})[a-z]* ?[0-9].*|.*[0-9]{{4}} ?Code"
    r"|[0-9.,-]*[A-Z]{2}[A-Z][a-z]{2} [0-9]{1,2}\b.*|-?[0-9][0-9.,]*[A-Z]{2,3}(?:[A-Z][a-z].*)?"
)
EXAMPLE = "a line like “3.2LGMay 7” or “CVJun 22, 2023Code”"
LONGEST_HEAD = 40
HEADER_LINES = 15


def recognise(lines: Sequence[Line]) -> bool:
    """Whether two of the header's glued numbers stand among the first lines."""
    start = [line.text for line in lines[:HEADER_LINES] if len(line.text) <= LONGEST_HEAD]
    found = {kind: match for text in start for kind, known in NUMBERS.items() if (match := known.fullmatch(text))}
    return sum(number(match[1]) is not None for match in found.values()) > 1


def parse(lines: Sequence[Line], captured_on: dt.date) -> ParsedPage:
    """The person, the header's numbers and the works; fatal problems where the page is cut or damaged."""
    findings = Findings()
    mark = next((index for index, line in enumerate(lines) if MARK.fullmatch(line.text)), None)
    if mark is None:
        findings.truncated(lines[-1].number, "before its list of papers")
        return findings.page()
    person, numbers = read_header(lines[:mark], findings)
    listed = list(read_works(lines[mark + 1 :], captured_on, findings))
    findings.count(lines[mark].number, lines[mark].text, number(lines[mark].text.split()[0]), len(listed))
    for found in numbers:
        if found.kind == "papers":
            findings.count(found.line, f"{found.value}papers", found.value, len(listed))
    works = [work for work in listed if work]
    findings.last_work(works, lines[-1].number)
    return findings.page(PageRecords(person, findings.distinct(works), tuple(numbers)))


def read_header(lines: Sequence[Line], findings: Findings) -> tuple[PersonRecord, list[ReportedNumber]]:
    """The person and the numbers above the list; what is neither is named and left out."""
    numbers: list[ReportedNumber] = []
    topics: list[str] = []
    first = lines[0] if lines else None
    name = findings.name(first, is_other=first is not None and bool(TOPIC.fullmatch(first.text) or is_number(first)))
    for line in lines[1:]:
        if is_number(line):
            numbers.extend(read_number(line, findings))
        elif TOPIC.fullmatch(line.text):
            topics.append(line.text)
        else:
            findings.minor("unknown_line", line.number, f"Line {line.number} is not understood: {shown(line.text)}.")
    return PersonRecord(name, first.number if first else 0, topics=tuple(topics)), numbers


def is_number(line: Line) -> bool:
    """Whether the line is one of the header's numbers, be it readable or not."""
    return len(line.text) <= LONGEST_HEAD and any(pattern.fullmatch(line.text) for pattern in NUMBERS.values())


def read_number(line: Line, findings: Findings) -> Iterator[ReportedNumber]:
    """The number on a header line; nothing, and a minor problem, where it cannot be read or cannot be."""
    for kind, pattern in NUMBERS.items():
        if match := pattern.fullmatch(line.text):
            value = findings.number(match[1], kind, line.number, MOST.get(kind))
            if value is not None:
                yield ReportedNumber(kind, value, line.number, UNITS.get(kind, ""))


def read_works(lines: Sequence[Line], captured_on: dt.date, findings: Findings) -> Iterator[WorkRecord | None]:
    """A record for each head line, None for one without a title; lines that should be head lines are fatal."""
    heads = {
        index: match
        for index, line in enumerate(lines)
        if len(line.text) <= LONGEST_HEAD and (match := HEAD.fullmatch(line.text))
    }
    report_damaged_heads(lines, heads, findings)
    for start, end in pairwise([*heads, len(lines)]):
        head, body = lines[start], lines[start + 1 : end]
        if title := findings.title(head, body, is_last=end == len(lines)):
            yield read_work(head, heads[start], title, body[1:], captured_on, findings)
        else:
            yield None


def report_damaged_heads(lines: Sequence[Line], heads: Mapping[int, object], findings: Findings) -> None:
    """Make lines fatal that stand where a head line must stand, or look like one, and are none.

    A head line and its title are the only lines of the page without a blank line between them.
    """
    for index, line in enumerate(lines):
        if index in heads or index - 1 in heads or len(line.text) > LONGEST_HEAD:
            continue
        title_follows = index + 1 < len(lines) and not lines[index + 1].after_gap
        stands_as_head = line.after_gap and title_follows and line.text[-1] not in ".,:;"
        if index == 0 or stands_as_head or NEARLY_HEAD.fullmatch(line.text):
            findings.bad_head(line, EXAMPLE)


def read_work(
    head: Line, match: re.Match[str], title: str, rest: Sequence[Line], captured_on: dt.date, findings: Findings
) -> WorkRecord:
    """The work under a head line; `rest` is what follows the title."""
    byline = Byline()
    if rest and is_byline(rest[0].text):
        byline = read_byline(rest[0].text)
        if byline.left_out:
            message = f"Line {rest[0].number}: {byline.left_out} names of absurd length are left out."
            findings.minor("absurd_name", rest[0].number, message)
        rest = rest[1:]
    abstract, cut = abstract_of(rest)
    published_on = read_date(match, head, captured_on, findings)
    return WorkRecord(
        line=head.number,
        title=title,
        abstract=abstract,
        abstract_cut=cut,
        byline=byline.names,
        byline_complete=byline.complete,
        category=match["category"] or "",
        published_on=published_on,
        year=published_on.year if published_on else None,
        heat=findings.number(match["heat"], "a heat", head.number) if match["heat"] else None,
        has_code=True if match["code"] else None,
        institutions=byline.institutions,
    )


def read_date(match: re.Match[str], head: Line, captured_on: dt.date, findings: Findings) -> dt.date | None:
    """The date of a head line; without a year the latest such day that is not after the capture."""
    year, month, day = int(match["year"] or captured_on.year), MONTHS.index(match["month"]) + 1, int(match["day"])
    try:
        date = dt.date(year, month, day)
        # A day of grace: the capture may have been dated in a place where the day begins later.
        if not match["year"] and (date - captured_on).days > 1:
            date = dt.date(year - 1, month, day)
    except ValueError:
        message = f"Line {head.number}: {shown(head.text)} names a day that {year} does not have; it is left out."
        findings.minor("no_such_day", head.number, message)
        return None
    if (date - captured_on).days > 1:
        message = f"Line {head.number}: {date} lies after the capture of {captured_on}; it is left out."
        findings.minor("future_date", head.number, message)
        return None
    return date

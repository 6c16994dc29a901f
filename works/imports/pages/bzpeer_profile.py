"""A researcher profile of BZPEER itself: trust snapshot, counts, and works with kind, year and host."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from works.imports.findings import Findings
from works.imports.lines import Line, abstract_of, number
from works.imports.records import PageRecords, ParsedPage, PersonRecord, ReportedNumber, SourceRecord, WorkRecord

SOURCE = SourceRecord("bzpeer", "BZPEER")
MARK = re.compile("Researcher profile")

SNAPSHOT = "Trust snapshot"
LIST = re.compile(r"([0-9][0-9,]*) published item(?:\(s\)|s)?")
BOILERPLATE = "contributes to research discovery and scholarly infrastructure."
NO_AFFILIATION = "Affiliation not imported"
OPEN = "Open to collaborate"
GLUE = re.compile(r"(?<=[a-z])(?=[A-Z])")
NUMBERS = (
    ("trust", re.compile(r"Trust (\S+) - .*")),
    ("verification_level", re.compile(r"Trust .*Verification L([0-9]+).*")),
    ("works", re.compile(r"([0-9][0-9.,]*)works?")),
    ("followers", re.compile(r"([0-9][0-9.,]*)followers?")),
    ("topics", re.compile(r"([0-9][0-9.,]*)topics?")),
    ("close_collaborators", re.compile(r"([0-9][0-9.,]*)close collaborators?")),
)
MOST = {"trust": 100}
KINDS = "preprint|article|journal article|conference paper|book chapter|book|thesis|dataset|report|software|review"
HEAD = re.compile(
    rf"(?:(?P<known>{KINDS})(?P<year>[0-9]{{4}})?|(?P<other>[a-z][a-z -]{{2,40}}[a-z])(?P<other_year>[0-9]{{4}}))"
    r"(?P<host>[a-z]{0,4}[A-Z][^.]{0,80})?"
)
NEARLY_HEAD = re.compile(rf"(?:{KINDS}) ?\S{{0,6}}[0-9]+ ?[A-Za-z]*|[A-Za-z -]{{0,40}}\S{{0,8}}arXiv", re.IGNORECASE)
EXAMPLE = "a line like “preprint2022arXiv”"
LONGEST_HEAD = 120


def recognise(lines: Sequence[Line]) -> bool:
    """Whether the page begins with the words above every profile."""
    return bool(lines) and MARK.fullmatch(lines[0].text) is not None


def parse(lines: Sequence[Line], captured_on: dt.date) -> ParsedPage:
    """The person, the counts of the trust snapshot and the works; fatal problems where the page is cut or damaged."""
    findings = Findings()
    start = next((index for index, line in enumerate(lines) if LIST.fullmatch(line.text)), None)
    if start is None:
        findings.truncated(lines[-1].number, "before its list of published work")
        return findings.page()
    person = read_person(lines[1:start], findings)
    numbers = [found for line in lines[1:start] for found in read_numbers(line, findings)]
    listed = list(read_works(lines[start + 1 :], captured_on, findings))
    heading = lines[start]
    findings.count(heading.number, heading.text, number(heading.text.split()[0]), len(listed))
    for found in numbers:
        if found.kind == "works":
            findings.count(found.line, f"{found.value}works", found.value, len(listed))
    works = [work for work in listed if work]
    findings.last_work(works, lines[-1].number)
    return findings.page(PageRecords(person, findings.distinct(works), tuple(numbers)))


def read_person(lines: Sequence[Line], findings: Findings) -> PersonRecord:
    """The person: name, then chips up to the trust snapshot; the sentence that every profile carries is not kept."""
    end = next((index for index, line in enumerate(lines) if line.text == SNAPSHOT), len(lines))
    first = lines[0] if lines else None
    is_other = first is not None and (end == 0 or is_chips(first.text) or first.text.endswith(BOILERPLATE))
    name = findings.name(first, is_other=is_other)
    chips = next((line.text for line in lines[1:end] if is_chips(line.text)), "")
    role, *between = GLUE.split(chips.removesuffix(OPEN))
    return PersonRecord(
        name=name,
        line=first.number if first else 0,
        role=role,
        affiliation="".join(between).removesuffix(NO_AFFILIATION),
        open_to_collaborate=True if chips.endswith(OPEN) else None,
    )


def is_chips(text: str) -> bool:
    """Whether the line holds the glued chips: role, affiliation, openness."""
    return NO_AFFILIATION in text or text.endswith(OPEN) or text.startswith("Researcher")


def read_numbers(line: Line, findings: Findings) -> Iterator[ReportedNumber]:
    """The numbers of one line of the trust snapshot; none on other lines."""
    if len(line.text) > LONGEST_HEAD:
        return
    for kind, pattern in NUMBERS:
        if match := pattern.fullmatch(line.text):
            value = findings.number(match[1], kind, line.number, MOST.get(kind))
            if value is not None:
                yield ReportedNumber(kind, value, line.number)


def read_works(lines: Sequence[Line], captured_on: dt.date, findings: Findings) -> Iterator[WorkRecord | None]:
    """A record for each head line, None for one without a title; lines that should be head lines are fatal."""
    heads: dict[int, re.Match[str]] = {}
    for index, line in enumerate(lines):
        if len(line.text) > LONGEST_HEAD:
            continue
        if match := HEAD.fullmatch(line.text):
            heads[index] = match
        elif index == 0 or (index - 1 not in heads and NEARLY_HEAD.fullmatch(line.text)):
            findings.bad_head(line, EXAMPLE)
    for start, end in pairwise([*heads, len(lines)]):
        head, body = lines[start], lines[start + 1 : end]
        if title := findings.title(head, body, is_last=end == len(lines)):
            yield read_work(head, heads[start], title, body[1:], captured_on, findings)
        else:
            yield None


def read_work(
    head: Line, match: re.Match[str], title: str, rest: Sequence[Line], captured_on: dt.date, findings: Findings
) -> WorkRecord:
    """The work under a head line; `rest` is what follows the title."""
    abstract, cut = abstract_of(rest)
    year = match["year"] or match["other_year"]
    return WorkRecord(
        line=head.number,
        title=title,
        abstract=abstract,
        abstract_cut=cut,
        kind=match["known"] or match["other"],
        host=match["host"] or "",
        year=findings.year(int(year), head.number, captured_on) if year else None,
    )

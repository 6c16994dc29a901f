"""A plain publications list: a name, "Publications", then title and abstract in turn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from works.imports.findings import Findings
from works.imports.lines import Line, abstract_of, shown
from works.imports.records import PageRecords, ParsedPage, PersonRecord, SourceRecord, WorkRecord

SOURCE = SourceRecord("publication-list", "Publication list")
MARK = re.compile("Publications")

LONGEST_TITLE = 400
NEXT_SENTENCE = re.compile(r"[a-z0-9)][.!?] [A-Z]")


def recognise(lines: Sequence[Line]) -> bool:
    """Whether the word above the list is the page's second line, or its first where the name is missing."""
    return any(MARK.fullmatch(line.text) for line in lines[:2])


def parse(lines: Sequence[Line], captured_on: dt.date) -> ParsedPage:
    """The person and the works; fatal problems where the page is cut or an abstract has no title."""
    findings = Findings()
    name = findings.name(lines[0], is_other=MARK.fullmatch(lines[0].text) is not None)
    works = list(read_works(lines[2:], findings))
    if not works:
        findings.truncated(lines[-1].number, "before its first work")
    # An abstract that breaks off early reads like one more title: here the last work has to have its own.
    findings.last_work(works[-1:], lines[-1].number)
    return findings.page(PageRecords(PersonRecord(name, lines[0].number), findings.distinct(works)))


def read_works(lines: Sequence[Line], findings: Findings) -> Iterator[WorkRecord]:
    """A work for each title; an abstract without a title above it is fatal."""
    titles = [index for index in range(len(lines)) if is_title(lines, index)]
    if lines and titles[:1] != [0]:
        line = lines[0]
        findings.fatal("no_title", line.number, f"Line {line.number}: expected a title, found {shown(line.text)}.")
    for start, end in pairwise([*titles, len(lines)]):
        abstract, cut = abstract_of(lines[start + 1 : end])
        yield WorkRecord(lines[start].number, lines[start].text, abstract, cut)


def is_title(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is a title: no running text, and no short last paragraph.

    A short line that ends with a full stop is a title only above running text or at the top of the list.
    """
    text = lines[index].text
    if is_running_text(text):
        return False
    return not text.endswith(".") or index == 0 or (index + 1 < len(lines) and is_running_text(lines[index + 1].text))


def is_running_text(text: str) -> bool:
    """Whether a line is longer than titles are or holds more than one sentence."""
    return len(text) > LONGEST_TITLE or NEXT_SENTENCE.search(text) is not None

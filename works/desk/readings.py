"""What a captured page says beside what was read from it: numbered lines, and the records by their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from works import tex
from works.imports import limits, registry
from works.imports.records import PageRecords, Problem
from works.imports.store import asserted
from works.metrics import LABELS, number_text
from works.models import ImportPage, Work

LINES = 1_000
LONGEST_LINE = 2_000
LONGEST_TEXT = 400
_LABELS = {
    "byline": "Authors", "published_on": "Date", "year": "Year", "kind": "Kind", "host": "Venue", "category": "Topic",
    "heat": "Heat", "citations": "Citations", "has_code": "Code", "institutions": "Institutions", "ids": "Ids",
    "abstract": "Abstract",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was read: where it stands, what it says, and the work that it is."""

    line: int
    title: str
    fields: Sequence[tuple[str, str]]
    work: Work | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of the page's lines with the records and problems on it; `first` is the number of its first line."""

    first: int
    total: int
    lines: Sequence[tuple[int, str, bool]]
    records: Sequence[Record]
    problems: Sequence[Mapping[str, Any]]
    is_stored: bool
    differing: int

    @property
    def stretches(self) -> Sequence[tuple[int, int]]:
        """The first and the last line of every stretch; none where the page is shown whole."""
        if self.total <= LINES:
            return ()
        return [(start, min(start + LINES - 1, self.total)) for start in range(1, self.total + 1, LINES)]


def stretch_of(line: int) -> int:
    """The first line of the stretch that this line is on."""
    return (max(line, 1) - 1) // LINES * LINES + 1


def read(page: ImportPage, line: int) -> Reading:
    """The stretch of the page that holds this line, with what was imported from it, or else what would be read now."""
    raw = bytes((page.same_as or page).raw)
    text = registry.decode(raw)
    lines = (raw.decode("utf-8", "replace") if isinstance(text, Problem) else text).split("\n")
    first = stretch_of(line if 0 < line <= len(lines) else 1)
    now = limits.checked(registry.parse(raw, page.captured_on)).records
    asserting = page if page.state == ImportPage.State.IMPORTED else page.same_as
    if asserting is None or asserting.state != ImportPage.State.IMPORTED:
        asserting = None
    records = list(_stored(asserting) if asserting else _parsed(now))
    problems = [problem | {"stretch": stretch_of(problem["line"] or 1)} for problem in page.problems]
    marked = {problem["line"] for problem in problems}
    here = range(first, first + LINES)
    return Reading(
        first=first,
        total=len(lines),
        lines=[(n, _cut(lines[n - 1], LONGEST_LINE), n in marked) for n in here if n <= len(lines)],
        records=[record for record in records if record.line in here],
        problems=problems,
        is_stored=asserting is not None,
        differing=_differing(asserting, now) if asserting else 0,
    )


def _stored(page: ImportPage) -> Iterable[Record]:
    if page.person:
        yield _person(page.person)
    for number in page.numbers.order_by("line"):
        yield _number(number.kind, str(number.value), number.unit, number.line)
    for listing in page.listings.select_related("work").defer("work__card", "work__abstract_html").order_by("line"):
        fields = _fields(listing.record)
        yield Record(listing.line, tex.to_text(listing.record["title"]), fields, listing.work, listing.reason)


def _parsed(records: PageRecords | None) -> Iterable[Record]:
    if records is None:
        return
    yield _person(asdict(records.person))
    for number in records.numbers:
        yield _number(number.kind, str(number.value), number.unit, number.line)
    for work in records.works:
        yield Record(work.line, tex.to_text(work.title), _fields(asserted(work)))


def _person(person: Mapping[str, Any]) -> Record:
    labels = {"source_id": "Id", "role": "Role", "affiliation": "Affiliation", "topics": "Topics"}
    fields = [(label, _text(person.get(key))) for key, label in labels.items() if person.get(key)]
    if person.get("open_to_collaborate") is not None:
        fields.append(("Open to collaborate", "yes" if person["open_to_collaborate"] else "no"))
    return Record(person.get("line", 1), f"The page’s person: {person.get('name', '')}", fields)


def _number(kind: str, value: str, unit: str, line: int) -> Record:
    return Record(line, f"{LABELS.get(kind, kind.replace('_', ' '))}: {number_text(value)}{unit}", ())


def _fields(record: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    fields = []
    for key, label in _LABELS.items():
        value = record.get(key)
        if value in (None, "", [], False):
            continue
        words = "yes" if value is True else _text(value)
        fields.append((label, words if key != "byline" or record["byline_complete"] else f"{words} et al."))
    return fields


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _cut(", ".join(":".join(map(str, one)) if isinstance(one, list) else str(one) for one in value))
    return _cut(tex.to_text(str(value)))


def _cut(text: str, most: int = LONGEST_TEXT) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _differing(page: ImportPage, now: PageRecords | None) -> int:
    """How many works the present parser reads otherwise than they are stored."""
    stored = {listing.line: listing.record for listing in page.listings.all()}
    read = {work.line: asserted(work) for work in now.works} if now else {}
    return sum(stored.get(line) != read.get(line) for line in stored.keys() | read.keys())

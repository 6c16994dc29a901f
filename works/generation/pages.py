"""The captured pages that list the works of a made-up installation: one of a person, with what it says of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random

from works.generation import copying
from works.generation.copying import NULL, text
from works.generation.network import Network
from works.generation.people import People
from works.generation.subjects import Subjects
from works.imports.records import PersonRecord
from works.imports.results import Result
from works.ledger.decisions import RULES
from works.models import ImportBatch, ImportPage, Source

LAST_DAY = dt.date(2026, 5, 31)
SOURCES = (("generated-feed", "Generated Feed"), ("generated-library", "Generated Library"))
COLUMNS = {
    "works_importpage": "id, batch_id, filename, raw, sha256, size, kind, source_id, source_name, captured_on, state, "
    "problems, result, attempts, profile_id, person, queued_at, finished_at",
    "works_sourceprofile": "id, source_id, source_key, name, folded_name, author_id, reason, role, affiliation, "
    "open_to_collaborate, topics, captured_on",
    "works_decision": "id, kind, machine, reason, page_id, evidence, details, in_force, created_at",
    "works_assignment": "id, decision_id, profile_id, author_id, reason, evidence",
    "works_reportednumber": "id, profile_id, page_id, kind, value, unit, line, as_of",
}
_ROLES = ("Professor", "Researcher", "PhD student", "Research scientist", "")
_FIRST_LINE, _LINES_A_WORK = 12, 5
ORDER = ("works_importpage", "works_sourceprofile", "works_decision", "works_assignment", "works_reportednumber")


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of its person; None and "" for nothing."""

    role: str
    affiliation: str
    is_open: bool | None
    numbers: tuple[tuple[str, int], ...]


class Pages:
    """The pages in the order of their works."""

    def __init__(self, network: Network, subjects: Subjects, people: People, dice: Random) -> None:
        self.network, self.subjects, self.people = network, subjects, people
        owners = network.owners
        self.first = array("i", (w for w in range(len(owners)) if not w or owners[w] != owners[w - 1]))
        self.sources = [Source.objects.get_or_create(slug=slug, defaults={"name": name})[0] for slug, name in SOURCES]
        self._of_library = dice.choices((False, True), (4, 1), k=len(self.first))
        self.said = [self._draw(number, dice) for number in range(len(self.first))]

    def __len__(self) -> int:
        return len(self.first)

    def owner(self, page: int) -> int:
        """Whose page it is."""
        return self.network.owners[self.first[page]]

    def count(self, page: int) -> int:
        """How many works it lists."""
        last = self.first[page + 1] if page + 1 < len(self.first) else self.network.works
        return last - self.first[page]

    def source(self, page: int) -> Source:
        """Whose system it was captured from."""
        return self.sources[self._of_library[page]]

    def line(self, page: int, work: int) -> int:
        """On which line of the page the work stands."""
        return _FIRST_LINE + _LINES_A_WORK * (work - self.first[page])

    def captured_on(self, page: int) -> dt.date:
        """The day of the capture: a year of them, in the order of the pages."""
        return LAST_DAY - dt.timedelta(364 - page * 365 // len(self.first))

    def called(self, page: int) -> str:
        """The page in a sentence."""
        return f"the {self.source(page).name} page of {self.people.names[self.owner(page)]}"

    def _draw(self, page: int, dice: Random) -> Said:
        is_told, count = dice.random() < 0.6, self.count(page)
        place = self.subjects.institutions[self.subjects.seat(self.owner(page))] if is_told else ""
        h = int(count**0.5 * dice.uniform(0.5, 2)) + 1
        numbers = (("h_index", h), ("papers", count), ("citations", int(h * h * dice.uniform(1, 5)))) if is_told else ()
        return Said(dice.choice(_ROLES), place, dice.choice((None, None, False, True)), numbers)

    def rows(
        self, batch: ImportBatch, free: dict[str, int], first_assignment: int, start: int, stop: int
    ) -> Iterator[tuple[str, str]]:
        """The rows of these pages, as (table, line)."""
        for page in range(start, stop):
            ids = {table: free[table] + page for table in ORDER} | {"works_assignment": first_assignment + page}
            yield from self._page(page, batch, ids, free["profiles_author"] + self.owner(page))
            profile = (ids["works_sourceprofile"], ids["works_importpage"])
            for place, (kind, value) in enumerate(self.said[page].numbers):
                number = free["works_reportednumber"] + 3 * page + place
                cells = (number, *profile, kind, value, "", 3 + place, self.captured_on(page))
                yield "works_reportednumber", "\t".join(map(str, cells))

    def _page(self, page: int, batch: ImportBatch, ids: dict[str, int], author: int) -> Iterator[tuple[str, str]]:
        said, source, on = self.said[page], self.source(page), self.captured_on(page)
        printed, count = self.people.printed(self.owner(page)), self.count(page)
        at, filename = f"{on} 06:00:00+00", f"generated-{ids['works_importpage']}.txt"
        sha = hashlib.sha256(filename.encode()).hexdigest()
        person = PersonRecord(printed.name, 1, filename, said.role, said.affiliation, said.is_open)
        result = copying.as_json(Result(works_new=count).stored())
        profile, decision = ids["works_sourceprofile"], ids["works_decision"]
        reason = text(f"First seen as {self.called(page)}.")
        is_open = NULL if said.is_open is None else copying.flag(said.is_open)
        cells = {
            "works_importpage": (
                ids["works_importpage"], batch.pk, filename, "", sha, 0, "generated", source.pk, "", on,
                ImportPage.State.IMPORTED.value, "[]", result, 1, profile, copying.as_json(asdict(person)), at, at,
            ),
            "works_sourceprofile": (
                profile, source.pk, filename, text(printed.name), printed.folded, author, reason, said.role,
                text(said.affiliation), is_open, "[]", on,
            ),
            "works_decision": (
                decision, "link", RULES, f"Import of {filename}.", ids["works_importpage"], "[]", "{}", "t", at,
            ),
            "works_assignment": (ids["works_assignment"], decision, profile, author, reason, "[]"),
        }  # fmt: skip
        for table, row in cells.items():
            yield table, "\t".join(map(str, row))


def facts_of_person(pages: Pages, page: int) -> tuple[dict[str, dict[str, object]], list[dict[str, str]]]:
    """What the page says of its person and the numbers it reports, as works.side keeps both."""
    said, source, on = pages.said[page], pages.source(page).name, pages.captured_on(page).isoformat()
    values: dict[str, object] = {"role": said.role, "affiliation": said.affiliation, "open": said.is_open}
    kept = {key: {"value": value, "source": source} for key, value in values.items() if value not in ("", None)}
    numbers = [
        {"kind": kind, "value": f"{value}.00", "unit": "", "source": source, "as_of": on}
        for kind, value in sorted(said.numbers)
    ]
    return kept, numbers

"""Fills a database with a made-up installation, in one transaction: it is there as a whole, or not at all."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction

from profiles.addresses import address
from profiles.models import Author
from works.generation import author_rows, loading, pages, work_rows
from works.generation.author_rows import Address, AuthorRows
from works.generation.facts import Teller
from works.generation.loading import Copier
from works.generation.network import weave
from works.generation.pages import Pages
from works.generation.people import People
from works.generation.public_ids import public_id
from works.generation.subjects import Subjects
from works.generation.work_rows import WorkRows
from works.identity.naming import parse
from works.identity.terms import venue_key
from works.matching import counts
from works.models import Frequency, ImportBatch, Work

# What is told while it is filled: what is done now, how much of it, and of how much.
type Told = Callable[[str, int, int], None]
# Rows are sent when so many works, or authors, are ready.
BATCH = 1_000
_ADD = """
    UPDATE works_{noun} AS s SET works_count = works_count + n.works
    FROM unnest(%s::bigint[], %s::int[]) AS n (id, works) WHERE n.id = s.id
"""
_LABEL = re.compile(r"Generated: ([\d,]+) authors, ([\d,]+) works, seed (\d+)")


@dataclass(frozen=True, slots=True)
class Size:
    """How many authors and works an installation is made with, and from which seed."""

    authors: int
    works: int
    seed: int = 1

    def __str__(self) -> str:
        return f"Generated: {self.authors:,} authors, {self.works:,} works, seed {self.seed}"


def stands() -> Size | None:
    """The size of the made-up installation that the database holds; None where it holds none."""
    for label in ImportBatch.objects.filter(label__startswith="Generated: ").values_list("label", flat=True):
        if match := _LABEL.fullmatch(label):
            return Size(*(int(number.replace(",", "")) for number in match.groups()))
    return None


def is_empty() -> bool:
    """Whether the database holds no author and no work."""
    return not (Author.objects.exists() or Work.objects.exists())


def fill(size: Size, told: Told = lambda *_: None) -> None:
    """Adds an installation of this size to what there is; an interrupted one leaves nothing behind."""
    fresh = is_empty()
    with transaction.atomic():
        _Filling(size, told, fresh=fresh).run()
    with connection.cursor() as cursor:
        told("Counting for the planner", 0, 0)
        if connection.in_atomic_block:
            cursor.execute("ANALYZE")
        else:
            cursor.execute("VACUUM (ANALYZE)")


class _Filling:
    def __init__(self, size: Size, told: Told, *, fresh: bool) -> None:
        self.size, self.told, self.fresh = size, told, fresh
        told("Drawing who wrote with whom", 0, 0)
        # Each part has dice of its own: a change of one leaves the others as they were.
        self.network = weave(size.authors, size.works, self._dice("network"))
        self.people = People(size.authors, self._dice("people"))
        self.subjects = Subjects(size.authors, self._dice("subjects"))

    def _dice(self, part: str) -> Random:
        return Random(f"{part} {self.size.seed}")  # noqa: S311 - made-up data, the same for the same seed

    def run(self) -> None:
        """Loads everything."""
        self.pages = Pages(self.network, self.subjects, self.people, self._dice("pages"))
        self.batch = ImportBatch.objects.create(label=str(self.size))
        topics, institutions = self.subjects.kept_topics(), self.subjects.kept_institutions()
        self.free = loading.next_ids()
        indexes = loading.begin(fresh=self.fresh)
        loading.run(work_rows.TEXTS)
        addresses = list(self._addresses())
        teller = Teller(self.subjects, self.people, self._dice("facts"))
        rows = WorkRows(teller, self.pages, self.free, topics, institutions, addresses)
        with Copier(fresh=self.fresh) as copier:
            self._works(copier, rows)
            # What stands on bylines, and before other names are looked up.
            names = self.people.distinct()
            self._pages(copier)
            self._authors(copier, AuthorRows(self.network, rows.told, self.pages, self.people, addresses, self.free))
        loading.run("DROP TABLE generated_texts")
        self._count(rows, names)
        for done, name in enumerate(indexes.up()):
            self.told(f"Index {name}", done, indexes.count)
        loading.settle_sequences()

    def _addresses(self) -> Iterator[Address]:
        for number, name in enumerate(self.people.names):
            own = public_id(self.free["profiles_author"] + number)
            yield own, address(own, self.people.slug(number)), name

    def _works(self, copier: Copier, rows: WorkRows) -> None:
        waiting: dict[str, list[str]] = defaultdict(list)
        for page in range(len(self.pages)):
            first = self.pages.first[page]
            for table, lines in rows.batch(page, range(first, first + self.pages.count(page))).items():
                waiting[table] += lines
            if len(waiting["works_work"]) >= BATCH:
                self._send(copier, waiting, work_rows.COLUMNS)
                copier.then(work_rows.KEEP_TEXTS)
                self.told("Works", first, self.network.works)
        self._send(copier, waiting, work_rows.COLUMNS)
        copier.then(work_rows.KEEP_TEXTS)

    def _pages(self, copier: Copier) -> None:
        first_assignment = self.free["works_assignment"] + len(self.network.members)
        waiting: dict[str, list[str]] = defaultdict(list)
        for start in range(0, len(self.pages), BATCH):
            stop = min(start + BATCH, len(self.pages))
            for table, line in self.pages.rows(self.batch, self.free, first_assignment, start, stop):
                waiting[table].append(line)
            self._send(copier, waiting, pages.COLUMNS)
            self.told("Pages", stop, len(self.pages))

    def _authors(self, copier: Copier, rows: AuthorRows) -> None:
        waiting: dict[str, list[str]] = defaultdict(list)
        for number, (author, line) in enumerate(rows.each(), start=1):
            waiting["profiles_author"].append(author)
            waiting["profiles_trustscore"].append(line)
            if number % BATCH == 0:
                self._send(copier, waiting, author_rows.COLUMNS)
                self.told("Authors", number, self.size.authors)
        self._send(copier, waiting, author_rows.COLUMNS)

    def _send(self, copier: Copier, waiting: dict[str, list[str]], columns: dict[str, str]) -> None:
        for table in columns:
            copier.rows(table, columns[table], waiting.pop(table, []))

    def _count(self, rows: WorkRows, printed: list[str]) -> None:
        self.told("Counting words and names", 0, 0)
        for noun, carried in rows.carried.items():
            with connection.cursor() as cursor:
                cursor.execute(_ADD.format(noun=noun), [list(carried), list(carried.values())])
        kinds = Frequency.Kind
        found_words: Counter[tuple[str, str]] = Counter({(kinds.TOTAL, "works"): self.network.works})
        found_words.update({(kinds.WORD, word): number for word, number in rows.words.items()})
        for venue, number in rows.venues.items():
            if key := venue_key(venue):
                found_words[kinds.VENUE, key] += number
        counts.learn((), [name for text in printed if (name := parse(text))])
        counts.add(found_words)

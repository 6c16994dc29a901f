"""A gold file imported record by record into the database, as any import would; and how well its people were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from works import turn
from works.identity.evaluation import Labelled
from works.identity.gold import GoldRecord
from works.identity.naming import parse
from works.ledger import decisions
from works.ledger.decisions import By
from works.ledger.slots import slots_of
from works.matching import records
from works.matching.records import Byline, PlainRecord
from works.models import Authorship, Decision, Question
from works.refresh import in_chunks

_SCHEME = "gold"
# With the first statistics the planner finds its indexes.
_ANALYSE_AFTER = (50, 200, 1_000, 4_000)


class Evaluation:
    """Imports gold records and keeps which slot each is about."""

    def __init__(self, what: str) -> None:
        with transaction.atomic():
            self.line = decisions.write(Decision.Kind.LINK, By(), f"Evaluation of {what}.")
        # The record and the slot in question, which has none where the name is nothing.
        self.gold: list[tuple[GoldRecord, int | None]] = []

    def add(self, record: GoldRecord) -> None:
        """Import one record, in a transaction of its own."""
        with transaction.atomic():
            turn.take()
            added = records.add(plain(record), By(), self.line)
        self.gold.append((record, added.slots[0]))
        if len(self.gold) in _ANALYSE_AFTER:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def labelled(self) -> list[Labelled]:
        """The records in question with the author whom the ledger gives each by now."""
        ids = [slot for _, slot in self.gold if slot]
        works = Authorship.objects.filter(id__in=ids).values_list("work", flat=True).distinct()
        authors = {s.id: s.author for chunk in in_chunks(works) for s in slots_of(chunk)}
        return [
            Labelled(number, record.focus, record.person, authors.get(slot or 0) or f"#{slot or -number}")
            for number, (record, slot) in enumerate(self.gold, start=1)
        ]

    def questions(self) -> tuple[int, int]:
        """Questions about authors of a name in question: open at the end, and ever asked."""
        rows = Question.objects.filter(kind=Question.Kind.PERSON).values_list(
            "state", Coalesce(F("author__merged_into"), F("author")), Coalesce(F("other__merged_into"), F("other"))
        )
        asked = [(state, frozenset(pair)) for state, *pair in rows]
        names = _names({author for _, pair in asked for author in pair})
        keys = {name.key for record, _ in self.gold if (name := parse(record.focus))}
        scored = [(s, pair) for s, pair in asked if any(not keys.isdisjoint(names[author]) for author in pair)]
        return len({pair for state, pair in scored if state == Question.State.OPEN}), len(scored)


def plain(record: GoldRecord) -> PlainRecord:
    """The gold record as an import has it; its focus is the first of the authors."""
    authors = tuple(
        Byline(name, position, () if number else record.affiliations)
        for number, (name, position) in enumerate(record.slots())
    )
    return PlainRecord(f"{_SCHEME}:{record.id}", record.title, authors, record.venue, record.year)


def _names(authors: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    printed = Authorship.objects.filter(author__in=authors).values_list("author", "printed_name").distinct()
    for author, text in printed:
        if name := parse(text):
            found[author].add(name.key)
    return found

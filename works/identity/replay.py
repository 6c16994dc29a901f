"""A gold file imported record by record in year order, in memory, through the same decisions as any import."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from profiles.names import fold
from works.identity.decide import Block, Kind
from works.identity.evaluation import Labelled, Report, report
from works.identity.gold import GoldRecord, read
from works.identity.mentions import Mention
from works.identity.naming import parse
from works.identity.terms import Knowledge, title_words


def mentions_of(record: GoldRecord) -> tuple[Mention, ...]:
    """The slots of one record, the one in question first; without a position where the byline hides it."""
    slots = record.slots()
    # As a byline has them: those without a position first.
    names = [name for name, _ in sorted(slots, key=lambda slot: slot[1] or 0)]
    return tuple(
        Mention(
            id=0,
            work=record.id,
            name=name,
            position=position,
            coauthors=_others(names, name),
            title_words=title_words(record.title),
            venue=record.venue,
            year=record.year,
            affiliations=() if number else record.affiliations,
        )
        for number, (name, position) in enumerate(slots)
    )


def _others(names: list[str], name: str) -> tuple[str, ...]:
    at = names.index(name)
    return tuple(names[:at] + names[at + 1 :])


class Replay:
    """Imports records and keeps what was decided about the names in question."""

    def __init__(self) -> None:
        self.knowledge = Knowledge()
        self.block = Block(self.knowledge)
        # The mention in question, its name and its person, per record.
        self.gold: list[tuple[int, str, str]] = []
        self.asked: list[tuple[int, int]] = []
        self._moved: dict[int, int] = {}
        self._slots: dict[tuple[object, ...], int] = {}

    def add(self, record: GoldRecord) -> None:
        """Import one record; a work that came before gets only the slots it did not have."""
        seen: Counter[str] = Counter()
        fresh = []
        for number, mention in enumerate(mentions_of(record)):
            folded = fold(mention.name)
            seen[folded] += 1
            slot = (mention.work, folded, seen[folded])
            if slot not in self._slots:
                self._slots[slot] = len(self._slots) + 1
                fresh.append(replace(mention, id=self._slots[slot]))
            if not number:
                self.gold.append((self._slots[slot], record.focus, record.person))
        self.knowledge.learn(fresh, [name for mention in fresh if (name := mention.parsed)])
        for decision in self.block.decide(fresh):
            if decision.author is not None and decision.other is not None:
                if decision.kind is Kind.MERGE:
                    self._moved[decision.other] = decision.author
                else:
                    self.asked.append((decision.author, decision.other))

    def labelled(self) -> list[Labelled]:
        """The records in question with the author each was given to."""
        found = ((number, *gold, self.block.author_of(gold[0])) for number, gold in enumerate(self.gold))
        return [Labelled(record, name, who, author or f"#{slot}") for record, slot, name, who, author in found]

    def questions(self) -> tuple[int, int]:
        """Questions about authors of a name in question: open at the end, and ever asked."""
        keys = {name.key for _, text, _ in self.gold if (name := parse(text))}
        pairs = [frozenset(map(self._now, pair)) for pair in self.asked]
        scored = [pair for pair in pairs if any(not keys.isdisjoint(self.block.clusters[a].names) for a in pair)]
        return len({pair for pair in scored if len(pair) > 1}), len(scored)

    def _now(self, author: int) -> int:
        while author in self._moved:
            author = self._moved[author]
        return author


def replay(path: Path) -> Report:
    """All figures for one gold file."""
    began = time.perf_counter()
    run = Replay()
    for record in read(path):
        run.add(record)
    return report(run.labelled(), *run.questions(), time.perf_counter() - began)

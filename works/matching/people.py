"""Gives new author slots to people: linked where the evidence is enough, asked about where it is nearly, else new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection

from profiles.models import Author
from works.identity.decide import Decision as Step
from works.identity.decide import Kind
from works.identity.mentions import Mention
from works.ledger import decisions, merges, questions, tree
from works.ledger.decisions import By
from works.matching import blocks, counts
from works.models import Assignment, Decision, Question

ALONE = "Nobody of this name here shares enough with it."
NOBODY = "This is not a person's name."


@dataclass(slots=True)
class Outcome:
    """What became of the slots: who is new, who got something, works to settle beyond those of the slots."""

    new: list[int] = field(default_factory=list)
    linked: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)
    works: set[int] = field(default_factory=set)
    asked: int = 0


def learn(slots: Collection[int], works: Collection[int]) -> None:
    """Counts the names of new slots, and the words of those of the works that are new: three statements."""
    mentions = blocks.mentions_of(slots)
    by_work: dict[int | str, list[Mention]] = {}
    for mention in mentions:
        if mention.work in works:
            by_work.setdefault(mention.work, []).append(mention)
    counts.learn(
        (tuple(group) for group in by_work.values()), [name for mention in mentions if (name := mention.parsed)]
    )


def place(slots: Collection[int], by: By, line: Decision, owners: Sequence[Author] = ()) -> Outcome:
    """Decides these slots, which have no author yet, and then the owners as a whole; writes all below `line`.

    A number of queries that does not grow with slots or blocks (but with the merges, of which there are few).
    """
    new = blocks.mentions_of(slots)
    if not new and not owners:
        return Outcome()
    block = blocks.load(new, [owner.name for owner in owners])
    steps = list(block.decide(new))
    for owner in owners:
        if owner.pk in block.clusters:
            steps += block.review(owner.pk)
    return _Writer(by, line, {mention.id: mention for mention in new}, steps).write()


class _Writer:
    """Writes the steps of one block."""

    def __init__(self, by: By, line: Decision, new: dict[int, Mention], steps: Sequence[Step]) -> None:
        self.by, self.line, self.new, self.steps = by, line, new, steps
        self.outcome = Outcome()
        self.ids: dict[int, int] = {}

    def write(self) -> Outcome:
        self._create()
        self._assign()
        self._merge()
        self._ask()
        return self.outcome

    def _create(self) -> None:
        steps = [step for step in self.steps if step.kind is Kind.NEW and step.mention is not None]
        authors = [Author.named(self.new[step.mention].name) for step in steps if step.mention is not None]
        for step, author in zip(steps, Author.objects.bulk_create(authors), strict=True):
            assert step.author is not None, "A new author has an id below zero."
            self.ids[step.author] = author.pk
            self.outcome.new.append(author.pk)

    def _author(self, ref: int | None) -> int:
        assert ref is not None, "This kind of step has an author."
        return self.ids[ref] if ref < 0 else ref

    def _assign(self) -> None:
        rows = []
        for step in self.steps:
            if step.kind not in (Kind.LINK, Kind.NEW):
                continue
            author = self._author(step.author)
            rows.append(
                Assignment(
                    decision=self.line,
                    mention_id=step.mention,
                    author_id=author,
                    reason=self._reason(step),
                    candidate_id=self._author(step.best.author) if step.best else None,
                    score=step.best.score if step.best else None,
                    evidence=decisions.rows(step.best.evidence) if step.best else [],
                )
            )
            if step.kind is Kind.LINK and author not in self.outcome.new:
                self.outcome.linked.add(author)
        Assignment.objects.bulk_create(rows)
        reasons = {row.mention_id: row.reason for row in rows}
        nobodies = [step.mention for step in self.steps if step.kind is Kind.NO_PERSON]
        self._tell(reasons | dict.fromkeys(nobodies, NOBODY))

    def _tell(self, reasons: dict[int | None, str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE works_authorship a SET reason = trim(a.reason || ' ' || n.reason)
                FROM unnest(%s::bigint[], %s::text[]) AS n (id, reason) WHERE a.id = n.id
                """,
                [list(reasons), list(reasons.values())],
            )

    def _reason(self, step: Step) -> str:
        if step.kind is Kind.LINK and step.best:
            texts = [e.sentence for e in sorted(step.best.evidence, key=lambda e: -e.points) if e.points > 0]
            return " ".join(texts[:3])
        return ALONE

    def _merge(self) -> None:
        for step in self.steps:
            if step.kind is not Kind.MERGE or step.best is None:
                continue
            survivor, absorbed = self._author(step.author), self._author(step.other)
            texts = [e.sentence for e in sorted(step.best.evidence, key=lambda e: -e.points) if e.points > 0]
            merges.join(
                absorbed, survivor, self.by, " ".join(texts[:3]) or ALONE,
                score=step.best.score, evidence=decisions.rows(step.best.evidence),
            )  # fmt: skip
            below = tree.below("author", absorbed)
            self.outcome.works |= tree.works_of(below)
            self.outcome.merged.add(absorbed)
            self.outcome.linked.add(survivor)

    def _ask(self) -> None:
        steps = [step for step in self.steps if step.kind is Kind.ASK and step.best is not None]
        pairs = [(self._author(step.author), self._author(step.other)) for step in steps]
        authors = Author.objects.in_bulk({author for pair in pairs for author in pair})
        asked: list[Question] = []
        for step, (one, other) in zip(steps, pairs, strict=True):
            if step.best is None:
                continue
            evidence = decisions.rows(step.best.evidence)
            if step.best.barrier:
                evidence.append({"feature": "barrier", "value": 1, "points": 0, "text": step.best.barrier})
            asked.append(questions.about_people(authors[one], authors[other], step.best.score, evidence, self.by.page))
        self.outcome.asked = questions.ask(asked)

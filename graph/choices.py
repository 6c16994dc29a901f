"""The records between the database and the picture: what could be shown near a focus, and what is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graph.focus import Focus
from graph.frontiers import FarRow, People, PersonRow, TagRow, Ties, WorkRow, Works
from graph.map_rows import Line


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that the frontiers gave near this focus."""

    focus: Focus
    works: Works
    people: People
    ties: Ties
    joining: Works

    @property
    def tags(self) -> list[Tag]:
        """What the focus's own works carry, by how many of them do; never the focus itself."""
        carried = Counter(("topic", pk) for work in self.works.rows for pk in work.topics)
        carried.update(("institution", pk) for work in self.works.rows for pk in work.institutions)
        own = (self.focus.kind, self.focus.pk)
        found = [Tag(row, carried[row.kind, row.id]) for row in self.works.tags if (row.kind, row.id) != own]
        return sorted(found, key=Tag.rank)

    @property
    def totals(self) -> dict[str, int]:
        """How many there are of each kind, also of those that no frontier was wide enough to bring."""
        kinds = Counter(tag.row.kind for tag in self.tags)
        totals = {
            "person": self.people.total + self.ties.total,
            "work": (0 if self.focus.kind == "work" else self.works.total) + self.joining.total,
            "topic": kinds["topic"],
            "institution": kinds["institution"],
        }
        totals["person" if self.focus.kind == "author" else self.focus.kind] += 1
        return totals


@dataclass(frozen=True, slots=True)
class Tag:
    """A topic or an institution; `own` counts the works of the focus that carry it."""

    row: TagRow
    own: int

    def rank(self) -> tuple[int, str, str]:
        """The sort key of the rule."""
        return -self.own, self.row.name, self.row.slug


@dataclass(frozen=True, slots=True)
class Shown:
    """A work with those of its authors who are shown; `own` where it is the focus's, too."""

    row: WorkRow
    people: list[PersonRow]
    own: bool

    @property
    def joins(self) -> int:
        """How many of the people shown it joins."""
        return len(self.people) + self.own

    def rank(self) -> tuple[int, int, str, str]:
        """The sort key of the rule."""
        return -self.joins, -(self.row.year or 0), self.row.title, self.row.public_id


@dataclass(frozen=True, slots=True)
class Far:
    """Somebody two steps away, with the people shown who lead there: {id: works they share}."""

    row: FarRow
    bridges: dict[int, int]

    @property
    def id(self) -> int:
        """The author's id."""
        return self.row.id

    @property
    def name(self) -> str:
        """The author's name."""
        return self.row.name

    def rank(self) -> tuple[int, int, str, str]:
        """The sort key of the rule."""
        return -len(self.bridges), -sum(self.bridges.values()), self.row.name, self.row.public_id


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown, each list in the order of the rule."""

    candidates: Candidates
    people: Sequence[PersonRow]
    works: Sequence[Shown]
    tags: Sequence[Tag]
    beyond: Sequence[Far]

    @property
    def ties(self) -> list[Line]:
        """The edges between two people who are shown."""
        shown = {person.id for person in self.people} | {far.id for far in self.beyond}
        return [tie for tie in self.candidates.ties.rows if tie.a in shown and tie.b in shown]

"""The records between the database and the picture: what could be shown near an author, and what is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.frontiers import PairRow, PersonRow, TagRow, WorkRow
from profiles.models import Author


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that the frontiers gave near this author, each list strongest first."""

    author: Author
    works: Sequence[WorkRow] = ()
    people: Sequence[PersonRow] = ()
    pairs: Sequence[PairRow] = ()
    joining: Sequence[WorkRow] = ()
    tags: Sequence[TagRow] = ()

    @property
    def totals(self) -> dict[str, int]:
        """How many there are of each kind, also of those that no frontier was wide enough to bring."""
        tags = {tag.kind: tag.total for tag in self.tags}
        people = max((person.total for person in self.people), default=0)
        beyond = max((pair.total for pair in self.pairs), default=0)
        works = sum(max((work.total for work in some), default=0) for some in (self.works, self.joining))
        subjects = {kind: tags.get(kind, 0) for kind in ("topic", "institution")}
        return {"person": 1 + people + beyond, "work": works, **subjects}


@dataclass(frozen=True, slots=True)
class Shown:
    """A work with those of its authors who are shown; `own` where the focus is one of its authors too."""

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
    """Somebody two steps away, with the co-authors shown who lead there: {id: works they share}."""

    id: int
    public_id: str
    slug: str
    name: str
    bridges: dict[int, int]

    def rank(self) -> tuple[int, int, str, str]:
        """The sort key of the rule."""
        return -len(self.bridges), -sum(self.bridges.values()), self.name, self.public_id


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown, each list in the order of the rule."""

    candidates: Candidates
    people: Sequence[PersonRow]
    works: Sequence[Shown]
    tags: Sequence[TagRow]
    beyond: Sequence[Far]

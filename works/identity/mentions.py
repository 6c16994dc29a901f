"""What is known of one author slot, and of the records that stand together for one author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from works.identity.naming import Name, parse

type Id = tuple[str, str]
# Two records with different values in one of these schemes are different people.
PERSONAL_SCHEMES = frozenset({"orcid"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One author slot of one work; `position` is None where the byline hides its own person."""

    id: int
    work: int | str
    name: str
    position: int | None = None
    coauthors: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    venue: str = ""
    year: int | None = None
    affiliations: tuple[str, ...] = ()
    ids: frozenset[Id] = frozenset()

    @property
    def parsed(self) -> Name | None:
        """The name in parts, None where it is no person's."""
        return parse(self.name)

    @property
    def order(self) -> tuple[object, ...]:
        """A place among others that depends on what the mention says, not on when it came."""
        year = 9999 if self.year is None else self.year
        return (
            year,
            self.title_words,
            self.name,
            self.coauthors,
            self.venue,
            str(self.work),
            self.position or 0,
            self.id,
        )


@dataclass(slots=True)
class Cluster:
    """The records of one author in sum; grows with `add` and `absorb`."""

    id: int
    claimed: bool = False
    # Sources that have a page of the author.
    sources: frozenset[int] = frozenset()
    # Indices in the block, in the order they came; a dict since it is asked for membership.
    members: dict[int, None] = field(default_factory=dict)
    works: set[int | str] = field(default_factory=set)
    names: dict[str, Name] = field(default_factory=dict)
    spellings: Counter[str] = field(default_factory=Counter)
    ids: set[Id] = field(default_factory=set)
    first_year: int | None = None
    last_year: int | None = None
    with_coauthors: int = 0
    with_affiliations: int = 0
    # The sum of the records' title words by weight, and of the likeness of titles over all pairs of different records:
    # how much the whole is of one piece.
    topics: dict[str, float] = field(default_factory=dict)
    title_mass: float = 0.0

    def add(self, index: int, mention: Mention, ids: Iterable[Id], topic: Mapping[str, float]) -> None:
        """Take in the mention that stands at this index of the block; `topic` are its title words by weight."""
        self.members[index] = None
        self.works.add(mention.work)
        if name := mention.parsed:
            self.names[name.key] = name
        self.spellings[mention.name] += 1
        self.ids.update(ids)
        self.with_coauthors += bool(mention.coauthors)
        self.with_affiliations += bool(mention.affiliations)
        self._add_topics(topic)
        if mention.year is not None:
            self._span(mention.year, mention.year)

    def absorb(self, other: Cluster) -> None:
        """Take in all records of the other cluster."""
        self.members |= other.members
        self.works |= other.works
        self.names |= other.names
        self.spellings += other.spellings
        self.ids |= other.ids
        self.claimed |= other.claimed
        self.sources |= other.sources
        self.title_mass += other.title_mass
        self._add_topics(other.topics)
        self.with_coauthors += other.with_coauthors
        self.with_affiliations += other.with_affiliations
        if other.first_year is not None and other.last_year is not None:
            self._span(other.first_year, other.last_year)

    def _add_topics(self, more: Mapping[str, float]) -> None:
        for word, weight in more.items():
            held = self.topics.get(word, 0.0)
            self.title_mass += 2 * held * weight
            self.topics[word] = held + weight

    def _span(self, first: int, last: int) -> None:
        self.first_year = first if self.first_year is None else min(self.first_year, first)
        self.last_year = last if self.last_year is None else max(self.last_year, last)

    @property
    def display(self) -> str:
        """The commonest spelling, for sentences."""
        return min(self.spellings, key=lambda name: (-self.spellings[name], name), default="")

    def gap(self, other: Cluster) -> int:
        """Years between the two spans of work; 0 where they meet or a year is unknown."""
        if self.first_year is None or other.first_year is None or self.last_year is None or other.last_year is None:
            return 0
        return max(0, self.first_year - other.last_year, other.first_year - self.last_year)

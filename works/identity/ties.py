"""What two mentions share, and what it comes to between a mention or an author and another author."""

from __future__ import annotations

from dataclasses import dataclass

# Titles that are less alike than this share a word by chance.
LEAST_TOPIC = 0.1


@dataclass(slots=True)
class Tie:
    """What two mentions share."""

    coauthors: float = 0.0
    shared: int = 0
    topic: float = 0.0
    venue: float = 0.0
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class Common:
    """Names of shared co-authors, commonest first, and the shared venue; for sentences."""

    coauthors: tuple[str, ...] = ()
    venue: tuple[str, ...] = ()


@dataclass(slots=True)
class Touch:
    """What some mentions share with one author, summed over the mentions; `back` is summed over the author's."""

    coauthors: float = 0.0
    more: float = 0.0
    back: float = 0.0
    topic: float = 0.0
    topics: float = 0.0
    venue: float = 0.0
    place: float = 0.0

    @property
    def is_telling(self) -> bool:
        """Whether there is anything worth the name of evidence."""
        return self.coauthors > 0 or self.venue > 0 or self.place > 0 or self.topic >= LEAST_TOPIC

    def add_tie(self, tie: Tie) -> None:
        """Take in one more tie of the same mention: the best one of each kind counts."""
        self.topics += tie.topic
        if tie.coauthors > self.coauthors:
            self.coauthors = tie.coauthors
        if tie.topic > self.topic:
            self.topic = tie.topic
        if tie.venue > self.venue:
            self.venue = tie.venue
        if tie.place > self.place:
            self.place = tie.place

    def add(self, best: Touch) -> None:
        """Count one more mention, given its best ties."""
        self.topics += best.topics
        self.coauthors += min(1.0, best.coauthors)
        self.more += min(2.0, max(0.0, best.coauthors - 1.0))
        self.topic += best.topic
        self.venue += best.venue
        self.place = max(self.place, best.place)

"""What the mentions of a block share, by inverted indices: work is done only for pairs that share something."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from works.identity.mentions import Mention
from works.identity.naming import parse
from works.identity.terms import Knowledge, coauthor_keys, place_words, venue_key

type Ties = dict[int, Tie]
type Vector = dict[str, float]
type Blocks = tuple[str, ...]
# Block, kind, what is shared.
type Key = tuple[str, str, str]
MANY_AUTHORS = 50
# On works with more authors than that, fewer shared co-authors say nothing.
LEAST_SHARED_OF_MANY = 3
# A co-author name that about this many people bear counts half.
HALF_NAMESAKES = 5.0
# A venue of this rarity or more counts in full.
RARE_VENUE = 6.0
# Titles that are less alike than this share a word by chance.
LEAST_TOPIC = 0.1
# Names are looked up until there are so many.
ENOUGH_NAMES = 5


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


class Index:
    """Mentions by what they say; `add` tells what the new one shares with those before it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.mentions: list[Mention] = []
        # Per mention, its ties by the other's index; both ends hold the same tie.
        self.rows: list[Ties] = []
        self._coauthors: dict[Key, list[tuple[int, str]]] = defaultdict(list)
        self._weighted: dict[Key, list[tuple[int, float]]] = defaultdict(list)

    def add(self, mention: Mention, blocks: Blocks) -> int:
        """Index the mention under its blocks, relate it to the others there, and give its index."""
        number = len(self.mentions)
        row: Ties = defaultdict(Tie)
        self.mentions.append(mention)
        self.rows.append(row)
        self._tie_coauthors(number, mention, blocks, row)
        know = self.knowledge
        key = venue_key(mention.venue)
        for other, value in self._meet(number, "topic", blocks, know.topic(mention.title_words, key)):
            row[other].topic += value
        places = [word for text in mention.affiliations for word in place_words(text)]
        for other, value in self._meet(number, "place", blocks, know.vector(know.places, places)):
            row[other].place += value
        if key:
            rarity = min(1.0, know.rarity(know.venues, key) / RARE_VENUE) ** 0.5
            for other, value in self._meet(number, "venue", blocks, {key: rarity}):
                row[other].venue = value
        for other, tie in row.items():
            self.rows[other][number] = tie
        return number

    def _meet(self, number: int, kind: str, blocks: Blocks, vector: Vector) -> Iterator[tuple[int, float]]:
        """Who came before with a key of the vector, and the product of weights; the mention is entered for later."""
        for key, weight in vector.items():
            for other, theirs in _enter(self._weighted, [(block, kind, key) for block in blocks], (number, weight)):
                yield other, weight * theirs

    def _tie_coauthors(self, number: int, mention: Mention, blocks: Blocks, row: Ties) -> None:
        for name in mention.coauthors:
            key, given = coauthor_keys(name)
            met = _enter(self._coauthors, [(block, "", key) for block in blocks], (number, given)) if key else ()
            weight = self._weight(name) if met else 0.0
            for other, theirs in met:
                if other != number and (likeness := _likeness(given, theirs)):
                    tie = row[other]
                    tie.coauthors += weight * likeness
                    tie.shared += 1
        for other, tie in row.items():
            # A crowd shares a name or two with any other crowd.
            most = max(len(mention.coauthors), len(self.mentions[other].coauthors))
            if tie.shared < LEAST_SHARED_OF_MANY and most >= MANY_AUTHORS:
                tie.coauthors = 0.0

    def _weight(self, name: str) -> float:
        parsed = parse(name)
        return 1 / (1 + self.knowledge.names.namesakes(parsed) / HALF_NAMESAKES) if parsed else 0.0

    def touches(self, members: Iterable[int], home: Sequence[int], only: int | None = None) -> dict[int, Touch]:
        """What these mentions share with each author, or with one; `home` is the author of each mention."""
        found: dict[int, Touch] = defaultdict(Touch)
        back: dict[int, float] = {}
        for index in members:
            nearest: dict[int, Touch] = {}
            for other, tie in self.rows[index].items():
                cluster = home[other]
                if only is not None and cluster != only:
                    continue
                near = nearest.get(cluster)
                if near is None:
                    near = nearest[cluster] = Touch()
                near.add_tie(tie)
                if tie.coauthors > back.get(other, 0.0):
                    back[other] = tie.coauthors
            for cluster, near in nearest.items():
                found[cluster].add(near)
        for other, value in back.items():
            found[home[other]].back += min(1.0, value)
        return found

    def common(self, ours: Iterable[int], theirs: Container[int]) -> Common:
        """What the two sides share, by name."""
        names: Counter[str] = Counter()
        venues: Counter[str] = Counter()
        for index in ours:
            mention = self.mentions[index]
            for other, tie in self.rows[index].items():
                if other in theirs and tie.venue:
                    venues[mention.venue] += 1
                if other in theirs and tie.coauthors and len(names) < ENOUGH_NAMES:
                    keys = {coauthor_keys(name)[0] for name in self.mentions[other].coauthors}
                    names.update(name for name in mention.coauthors if coauthor_keys(name)[0] in keys)
        return Common(_commonest(names), _commonest(venues)[:1])


def _commonest(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda text: (-counts[text], text)))


def _enter[V](table: dict[Key, list[tuple[int, V]]], keys: list[Key], entry: tuple[int, V]) -> Iterable[tuple[int, V]]:
    """Who is under the keys, each once though they may stand in two blocks; the entry is added."""
    lists = [table[key] for key in keys]
    met: Iterable[tuple[int, V]]
    met = lists[0].copy() if len(lists) == 1 else tuple(dict.fromkeys(chain.from_iterable(lists)))
    for postings in lists:
        postings.append(entry)
    return met


def _likeness(given: str, other: str) -> float:
    """How well two given names of co-authors with one initial and family agree."""
    if given == other:
        return 1.0
    if len(given) == 1 or len(other) == 1:
        return 0.7
    return 0.8 if given.startswith(other) or other.startswith(given) else 0.0

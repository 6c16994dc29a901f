"""What the mentions of a block share, by inverted indices: work is done only for pairs that share something."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from works.identity.mentions import Mention
from works.identity.naming import parse
from works.identity.terms import Knowledge, coauthor_keys, place_words, venue_key
from works.identity.ties import Common, Tie, Touch

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
# Names are looked up until there are so many.
ENOUGH_NAMES, ENOUGH_TIES = 5, 20
# A key that so many mentions of a block have is not followed further: who comes later is tied to these.
MOST_TIED = 400


@dataclass(slots=True)
class _Entries:
    """What a mention is found by: its keys, with the weight of each, under each of its blocks."""

    blocks: Blocks
    coauthors: list[tuple[str, str, float]]
    topic: list[tuple[str, float]]
    place: list[tuple[str, float]] = field(default_factory=list)
    venue: list[tuple[str, float]] = field(default_factory=list)


class Index:
    """Mentions by what they say; what two of them share is worked out when somebody asks for one of the two."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.mentions: list[Mention] = []
        self.topics: list[Vector] = []
        self._entries: list[_Entries] = []
        self._rows: dict[int, Ties] = {}
        self._coauthors: dict[Key, list[tuple[int, str, float]]] = defaultdict(list)
        self._weighted: dict[Key, list[tuple[int, float]]] = defaultdict(list)
        self._weights: dict[str, float] = {}

    def refresh(self) -> None:
        """Forget what was computed from name counts, which may have grown."""
        self._weights.clear()

    def add(self, mention: Mention, blocks: Blocks) -> int:
        """Index the mention under its blocks, and give its index."""
        number = len(self.mentions)
        self.mentions.append(mention)
        know, key = self.knowledge, venue_key(mention.venue)
        topic = know.topic(mention.title_words, key)
        self.topics.append(topic)
        entries = _Entries(blocks, self._named(mention), list(topic.items()))
        if mention.affiliations:
            places = [word for text in mention.affiliations for word in place_words(text)]
            entries.place = list(know.vector(know.places, places).items())
        if key:
            entries.venue = [(key, min(1.0, know.rarity(know.venues, key) / RARE_VENUE) ** 0.5)]
        self._entries.append(entries)
        self._enter(number, entries)
        if self._rows:
            # What was worked out before has to know of the new one.
            self.row(number)
        return number

    def _named(self, mention: Mention) -> list[tuple[str, str, float]]:
        found = []
        for name in mention.coauthors:
            key, given = coauthor_keys(name)
            if key:
                found.append((key, given, self._weight(name)))
        return found

    def _enter(self, number: int, entries: _Entries) -> None:
        for block in entries.blocks:
            for key, given, weight in entries.coauthors:
                if len(named := self._coauthors[block, "", key]) < MOST_TIED:
                    named.append((number, given, weight))
            for kind in ("topic", "place", "venue"):
                for key, weight in getattr(entries, kind):
                    if len(weighted := self._weighted[block, kind, key]) < MOST_TIED:
                        weighted.append((number, weight))

    def row(self, number: int) -> Ties:
        """What the mention shares with each other one that it shares anything with, by index."""
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = self._ties(number)
            for other, tie in row.items():
                if other in self._rows:
                    self._rows[other][number] = tie
        return row

    def _ties(self, number: int) -> Ties:
        entries = self._entries[number]
        row = self._shared_coauthors(number, entries)
        for key, weight in entries.topic:
            for other, theirs in self._met("topic", key, entries.blocks):
                row[other].topic += weight * theirs
        for key, weight in entries.place:
            for other, theirs in self._met("place", key, entries.blocks):
                row[other].place += weight * theirs
        for key, weight in entries.venue:
            for other, theirs in self._met("venue", key, entries.blocks):
                row[other].venue = weight * theirs
        row.pop(number, None)
        return row

    def _met(self, kind: str, key: str, blocks: Blocks) -> Iterable[tuple[int, float]]:
        return _each_once([self._weighted[block, kind, key] for block in blocks])

    def _shared_coauthors(self, number: int, entries: _Entries) -> Ties:
        row: Ties = defaultdict(Tie)
        for key, given, weight in entries.coauthors:
            for other, theirs, their_weight in _each_once([self._coauthors[b, "", key] for b in entries.blocks]):
                if other != number and (likeness := _likeness(given, theirs)):
                    tie = row[other]
                    # The shorter spelling is borne by more people.
                    tie.coauthors += min(weight, their_weight) * likeness
                    tie.shared += 1
        for other, tie in row.items():
            # A crowd shares a name or two with any other crowd.
            most = max(len(self.mentions[number].coauthors), len(self.mentions[other].coauthors))
            if tie.shared < LEAST_SHARED_OF_MANY and most >= MANY_AUTHORS:
                tie.coauthors = 0.0
        return row

    def _weight(self, name: str) -> float:
        weight = self._weights.get(name)
        if weight is None:
            parsed = parse(name)
            weight = 1 / (1 + self.knowledge.names.namesakes(parsed) / HALF_NAMESAKES) if parsed else 0.0
            self._weights[name] = weight
        return weight

    def touches(self, members: Iterable[int], home: Sequence[int]) -> dict[int, Touch]:
        """What these mentions share with each author; `home` is the author of each mention."""
        found: dict[int, Touch] = defaultdict(Touch)
        back: dict[int, float] = {}
        for index in members:
            nearest: dict[int, Touch] = {}
            for other, tie in self.row(index).items():
                cluster = home[other]
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

    def touch(self, ours: Iterable[int], theirs: Mapping[int, None]) -> Touch:
        """What these mentions share with those of one author."""
        found = Touch()
        back: dict[int, float] = {}
        for index in ours:
            near = Touch()
            row = self.row(index)
            for other in theirs if len(theirs) < len(row) else row.keys() & theirs:
                tie = row.get(other)
                if tie is not None:
                    near.add_tie(tie)
                    if tie.coauthors > back.get(other, 0.0):
                        back[other] = tie.coauthors
            found.add(near)
        found.back = sum(min(1.0, value) for value in back.values())
        return found

    def common(self, ours: Iterable[int], theirs: Container[int]) -> Common:
        """What the two sides share, by name."""
        names: Counter[str] = Counter()
        venues: Counter[str] = Counter()
        for index in ours:
            mention, ties = self.mentions[index], self.row(index)
            shared = (ties[other] for other in ties if other in theirs)
            venues[mention.venue] += sum(bool(tie.venue) for tie in islice(shared, ENOUGH_TIES))
            named = (other for other in ties if other in theirs and ties[other].coauthors)
            for other in islice(named, ENOUGH_TIES) if len(names) < ENOUGH_NAMES else ():
                keys = {coauthor_keys(name)[0] for name in self.mentions[other].coauthors}
                names.update(name for name in mention.coauthors if coauthor_keys(name)[0] in keys)
        venues = +venues
        return Common(_commonest(names), _commonest(venues)[:1])


def _commonest(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda text: (-counts[text], text)))


def _each_once[E](lists: list[list[E]]) -> Iterable[E]:
    """Who is under the keys of one or more blocks, each once though they may stand in two."""
    return lists[0] if len(lists) == 1 else dict.fromkeys(chain.from_iterable(lists))


def _likeness(given: str, other: str) -> float:
    """How well two given names of co-authors with one initial and family agree."""
    if given == other:
        return 1.0
    if len(given) == 1 or len(other) == 1:
        return 0.7
    return 0.8 if given.startswith(other) or other.startswith(given) else 0.0

"""What the mentions of a block share, by inverted indices: work is done only for pairs that share something."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from works.identity.mentions import Mention
from works.identity.naming import parse
from works.identity.terms import Knowledge, coauthor_keys, place_words, venue_key

type Row = dict[int, float]
type Vector = dict[str, float]
MANY_AUTHORS = 50
# On works with more authors than that, fewer shared co-authors say nothing.
LEAST_SHARED_OF_MANY = 3
# A co-author name that about this many people bear counts half.
HALF_NAMESAKES = 5.0
WORD_CAP = 150


@dataclass(slots=True)
class Relations:
    """What one mention shares with each other one, by index."""

    coauthors: Row = field(default_factory=dict)
    shared: dict[int, int] = field(default_factory=dict)
    titles: Row = field(default_factory=dict)
    venues: Row = field(default_factory=dict)
    places: Row = field(default_factory=dict)


class Index:
    """Mentions by what they say; `add` tells what the new one shares with those before it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.mentions: list[Mention] = []
        self.rows: list[Relations] = []
        self._coauthors: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        self._weighted: dict[tuple[str, str, str], list[tuple[int, float]]] = defaultdict(list)

    def add(self, mention: Mention, blocks: tuple[str, ...]) -> int:
        """Index the mention under its blocks, relate it to the others there, and give its index."""
        number = len(self.mentions)
        row = Relations()
        self.mentions.append(mention)
        self.rows.append(row)
        self._relate_coauthors(number, mention, blocks, row)
        know = self.knowledge
        key = venue_key(mention.venue)
        self._relate(number, "t", blocks, know.topic(mention.title_words, key), row.titles)
        places = [word for text in mention.affiliations for word in place_words(text)]
        self._relate(number, "p", blocks, know.vector(know.places, places), row.places)
        if key:
            rarity = min(1.0, know.rarity(know.venues, key) / 6)
            self._relate(number, "v", blocks, {f"={key}": rarity**0.5}, row.venues)
        self._mirror(number, row)
        return number

    def _relate(self, number: int, kind: str, blocks: tuple[str, ...], vector: Vector, into: Row) -> None:
        for key, weight in vector.items():
            met: Row = {}
            for block in blocks:
                postings = self._weighted[block, kind, key]
                met.update(postings[-WORD_CAP:] if kind == "t" else postings)
                postings.append((number, weight))
            for other, theirs in met.items():
                into[other] = into.get(other, 0.0) + weight * theirs

    def _relate_coauthors(self, number: int, mention: Mention, blocks: tuple[str, ...], row: Relations) -> None:
        for name in mention.coauthors:
            key, given = coauthor_keys(name)
            if not key:
                continue
            met: dict[int, str] = {}
            for block in blocks:
                postings = self._coauthors[block, key]
                met.update(postings)
                postings.append((number, given))
            if not met:
                continue
            weight = self._weight(name)
            for other, theirs in met.items():
                if likeness := _likeness(given, theirs):
                    row.coauthors[other] = row.coauthors.get(other, 0.0) + weight * likeness
                    row.shared[other] = row.shared.get(other, 0) + 1
        self._forget_crowds(mention, row)

    def _weight(self, name: str) -> float:
        parsed = parse(name)
        return 1 / (1 + self.knowledge.names.namesakes(parsed) / HALF_NAMESAKES) if parsed else 0.0

    def _forget_crowds(self, mention: Mention, row: Relations) -> None:
        for other in [j for j, shared in row.shared.items() if shared < LEAST_SHARED_OF_MANY]:
            if max(len(mention.coauthors), len(self.mentions[other].coauthors)) >= MANY_AUTHORS:
                del row.coauthors[other], row.shared[other]

    def _mirror(self, number: int, row: Relations) -> None:
        for other, value in row.coauthors.items():
            self.rows[other].coauthors[number] = value
            self.rows[other].shared[number] = row.shared[other]
        for other, value in row.titles.items():
            self.rows[other].titles[number] = value
        for other, value in row.venues.items():
            self.rows[other].venues[number] = value
        for other, value in row.places.items():
            self.rows[other].places[number] = value


def _likeness(given: str, other: str) -> float:
    """How well two given names of co-authors with one initial and family agree."""
    if given == other:
        return 1.0
    if len(given) == 1 or len(other) == 1:
        return 0.7
    return 0.8 if given.startswith(other) or other.startswith(given) else 0.0

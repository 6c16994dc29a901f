"""Which works of a list hang together: by co-authors, over any number of steps, or by an identifier of a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, groupby, product

from works.identity.index import HALF_NAMESAKES, LEAST_SHARED_OF_MANY, MANY_AUTHORS
from works.identity.mentions import PERSONAL_SCHEMES, Id, Mention
from works.identity.naming import parse
from works.identity.terms import Knowledge, coauthor_keys

# A shared name commoner than that ties nothing together; two such names may.
LEAST_TIE = 0.25

type Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A co-author's name on one work, and how much sharing it says."""

    work: int
    given: str
    weight: float
    is_crowd: bool

    @property
    def is_sure(self) -> bool:
        return self.weight >= LEAST_TIE and not self.is_crowd

    def agrees(self, other: _Bearer) -> bool:
        short, long = sorted((self.given, other.given), key=len)
        return self.work != other.work and long.startswith(short)

    def pair(self, other: _Bearer) -> Pair:
        return (self.work, other.work) if self.work < other.work else (other.work, self.work)


def ties(mentions: Sequence[Mention], knowledge: Knowledge) -> list[Pair]:
    """Works that share telling co-authors: not all pairs, but enough that who hangs together is told."""
    found: set[Pair] = set()
    weights: dict[Pair, float] = defaultdict(float)
    shared: Counter[Pair] = Counter()
    for bearers in _bearers(mentions, knowledge):
        sure = [bearer for bearer in bearers if bearer.is_sure]
        found.update(_chained(sure))
        unsure = [bearer for bearer in bearers if not bearer.is_sure]
        for one, other in chain(combinations(unsure, 2), product(unsure, sure)):
            if one.agrees(other):
                weights[one.pair(other)] += min(one.weight, other.weight)
                shared[one.pair(other)] += 1
    for pair, weight in weights.items():
        # A crowd shares a name or two with any other crowd.
        is_crowd = any(len(mentions[number].coauthors) >= MANY_AUTHORS for number in pair)
        if weight >= LEAST_TIE and (not is_crowd or shared[pair] >= LEAST_SHARED_OF_MANY):
            found.add(pair)
    return sorted(found)


def same_ids(mentions: Sequence[Mention]) -> list[Pair]:
    """Works on which the author carries one identifier."""
    first: dict[Id, int] = {}
    return [
        (first.setdefault(key, number), number)
        for number, mention in enumerate(mentions)
        for key in personal_ids(mention)
    ]


def personal_ids(mention: Mention) -> set[Id]:
    """The identifiers of a person that the mention carries."""
    return {key for key in mention.ids if key[0] in PERSONAL_SCHEMES}


def components(count: int, pairs: Iterable[Pair]) -> list[tuple[int, ...]]:
    """The numbers below `count` in groups, put together by the pairs."""
    root = list(range(count))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for one, other in pairs:
        root[find(one)] = find(other)
    found = sorted((find(number), number) for number in range(count))
    return [tuple(number for _, number in members) for _, members in groupby(found, key=lambda pair: pair[0])]


def _bearers(mentions: Sequence[Mention], knowledge: Knowledge) -> Iterable[list[_Bearer]]:
    held: dict[str, list[_Bearer]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        is_crowd = len(mention.coauthors) >= MANY_AUTHORS
        for name in mention.coauthors:
            key, given = coauthor_keys(name)
            if key and (parsed := parse(name)):
                weight = 1 / (1 + knowledge.names.namesakes(parsed) / HALF_NAMESAKES)
                held[key].append(_Bearer(number, given, weight, is_crowd))
    return held.values()


def _chained(bearers: Iterable[_Bearer]) -> Iterator[Pair]:
    """One step from each to the first of each spelling, which is enough where a name ties by itself."""
    firsts: dict[str, _Bearer] = {}
    for bearer in bearers:
        yield from (first.pair(bearer) for first in firsts.values() if first.agrees(bearer))
        firsts.setdefault(bearer.given, bearer)

"""Which author a new mention belongs to: link, ask, or a new author; and which authors turn out to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from works.identity import score
from works.identity.compare import LARGE, Candidate, Comparer, Pair, Rules
from works.identity.index import Index
from works.identity.mentions import Cluster, Id, Mention
from works.identity.naming import Name, block_keys
from works.identity.terms import Knowledge
from works.identity.ties import Touch

__all__ = ["Block", "Candidate", "Decision", "Kind", "KnownAuthor", "Rules"]


class Kind(StrEnum):
    """What is decided."""

    LINK = "link"
    NEW = "new"
    ASK = "ask"
    MERGE = "merge"
    NO_PERSON = "no person"


@dataclass(frozen=True, slots=True)
class Decision:
    """One step: `author` is who it is or who survives (below zero: a new one), `other` who is absorbed or asked about.

    `best` is the candidate behind a link, merge or question; behind a new author, the best one that was refused.
    """

    kind: Kind
    mention: int | None
    author: int | None
    other: int | None = None
    best: Candidate | None = None


@dataclass(frozen=True, slots=True)
class KnownAuthor:
    """An author who is already there, with the mentions that are theirs."""

    id: int
    mentions: tuple[Mention, ...]
    claimed: bool = False
    # Sources that have a page of the author: their grouping stands above any score.
    sources: frozenset[int] = frozenset()


class Block:
    """All that is known under some block keys; decides new mentions one after the other."""

    def __init__(self, knowledge: Knowledge, authors: Iterable[KnownAuthor] = (), rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.index = Index(knowledge)
        self.comparer = Comparer(self.index, knowledge, self.rules)
        self.clusters: dict[int, Cluster] = {}
        # The author of each mention, by index and by the mention's id.
        self._home: list[int] = []
        self._places: dict[int, int] = {}
        self._nobody: set[int] = set()
        self._by_block: dict[str, dict[int, None]] = defaultdict(dict)
        self._by_id: dict[Id, dict[int, None]] = defaultdict(dict)
        self._asked = {frozenset(pair) for pair in self.rules.asked}
        self._next_id = -1
        for author in sorted(authors, key=lambda author: author.id):
            cluster = self.clusters[author.id] = Cluster(author.id, author.claimed, author.sources)
            for mention in author.mentions:
                self._take_in(cluster, mention)

    def decide(self, new: Iterable[Mention]) -> tuple[Decision, ...]:
        """Decisions for all mentions that are not yet placed, oldest first; their order in the input is irrelevant."""
        self.comparer.refresh()
        decisions: list[Decision] = []
        for mention in sorted(new, key=lambda mention: mention.order):
            if mention.id not in self._places and mention.id not in self._nobody:
                decisions += self._place(mention)
        gone = {decision.other for decision in decisions if decision.kind is Kind.MERGE}
        return tuple(d for d in decisions if d.kind is not Kind.ASK or gone.isdisjoint((d.author, d.other)))

    def review(self, author: int) -> tuple[Decision, ...]:
        """What is decided of the author as a whole, whose mentions were given by a source: merges and questions."""
        self.comparer.refresh()
        own = self.clusters[author]
        near = self.index.touches(own.members, self._home)
        others = [self.clusters[number] for number in sorted(near) if number != author]
        return tuple(self._merges(own, others))

    def author_of(self, mention: int) -> int | None:
        """Who has the mention of this id by now."""
        index = self._places.get(mention)
        return None if index is None else self._home[index]

    def _take_in(self, cluster: Cluster, mention: Mention) -> None:
        name = mention.parsed
        keys = block_keys(name) if name else ()
        ids = sorted(mention.ids - set(self.rules.distrusted)) if mention.ids else []
        index = self.index.add(mention, keys)
        self._places[mention.id] = index
        self._home.append(cluster.id)
        if name and name.key not in cluster.names:
            self.comparer.bearers[name.key] += 1
        cluster.add(index, mention, ids, self.index.topics[index])
        for key in keys:
            self._by_block[key][cluster.id] = None
        for identifier in ids:
            self._by_id[identifier][cluster.id] = None

    def _place(self, mention: Mention) -> Iterator[Decision]:
        name = mention.parsed
        if name is None:
            self._nobody.add(mention.id)
            yield Decision(Kind.NO_PERSON, mention.id, None)
            return
        own = self.clusters[self._next_id] = Cluster(self._next_id)
        self._take_in(own, mention)
        pairs = self._ranked(own, name)
        best = self.comparer.candidate(pairs[0]) if pairs else None
        if best and pairs[0].is_link:
            # The id of a mention that finds its author is not used up.
            self._join(pairs[0])
            yield Decision(Kind.LINK, mention.id, best.author, None, best)
            near = [pair for pair in pairs[1:] if pair.score >= score.LOOK]
            # What is large and far will not come near by one mention more.
            near = [p for p in near if p.score >= score.ASK or min(_size(p.larger), _size(pairs[0].larger)) < LARGE]
            yield from self._merges(pairs[0].larger, [pair.larger for pair in near])
            return
        self._next_id -= 1
        yield Decision(Kind.NEW, mention.id, own.id, None, best)
        if best and best.score >= score.ASK and self._first_time(own, pairs[0].larger):
            yield Decision(Kind.ASK, mention.id, own.id, best.author, best)

    def _candidates(self, own: Cluster, name: Name) -> dict[int, Touch]:
        found = self.index.touches(own.members, self._home)
        for identifier in own.ids:
            for number in self._by_id[identifier]:
                found[number]
        if score.without_evidence(self.comparer.namesakes(name)) >= score.ASK:
            # A name so rare that it nearly speaks for itself.
            for key in block_keys(name):
                for number in self._by_block[key]:
                    found[number]
        found.pop(own.id, None)
        return found

    def _ranked(self, own: Cluster, name: Name) -> list[Pair]:
        """Who the mention may belong to, best first: the best one at all, and all who come near."""
        weighed = [self.comparer.weigh(own, self.clusters[n], t) for n, t in self._candidates(own, name).items()]
        weighed.sort(key=lambda pair: (not pair.same_id, -pair.score, -len(pair.larger.members), pair.larger.id))
        pairs: list[Pair] = []
        for pair in weighed:
            if (pair.score >= score.LOOK or not pairs) and self.comparer.is_open(pair):
                pairs.append(pair)
        if pairs and pairs[0].is_link:
            pairs[0].barrier = self._rivalry(pairs[0].larger, pairs[0], pairs[1:])
        return pairs

    def _rivalry(self, chosen: Cluster, pair: Pair, others: Iterable[Pair]) -> str:
        """Who else passes for the one to be joined with `chosen`, and cannot be the same person as `chosen`."""
        for other in others:
            # An identifier is above the score: only another identifier is its rival.
            if other.score < score.LINK or (pair.same_id and not other.same_id):
                continue
            if self.comparer.incompatible(chosen, other.larger):
                return f"{other.larger.display} fits too, and cannot be the same person."
        return ""

    def _rivals_of(self, cluster: Cluster, but: Cluster) -> Iterator[Pair]:
        for number, touch in self.index.touches(cluster.members, self._home).items():
            if number not in (cluster.id, but.id):
                pair = self.comparer.weigh(cluster, self.clusters[number], touch)
                if pair.score >= score.LINK and self.comparer.is_open(pair):
                    yield pair

    def _merges(self, grown: Cluster, others: Iterable[Cluster]) -> Iterator[Decision]:
        """What is decided of a cluster that has grown, and others who are near it."""
        for near in others:
            survivor, absorbed = sorted((grown, near), key=_weight)
            touch = self.index.touch(absorbed.members, survivor.members)
            pair = self.comparer.weigh(absorbed, survivor, touch)
            if pair.score < score.ASK or not self.comparer.is_open(pair):
                continue
            if pair.is_link:
                pair.barrier = self._rivalry(survivor, pair, self._rivals_of(absorbed, survivor)) or self._rivalry(
                    absorbed, pair, self._rivals_of(survivor, absorbed)
                )
            if pair.is_link:
                candidate = self.comparer.candidate(pair)
                self._join(pair)
                grown = survivor
                yield Decision(Kind.MERGE, None, survivor.id, absorbed.id, candidate)
            elif self._first_time(survivor, absorbed):
                yield Decision(Kind.ASK, None, absorbed.id, survivor.id, self.comparer.candidate(pair))

    def _first_time(self, one: Cluster, other: Cluster) -> bool:
        pair = frozenset((one.id, other.id))
        is_first = pair not in self._asked
        self._asked.add(pair)
        return is_first

    def _join(self, pair: Pair) -> None:
        survivor, absorbed = pair.larger, pair.smaller
        for index in absorbed.members:
            self._home[index] = survivor.id
        for name in absorbed.names.values():
            self.comparer.bearers[name.key] -= name.key in survivor.names
            for key in block_keys(name):
                self._by_block[key].pop(absorbed.id, None)
                self._by_block[key][survivor.id] = None
        for identifier in absorbed.ids:
            self._by_id[identifier].pop(absorbed.id, None)
            self._by_id[identifier][survivor.id] = None
        for other in self.comparer.different.pop(absorbed.id, ()):
            self.comparer.keep_apart(survivor.id, other)
        survivor.absorb(absorbed)
        del self.clusters[absorbed.id]


def _size(cluster: Cluster) -> int:
    return len(cluster.members)


def _weight(cluster: Cluster) -> tuple[bool, bool, int, bool, int]:
    """Who survives: the claimed one, one with a page at a source, the larger, one that is known already, the older."""
    return (not cluster.claimed, not cluster.sources, -len(cluster.members), cluster.id < 0, abs(cluster.id))

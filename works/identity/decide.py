"""Which author a new mention belongs to: link, ask, or a new author; and which authors turn out to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from works.identity import score
from works.identity.compare import Candidate, Comparer, Pair, Rules
from works.identity.index import Index
from works.identity.mentions import Cluster, Id, Mention
from works.identity.naming import Name, block_keys
from works.identity.terms import Knowledge

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
        self._by_block: dict[str, dict[int, None]] = defaultdict(dict)
        self._by_id: dict[Id, dict[int, None]] = defaultdict(dict)
        self._asked = {frozenset(pair) for pair in self.rules.asked}
        self._next_id = -1
        for author in sorted(authors, key=lambda author: author.id):
            cluster = self.clusters[author.id] = Cluster(author.id, author.claimed)
            for mention in author.mentions:
                self._take_in(cluster, mention)

    def decide(self, new: Iterable[Mention]) -> tuple[Decision, ...]:
        """Decisions for all mentions that are not yet placed, oldest first; their order in the input is irrelevant."""
        self.comparer.refresh()
        decisions: list[Decision] = []
        for mention in sorted(new, key=lambda mention: mention.order):
            if mention.id not in self._places:
                decisions += self._place(mention)
        gone = {decision.other for decision in decisions if decision.kind is Kind.MERGE}
        return tuple(d for d in decisions if d.kind is not Kind.ASK or gone.isdisjoint((d.author, d.other)))

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
        likeness = self.index.rows[index].titles
        cluster.title_mass += 2 * sum(value for other, value in likeness.items() if other in cluster.members)
        cluster.add(index, mention, ids)
        for key in keys:
            self._by_block[key][cluster.id] = None
        for identifier in ids:
            self._by_id[identifier][cluster.id] = None

    def _place(self, mention: Mention) -> Iterator[Decision]:
        name = mention.parsed
        if name is None:
            yield Decision(Kind.NO_PERSON, mention.id, None)
            return
        own = self.clusters[self._next_id] = Cluster(self._next_id)
        self._take_in(own, mention)
        pairs = self._ranked(own, self._candidates(own, name))
        best = pairs[0].candidate() if pairs else None
        if best and pairs[0].is_link:
            # The id of a mention that finds its author is not used up.
            self._join(pairs[0].larger, own)
            yield Decision(Kind.LINK, mention.id, best.author, None, best)
            yield from self._merges(pairs[0].larger, pairs[1:])
            return
        self._next_id -= 1
        yield Decision(Kind.NEW, mention.id, own.id, None, best)
        if best and best.score >= score.ASK and self._first_time(own, pairs[0].larger):
            yield Decision(Kind.ASK, mention.id, own.id, best.author, best)

    def _candidates(self, own: Cluster, name: Name) -> list[Cluster]:
        row = self.index.rows[next(iter(own.members))]
        found: dict[int, None] = {}
        for part in (row.coauthors, row.titles, row.venues, row.places):
            found.update(dict.fromkeys(self._home[other] for other in part))
        for identifier in own.ids:
            found.update(self._by_id[identifier])
        if score.without_evidence(self.comparer.namesakes(name)) >= score.ASK:
            # A name so rare that it nearly speaks for itself.
            for key in block_keys(name):
                found.update(self._by_block[key])
        found.pop(own.id, None)
        return [self.clusters[number] for number in sorted(found)]

    def _ranked(self, own: Cluster, others: Iterable[Cluster]) -> list[Pair]:
        pairs = [pair for other in others if (pair := self.comparer.compare(own, other))]
        pairs.sort(key=lambda pair: (-pair.score, bool(pair.barrier), -len(pair.larger.members), pair.larger.id))
        passing = [pair.larger for pair in pairs if pair.score >= score.LINK]
        for rival in passing[1:]:
            if not pairs[0].barrier and self.comparer.incompatible(passing[0], rival):
                pairs[0].barrier = f"{rival.display} fits too, and cannot be the same person."
        return pairs

    def _merges(self, grown: Cluster, pairs: Iterable[Pair]) -> Iterator[Decision]:
        """What the new mention says of those who nearly got it."""
        for other in (pair.larger for pair in pairs if pair.score >= score.LOOK):
            survivor, absorbed = sorted((grown, other), key=_weight)
            pair = self.comparer.compare(absorbed, survivor)
            if not pair or pair.score < score.ASK:
                continue
            if pair.is_link:
                candidate = pair.candidate()
                self._join(survivor, absorbed)
                grown = survivor
                yield Decision(Kind.MERGE, None, survivor.id, absorbed.id, candidate)
            elif self._first_time(survivor, absorbed):
                yield Decision(Kind.ASK, None, absorbed.id, survivor.id, pair.candidate())

    def _first_time(self, one: Cluster, other: Cluster) -> bool:
        pair = frozenset((one.id, other.id))
        is_first = pair not in self._asked
        self._asked.add(pair)
        return is_first

    def _join(self, survivor: Cluster, absorbed: Cluster) -> None:
        rows = [self.index.rows[index].titles for index in absorbed.members]
        across = sum(value for row in rows for other, value in row.items() if other in survivor.members)
        survivor.title_mass += absorbed.title_mass + 2 * across
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


def _weight(cluster: Cluster) -> tuple[bool, int, bool, int]:
    """Who survives: the claimed one, the larger one, the one that is known already, the older one."""
    return (not cluster.claimed, -len(cluster.members), cluster.id < 0, abs(cluster.id))

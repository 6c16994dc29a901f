"""Two groups of records side by side: what forbids that they are one author, what leaves it to people, the score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from works.identity import score as scoring
from works.identity.index import Index
from works.identity.mentions import PERSONAL_SCHEMES, Cluster, Id
from works.identity.naming import Compat, Name, compat
from works.identity.terms import Knowledge
from works.identity.ties import Touch

# Two records that have both grown so far are joined by people only.
LARGE = 8
ID_POINTS = 10.0
# Namesakes of a name that is none.
NOBODY = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What people and sources have said and no score may override."""

    # Pairs of authors that are different people, and mentions (by id) that are not of some authors.
    different: Collection[frozenset[int]] = frozenset()
    not_of: Mapping[int, frozenset[int]] = field(default_factory=dict)
    # Ids that stand for many people: a catch-all of a source.
    distrusted: Collection[Id] = frozenset()
    # Pairs that were asked about before.
    asked: Collection[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An author who could be the same, with what speaks for and against it; `barrier` says why only people may join."""

    author: int
    score: float
    evidence: tuple[scoring.Evidence, ...]
    barrier: str = ""


@dataclass(slots=True)
class Pair:
    """Two clusters compared; `smaller` may join `larger`."""

    smaller: Cluster
    larger: Cluster
    touch: Touch
    score: float
    values: tuple[float, ...]
    namesakes: float
    barrier: str
    same_id: Id | None

    @property
    def is_link(self) -> bool:
        """Whether a machine may join them."""
        return self.score >= scoring.LINK and not self.barrier


class Comparer:
    """Compares clusters of one block; remembers what it knows of their names."""

    def __init__(self, index: Index, knowledge: Knowledge, rules: Rules) -> None:
        self.index, self.knowledge, self.rules = index, knowledge, rules
        self.different: dict[int, set[int]] = defaultdict(set)
        # How many clusters bear a name, by the name's key.
        self.bearers: Counter[str] = Counter()
        self._compat: dict[tuple[str, str], Compat] = {}
        self._namesakes: dict[str, float] = {}
        for pair in rules.different:
            one, other = sorted(pair)
            self.keep_apart(one, other)

    def refresh(self) -> None:
        """Forget what was computed from name counts, which may have grown."""
        self._namesakes.clear()
        self.index.refresh()

    def keep_apart(self, one: int, other: int) -> None:
        """Two authors are different people from now on."""
        self.different[one].add(other)
        self.different[other].add(one)

    def weigh(self, a: Cluster, b: Cluster, touch: Touch) -> Pair:
        """`a` measured against the larger `b`, with no regard to what forbids it."""
        namesakes, fit = self._name_fit(a, b)
        crowd = self.bearers[next(iter(a.names))] if a.names else 0
        values = scoring.measure(touch, a, b, namesakes, crowd, initials=fit is Compat.EXPAND)
        same_id = None
        if a.ids and b.ids:
            same_id = min((i for i in a.ids & b.ids if i[0] in PERSONAL_SCHEMES), default=None)
        total = scoring.points(values) + (ID_POINTS if same_id else 0.0)
        return Pair(a, b, touch, total, values, namesakes, "", same_id)

    def is_open(self, pair: Pair) -> bool:
        """Whether the two may be one person; the pair's barrier then says whether only people may join them."""
        veto = self.veto(pair.smaller, pair.larger)
        pair.barrier = veto or self._barrier(pair)
        return not veto or pair.same_id is not None

    def candidate(self, pair: Pair) -> Candidate:
        """The larger side as a candidate for the smaller, with the evidence in words."""
        common = self.index.common(pair.smaller.members, pair.larger.members)
        evidence = scoring.explain(pair.values, pair.namesakes, len(pair.larger.members), common)
        if pair.same_id:
            text = f"Both carry the {pair.same_id[0].upper()} {pair.same_id[1]}."
            evidence += (scoring.Evidence("same_id", 1.0, ID_POINTS, text),)
        return Candidate(pair.larger.id, pair.score, evidence, pair.barrier)

    def veto(self, a: Cluster, b: Cluster) -> str:
        """Why these are certainly two people; "" where that is not known."""
        if not a.works.isdisjoint(b.works):
            return "Both are authors of the same work."
        if b.id in self.different.get(a.id, ()):
            return "They were found to be different people."
        if self.rules.not_of and (self._denied(a, b) or self._denied(b, a)):
            return "A work of one was found not to be the other's."
        if a.claimed and b.claimed:
            return "Two people have claimed them."
        for one in a.names.values():
            for other in b.names.values():
                if self._fit(one, other) is Compat.NO:
                    return "The names cannot be one person's."
        return ""

    def incompatible(self, a: Cluster, b: Cluster) -> bool:
        """Whether a record that fits both may join neither."""
        return bool(self.veto(a, b)) or _other_ids(a, b)

    def _denied(self, a: Cluster, b: Cluster) -> bool:
        ids = (self.index.mentions[i].id for i in a.members)
        return any(b.id in self.rules.not_of.get(number, ()) for number in ids)

    def _barrier(self, pair: Pair) -> str:
        a, b = pair.smaller, pair.larger
        if a.claimed or b.claimed:
            return "The record has an owner, who decides."
        if a.sources and b.sources:
            return "Each has a page of its own at a source."
        if min(len(a.members), len(b.members)) >= LARGE:
            return f"Both records hold {LARGE} works or more."
        if pair.same_id:
            return ""
        if not pair.touch.is_telling:
            return "Nothing but the name speaks for it."
        if _other_ids(a, b):
            return "They carry different ORCID iDs."
        if any(name.is_one_word for name in (*a.names.values(), *b.names.values())):
            return "A name of one word is not enough without an identifier."
        if any(self._fit(x, y) is Compat.SWAP for x in a.names.values() for y in b.names.values()):
            return "The names agree only in turned order or by a short form."
        return ""

    def _fit(self, one: Name, other: Name) -> Compat:
        pair = (one.key, other.key)
        if pair not in self._compat:
            self._compat[pair] = compat(one, other)
        return self._compat[pair]

    def namesakes(self, name: Name) -> float:
        """Expected number of people who could sign so."""
        if name.key not in self._namesakes:
            self._namesakes[name.key] = self.knowledge.names.namesakes(name)
        return self._namesakes[name.key]

    def _name_fit(self, a: Cluster, b: Cluster) -> tuple[float, Compat]:
        """The namesakes of the most telling pair of names, and how that pair fits."""
        if len(a.names) == len(b.names) == 1 and a.names.keys() == b.names.keys():
            return self.namesakes(next(iter(a.names.values()))), Compat.EXACT
        fits = (
            (max(self.namesakes(one), self.namesakes(other)), self._fit(one, other))
            for one in a.names.values()
            for other in b.names.values()
        )
        return min(fits, key=lambda fit: (fit[0], fit[1]), default=(NOBODY, Compat.NO))


def _other_ids(a: Cluster, b: Cluster) -> bool:
    """Whether both carry ids of one scheme, and none is shared."""
    for scheme in PERSONAL_SCHEMES if a.ids and b.ids else ():
        ours, theirs = ({value for kind, value in c.ids if kind == scheme} for c in (a, b))
        if ours and theirs and ours != theirs:
            return True
    return False

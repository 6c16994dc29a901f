"""What can be measured on the list of one author: who ties works together, and how like the others each group is."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from works.identity.index import RARE_VENUE
from works.identity.mentions import Id, Mention
from works.identity.misfit_ties import components, personal_ids, same_ids, ties
from works.identity.misfit_words import COMMON
from works.identity.terms import VENUE_SHARE, Knowledge, coauthor_keys, place_words, venue_key, venue_words

# The share of texts that hold a word not known to be common.
RARE_WORD = 0.004
# The table of common words is worth so many texts: a small installation has read little but the list itself.
TEXTS = 5_000
# A word of the abstract counts so much of one in the title.
ABSTRACT_SHARE = 0.8
LEAST_LENGTH = 10.0
# How often authors stand first, second or third, and later; used where the list says little.
PLACES = (0.33, 0.37, 0.30)
PRIOR_WORKS = 4.0
FIRST, NEAR, LATER = range(3)

type Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class ListedWork:
    """One work of an author's list: the author's slot, and what else is known of the work."""

    mention: Mention
    abstract_words: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the rest some works are in words: against what is usual here (1), in deviations below it, in rank."""

    ratio: float
    below: float
    rank: float


class Measured:
    """A list with all that is asked of it; `works` are in an order that does not depend on the input's."""

    def __init__(self, works: Sequence[ListedWork], knowledge: Knowledge) -> None:
        self.works = sorted(works, key=lambda work: (work.mention.order, work.abstract_words, work.category))
        self.knowledge = knowledge
        self.vectors = [self._vector(work) for work in self.works]
        self.total: dict[str, float] = defaultdict(float)
        for vector in self.vectors:
            for word, weight in vector.items():
                self.total[word] += weight
        self.single = [self._mean_likeness([number]) for number in range(len(self.works))]
        self.has_abstracts = 2 * sum(bool(work.abstract_words) for work in self.works) > len(self.works)
        self.categories = Counter(work.category for work in self.works if work.category)
        mentions = [work.mention for work in self.works]
        by_names = ties(mentions, knowledge)
        # Works that share a co-author with any other.
        self.tied = {number for pair in by_names for number in pair}
        self.groups = components(len(mentions), by_names + same_ids(mentions))

    def rest(self, group: Sequence[int]) -> list[int]:
        """All others."""
        inside = set(group)
        return [number for number in range(len(self.works)) if number not in inside]

    def coauthors(self, group: Iterable[int]) -> list[str]:
        """Who else is named on these works, each once, commonest first."""
        names: dict[tuple[str, str], str] = {}
        counts: Counter[tuple[str, str]] = Counter()
        for number in group:
            for name in self.works[number].mention.coauthors:
                key = coauthor_keys(name)
                if key[0]:
                    names.setdefault(key, name)
                    counts[key] += 1
        return [names[key] for key in sorted(counts, key=lambda key: (-counts[key], names[key]))]

    def likeness(self, group: Sequence[int], rest: Sequence[int]) -> Likeness:
        """Titles and abstracts of the group beside the others, by how like the others each of those is."""
        mean = self.single[group[0]] if len(group) == 1 else self._mean_likeness(group)
        others = [self.single[number] for number in rest]
        middle = sum(others) / len(others)
        spread = math.sqrt(sum((other - middle) ** 2 for other in others) / len(others)) + 0.15 * middle + 0.001
        return Likeness(
            mean / (self.usual + 0.005), (middle - mean) / spread, sum(other < mean for other in others) / len(others)
        )

    @cached_property
    def usual(self) -> float:
        """How like the others a work of this list commonly is."""
        return sorted(self.single)[len(self.single) // 2]

    def place(self, number: int) -> int:
        """Whether the author stands first, near the front, or later (or where the byline is cut)."""
        position = self.works[number].mention.position
        return FIRST if position == 1 else NEAR if position in (2, 3) else LATER

    def displaced(self, group: Sequence[int], rest: Sequence[int]) -> float:
        """How much sooner another person than this one would stand where the author stands on the group."""
        known = [number for number in rest if self.works[number].mention.coauthors]
        counts = Counter(map(self.place, known))
        if counts[LATER] == len(known):
            return 0.0
        shares = [(counts[i] + PRIOR_WORKS * share) / (len(known) + PRIOR_WORKS) for i, share in enumerate(PLACES)]
        return sum(math.log(PLACES[i] / shares[i]) for i in map(self.place, group)) / math.sqrt(len(group))

    def elsewhere_filed(self, group: Sequence[int]) -> float:
        """How much sooner another person than this one would have works in the archive's categories of the group."""
        own = Counter(self.works[number].category for number in group if self.works[number].category)
        others = self.categories.total() - own.total()
        if not own or not others:
            return 0.0
        ratios = (
            count * math.log(0.2 * (others + 2) / (self.categories[category] - own[category] + 0.4))
            for category, count in sorted(own.items())
        )
        return max(-1.5, min(1.5, sum(ratios) / own.total()))

    def same_venue(self, group: Sequence[int], rest: Sequence[int]) -> float:
        """The share of the group in venues of the others; common venues count less."""
        known = {venue_key(self.works[number].mention.venue) for number in rest} - {""}
        keys = [key for number in group if (key := venue_key(self.works[number].mention.venue)) in known]
        rarity = self.knowledge.rarity
        return sum(min(1.0, rarity(self.knowledge.venues, key) / RARE_VENUE) for key in keys) / len(group)

    def same_affiliation(self, group: Sequence[int], rest: Sequence[int]) -> float | None:
        """How like the nearest affiliations are; None where they are not known on both sides."""
        ours, theirs = ([v for number in side if (v := self._affiliation(number))] for side in (group, rest))
        if not ours or not theirs:
            return None
        return max(sum(weight * b.get(word, 0.0) for word, weight in a.items()) for a in ours for b in theirs)

    def personal_ids(self, numbers: Iterable[int]) -> set[Id]:
        """The identifiers of a person that the author carries on these works."""
        return {key for number in numbers for key in personal_ids(self.works[number].mention)}

    def _affiliation(self, number: int) -> Vector:
        words = [word for text in self.works[number].mention.affiliations for word in place_words(text)]
        return self.knowledge.vector(self.knowledge.places, words)

    def _mean_likeness(self, group: Sequence[int]) -> float:
        """The mean likeness over all pairs of one of these and one of the others, by sums: no pair is visited."""
        own: dict[str, float] = defaultdict(float)
        for number in group:
            for word, weight in self.vectors[number].items():
                own[word] += weight
        others = len(self.works) - len(group)
        shared = sum(weight * (self.total[word] - weight) for word, weight in own.items())
        return shared / len(group) / others if others else 0.0

    def _rarity(self, word: str) -> float:
        prior = COMMON.get(word, RARE_WORD)
        seen = (self.knowledge.words[word] + TEXTS * prior) / (self.knowledge.works + TEXTS)
        return -math.log(max(prior, seen))

    def _vector(self, work: ListedWork) -> Vector:
        weights = {word: ABSTRACT_SHARE * self._rarity(word) for word in work.abstract_words}
        for word in venue_words(venue_key(work.mention.venue)):
            weights[word] = max(weights.get(word, 0.0), VENUE_SHARE * self._rarity(word))
        weights |= {word: self._rarity(word) for word in work.mention.title_words}
        length = max(LEAST_LENGTH, math.sqrt(sum(weight * weight for weight in weights.values())))
        return {word: weight / length for word, weight in weights.items()}

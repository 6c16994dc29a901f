"""How much speaks for two groups of records being one author's: a sum of terms, each of which can be said in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import mul

from works.identity.mentions import Cluster
from works.identity.ties import Common, Touch

LINK = 2.0
ASK = 1.5
# From here on an author who nearly got a new work is compared with the one who did.
LOOK = -2.0
# Below that, rarity is guessed: a name alone must not speak for itself.
LEAST_NAMESAKES = 0.03
LONG_GAP = 10
# From here on namesakes are given as a number.
MORE_THAN_ONE = 1.5
# So many co-authors are named in a sentence.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One term of a score: what was measured, what it is worth, and the sentence for people."""

    feature: str
    value: float
    points: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Term:
    """A feature, the points per unit of it, and its sentence; what stands in braces is filled in."""

    feature: str
    weight: float
    sentence: str


# The one place for weights. Fitted by logistic regression on the comparisons made while importing two sets of labelled
# namesakes, each half of the names tested with the weights of the other; the last one is set by hand, since such sets
# label one spelling of a name at a time.
TERMS = (
    Term("prior", -0.35, "Two records of one name are two people's until something speaks against it."),
    Term("namesakes", -1.16, "People who may sign so, by how common the name is: {namesakes}."),
    Term("coauthors", 3.15, "Shared co-authors on {percent} of the smaller side's works{coauthors}."),
    Term("coauthors_back", 3.40, "Shared co-authors on {percent} of the larger side's {works} works{coauthors}."),
    Term("more_coauthors", 1.00, "Works share more than one co-author."),
    Term("titles", 4.80, "The nearest titles and venues have telling words in common: {percent} alike."),
    Term("titles_centroid", 5.70, "The titles and venues of both records as a whole are {percent} alike."),
    Term("venue", 1.55, "They appeared in the same venue{venue}."),
    Term("affiliation", 4.20, "The affiliations are {percent} alike."),
    Term("other_affiliation", -0.40, "Affiliations are known on both sides and have nothing in common."),
    Term("decade_apart", -0.60, "More than ten years without a work lie between them."),
    Term("size", -0.12, "The larger side has {works} works; among many, something is easily alike."),
    Term("no_coauthors", 0.87, "One side has no known co-authors, so none could be shared."),
    Term("crowd", -0.51, "Other authors of this very name are known already."),
    Term("initials", -1.50, "One of the names is shortened."),
)
WEIGHTS = tuple(term.weight for term in TERMS)


def points(values: tuple[float, ...]) -> float:
    """The score: the sum of all terms."""
    return float(sum(map(mul, WEIGHTS, values)))


def measure(touch: Touch, a: Cluster, b: Cluster, namesakes: float, crowd: int, *, initials: bool) -> tuple[float, ...]:
    """The value of every term, in their order, for attaching `a`, the smaller side, to `b`."""
    ours, theirs = len(a.members), len(b.members)
    return (
        1.0,
        math.log10(namesakes + LEAST_NAMESAKES),
        touch.coauthors / ours,
        touch.back / theirs,
        touch.more / ours,
        touch.topic / ours,
        touch.topics / math.sqrt((ours + a.title_mass) * (theirs + b.title_mass)),
        touch.venue / ours,
        touch.place,
        1.0 if a.with_affiliations and b.with_affiliations and not touch.place else 0.0,
        1.0 if a.gap(b) > LONG_GAP else 0.0,
        math.log2(theirs),
        0.0 if a.with_coauthors and b.with_coauthors else 1.0,
        math.log2(1 + crowd),
        1.0 if initials else 0.0,
    )


def explain(values: tuple[float, ...], namesakes: float, works: int, common: Common) -> tuple[Evidence, ...]:
    """The terms that count, in words; their points add up to the score."""
    people = f"about {namesakes:.0f}" if namesakes >= MORE_THAN_ONE else "hardly more than one"
    names = common.coauthors
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    coauthors = f" ({', '.join(names[:NAMED])}{more})" if names else ""
    venue = f" ({common.venue[0]})" if common.venue else ""
    return tuple(
        Evidence(
            term.feature,
            value,
            term.weight * value,
            term.sentence.format(
                percent=f"{min(1.0, value):.0%}", namesakes=people, works=works, coauthors=coauthors, venue=venue
            ),
        )
        for term, value in zip(TERMS, values, strict=True)
        if term.weight * value
    )


def without_evidence(namesakes: float) -> float:
    """The most that two records can score that share nothing but the name."""
    weights = {term.feature: term.weight for term in TERMS}
    return weights["prior"] + weights["namesakes"] * math.log10(namesakes + LEAST_NAMESAKES) + weights["no_coauthors"]

"""Trust score `trust-v1`: how well a record is backed, not how good the person is. Pure.

The table of components, points and caps is that of the page "About the numbers"; change both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import floor, log2

VERSION = "trust-v1"
LEVEL_NAMES = ("Name only", "Imported record", "Claimed", "Verified", "Confirmed")
LEVEL_POINTS = (0, 5, 25, 45, 55)
# From this level on other people can move the number.
CLAIMED = 2
BANDS = ((0, "Unverified"), (25, "Claimed"), (45, "Verified"), (70, "Corroborated"))


@dataclass(frozen=True, slots=True)
class TrustInputs:
    """What the score is computed from, all counts: see the components below for what each one counts."""

    level: int = 0
    works: int = 0
    topics: int = 0
    verified_collaborators: int = 0
    authorities: int = 0
    independent_followers: int = 0

    @classmethod
    def from_stored(cls, stored: Mapping[str, int]) -> TrustInputs:
        """The inputs as they were kept; what was not kept yet counts as nothing."""
        return cls(**{field.name: int(stored.get(field.name, 0)) for field in fields(cls)})

    def stored(self) -> dict[str, int]:
        """The inputs as they are kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Component:
    """One line of the sum, in points."""

    name: str
    points: int
    cap: int
    reason: str


@dataclass(frozen=True, slots=True)
class Trust:
    """A score from 0 to 100 with the lines that add up to it and what would raise it next."""

    score: int
    band: str
    level_name: str
    components: tuple[Component, ...]
    next_step: str


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def compute(inputs: TrustInputs) -> Trust:
    """The score of these inputs, with its sum; levels outside 0 to 4 raise ValueError."""
    if not 0 <= inputs.level < len(LEVEL_POINTS):
        raise ValueError(f"There is no verification level {inputs.level}.")
    components = (_level(inputs.level), *_record(inputs), *_people(inputs))
    score = sum(component.points for component in components)
    return Trust(score, _band(score, inputs.level), LEVEL_NAMES[inputs.level], components, _next_step(inputs))


def _level(level: int) -> Component:
    return Component("Identity level", LEVEL_POINTS[level], 55, f"L{level}, {LEVEL_NAMES[level].lower()}")


def _record(inputs: TrustInputs) -> tuple[Component, ...]:
    works = _count(inputs.works, "work captured", "works captured") + " from a registered source, 2 points each"
    topics = _count(inputs.topics, "topic", "topics") + " found in them or reported with them, 2 points each"
    return (
        Component("Source-backed works", min(14, 2 * inputs.works), 14, works),
        Component("Topics", min(4, 2 * inputs.topics), 4, topics),
    )


def _people(inputs: TrustInputs) -> tuple[Component, ...]:
    return (
        _person(
            "Corroboration",
            12,
            inputs,
            min(12, 2 * inputs.verified_collaborators),
            _count(inputs.verified_collaborators, "verified close collaborator", "verified close collaborators"),
        ),
        _person(
            "Linked authorities",
            9,
            inputs,
            min(9, 3 * inputs.authorities),
            _count(inputs.authorities, "linked authority id shares", "linked authority ids share") + " a work",
        ),
        _person(
            "Independent followers",
            6,
            inputs,
            min(6, floor(log2(1 + max(0, inputs.independent_followers)))),
            _count(inputs.independent_followers, "verified follower", "verified followers") + " outside the co-authors",
        ),
    )


def _person(name: str, cap: int, inputs: TrustInputs, points: int, reason: str) -> Component:
    # Nobody can move an unclaimed person's number.
    if inputs.level < CLAIMED:
        return Component(name, 0, cap, "counted once the record is claimed (L2)")
    return Component(name, points, cap, reason)


def _band(score: int, level: int) -> str:
    # The label never outranks the level: a record that nobody verified is not called verified, whatever its sum.
    reachable = BANDS[: (1, 1, 2, 4, 4)[level]]
    return next(name for least, name in reversed(reachable) if score >= least)


def _next_step(inputs: TrustInputs) -> str:
    if inputs.level == 0:
        return "One work captured from a registered source lifts the record to L1."
    if inputs.level == 1:
        return "A claim by the researcher lifts the record to L2: 25 points instead of 5."
    if inputs.level == 2:
        return "One strong proof (ORCID, institutional e-mail, homepage, two co-authors, curator) gives L3: 45 points."
    if inputs.level == 3:
        return "Two proofs of different kinds and a curator's review give L4: 55 points."
    return "Verified collaborators, linked authority ids and independent followers add the rest."

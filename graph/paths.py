"""The shortest ways from one person to another over works written together, and the strongest of these.

Both ends are asked for their co-authors in turn, whole frontiers at once, the lighter one first, until they meet: so
all shortest paths are known, and no other. Of these the strongest is the one whose lines are shortest in all, where a
line of weight w is 1/w long (Newman, "Scientific collaboration networks II", 2001). Who is hidden is no stepping stone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import nsmallest
from itertools import pairwise

from django.utils.http import urlencode

from graph import path_lines
from graph.path_lines import Line, PersonRow, WorkRow
from graph.pictures import size
from graph.wording import years
from works.search import patience

MOST_STEPS = 6
ALTERNATIVES = 3
# A frontier of more people, or of people with more co-authors in all, is not followed any further.
MOST_PEOPLE, MOST_LINES = 10_000, 400_000
# Of a frontier of so many lines those that reach the other are looked for first: mostly there are some.
HEAVY = 20_000
SAMPLE = 60
SECONDS = 1.0

type Pair = tuple[int, int]
# How long it is, by weights, and its people from an end to somebody who was met.
type Way = tuple[float, tuple[int, ...]]


class End(StrEnum):
    """How a search ended."""

    FOUND = "found"
    APART = "apart"  # nothing joins the two
    FAR = "far"  # not within MOST_STEPS
    CUT = "cut"  # the search grew too wide, or took too long


@dataclass(frozen=True, slots=True)
class Step:
    """From one person to the next: how many works they share, and the newest of them."""

    a: PersonRow
    b: PersonRow
    shared: int
    weight: float
    works: tuple[WorkRow, ...]

    @property
    def more(self) -> int:
        """How many works are not named."""
        return self.shared - len(self.works)

    @property
    def size(self) -> int:
        """How strong the step is, from 1 to 3, as lines of pictures are."""
        return size(self.shared)

    @property
    def years(self) -> str:
        """The years of the works, in words."""
        return years(self.works[0].first, self.works[0].last) if self.works else ""

    @property
    def every(self) -> str:
        """The address of all works that the two share."""
        return f"{self.a.url}?{urlencode({'with': self.b.public_id})}"


@dataclass(frozen=True, slots=True)
class Path:
    """A shortest path, step by step."""

    steps: tuple[Step, ...]

    @property
    def people(self) -> tuple[PersonRow, ...]:
        """Everybody on it, both ends included."""
        return (self.steps[0].a, *(step.b for step in self.steps))

    @property
    def works(self) -> int:
        """How many works lie along it."""
        return sum(step.shared for step in self.steps)


@dataclass(frozen=True, slots=True)
class Search:
    """What was found between two people: the strongest of the shortest paths first, or why there is none."""

    end: End
    paths: tuple[Path, ...] = ()

    @property
    def others(self) -> tuple[Path, ...]:
        """The paths as short as the strongest."""
        return self.paths[1:]


@dataclass(slots=True)
class _Side:
    # All whom one end reaches, level by level; each level with how many co-authors its people have on average.
    levels: list[set[int]]
    seen: set[int]
    spread: list[float] = field(default_factory=list)
    # The lines from its frontier to the other's, where these were looked for before everybody else.
    bridge: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, person: int) -> _Side:
        return cls([{person}], {person})

    @property
    def frontier(self) -> set[int]:
        return self.levels[-1]

    def weigh(self, *, careful: bool) -> float:
        """How many lines leave the frontier, by a sample; of a careful search, whoever is hidden leaves it first."""
        if len(self.frontier) > MOST_PEOPLE:
            return math.inf
        if len(self.spread) < len(self.levels):
            if careful:
                self.levels[-1] = set(path_lines.reach(self.frontier))
            sample = path_lines.reach(list(self.frontier)[:: 1 + len(self.frontier) // SAMPLE])
            self.spread.append(max(1.0, sum(sample.values()) / max(1, len(sample))))
        return len(self.frontier) * self.spread[-1]


def between(a: int, b: int) -> Search:
    """The shortest paths between two different people, of these ids, that works join; bounded in time and width."""
    try:
        with patience.some(SECONDS):
            # Few people are hidden: only where every shortest path needs one, all are left out from the start.
            return _search(a, b, careful=False) or _search(a, b, careful=True) or Search(End.CUT)
    except patience.GaveUp:
        return Search(End.CUT)


def _search(a: int, b: int, *, careful: bool) -> Search | None:
    start, goal = _Side.of(a), _Side.of(b)
    met = _meet(start, goal, careful=careful)
    if isinstance(met, End):
        return Search(met)
    lines: dict[Pair, Line] = {}
    ways = _ways(start, met, lines), _ways(goal, met, lines)
    whole = _joined(*ways, met)
    return Search(End.FOUND, _told(whole, lines)) if whole else None


def _meet(start: _Side, goal: _Side, *, careful: bool) -> dict[int, int] | End:
    # In the order of levels, so that the first meeting is the shortest way: who was met, and their co-authors' number.
    for _ in range(MOST_STEPS):
        weights = start.weigh(careful=careful), goal.weigh(careful=careful)
        if not start.frontier or not goal.frontier:
            return End.APART
        # Of two as light, that which has come less far.
        is_lighter = (weights[0], len(start.levels)) <= (weights[1], len(goal.levels))
        here, there = (start, goal) if is_lighter else (goal, start)
        if min(weights) > MOST_LINES:
            return End.CUT
        if min(weights) > HEAVY and not careful:
            here.bridge = path_lines.lines(here.frontier, there.frontier)
        found = {line.far for line in here.bridge} or path_lines.beside(here.frontier) - here.seen
        here.seen |= found
        here.levels.append(found)
        if met := found & there.frontier:
            reach = path_lines.reach(met)
            if reach or not careful:
                return reach
    return End.FAR


def _ways(side: _Side, met: dict[int, int], lines: dict[Pair, Line]) -> dict[int, list[Way]]:
    # From those who were met back to the end, level by level, and then the strongest ways forth.
    behind: list[list[Line]] = []
    crowd = met
    for level, spread in reversed(list(zip(side.levels[:-1], side.spread, strict=False))):
        is_bridge = bool(side.bridge) and crowd is met
        found = side.bridge if is_bridge else _lines(level, len(level) * spread, crowd)
        crowd = path_lines.reach({line.near for line in found}) if level is not side.levels[0] else {}
        behind.append(found)
    [end] = side.levels[0]
    best: dict[int, list[Way]] = {end: [(0.0, (end,))]}
    for found in reversed(behind):
        onward: dict[int, list[Way]] = defaultdict(list)
        for line in found:
            lines[line.near, line.far] = line
            onward[line.far] += [
                (length + 1 / line.weight, (*way, line.far)) for length, way in best.get(line.near, ())
            ]
        best = {person: nsmallest(1 + ALTERNATIVES, ways) for person, ways in onward.items()}
    return best


def _lines(level: set[int], lines: float, crowd: dict[int, int]) -> list[Line]:
    # Those from the level to the crowd, read from whichever end has fewer lines to look through.
    if lines <= sum(crowd.values()):
        return path_lines.lines(level, crowd)
    return [line._replace(near=line.far, far=line.near) for line in path_lines.lines(crowd, level)]


def _joined(ways: dict[int, list[Way]], back: dict[int, list[Way]], met: Iterable[int]) -> list[tuple[int, ...]]:
    # The strongest from end to end; of equals always the same.
    whole = [
        (round(length + rest, 9), (*way, *reversed(last[:-1])))
        for person in met
        for length, way in ways.get(person, ())
        for rest, last in back.get(person, ())
    ]
    return [way for _, way in nsmallest(1 + ALTERNATIVES, whole)]


def _told(ways: Sequence[tuple[int, ...]], lines: dict[Pair, Line]) -> tuple[Path, ...]:
    # With names and works: two queries for all paths.
    people = path_lines.named({person for way in ways for person in way})
    pairs = list(dict.fromkeys(pair for way in ways for pair in pairwise(way)))
    works: dict[Pair, list[WorkRow]] = defaultdict(list)
    for row in path_lines.works(pairs):
        works[pairs[row.pair]].append(row)

    def step(a: int, b: int) -> Step:
        line = lines.get((a, b)) or lines[b, a]
        return Step(people[a], people[b], line.shared, line.weight, tuple(works[a, b]))

    return tuple(Path(tuple(step(a, b) for a, b in pairwise(way))) for way in ways)

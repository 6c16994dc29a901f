"""Where the nodes of a slice are drawn. Pure: the same nodes and links give the same places, whatever their order.

`arrange` lays the nodes out by stress majorization (Gansner, Koren and North, "Graph drawing by stress majorization",
2004): the distance on paper follows the distance in the graph *without* the focus, which is near everything and would
hide the groups; the focus itself stays in the middle. Everything sets out from where its identity puts it, each group
of people in a sector of its own, and goes a few steps only: a picture changes little when a node comes or goes. `fit`
brings that into a box and moves apart what would overlap.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

from graph import spacing
from graph.spacing import Box, Point, Size

# Distances on paper for 1, 2 and 3 steps without the focus; FAR where there is no such way.
STEPS = (0.0, 1.0, 1.8, 2.5)
FAR = 3.2
ROUNDS = 12
# How much the distance from the focus counts, against those between two nodes.
HOLD = 6.0
# How much of its sector a group fills at first, and how far what belongs to people stands off their middle.
WITHIN, OFF = 0.6, 0.35
EVENLY = 0.5

type Groups = Mapping[str, int]


def arrange(
    reach: Mapping[str, float], links: Iterable[tuple[str, str]], focus: str, groups: Groups | None = None
) -> dict[str, Point]:
    """The nodes' places in units of one step, the focus at (0, 0).

    `reach` says how far from it each wants to be, `groups` which nodes keep together; -1 stands for no group.
    """
    order = sorted(set(reach) - {focus})
    index = {key: place for place, key in enumerate(order)}
    beside: list[set[int]] = [set() for _ in order]
    for a, b in links:
        if focus not in (a, b):
            beside[index[a]].add(index[b])
            beside[index[b]].add(index[a])
    far = [reach[key] for key in order]
    x, y = _start(order, far, beside, groups or {})
    x, y = _relax(x, y, _pairs(beside), far)
    return {focus: (0.0, 0.0)} | {key: (x[place], y[place]) for place, key in enumerate(order)}


def _start(
    order: list[str], far: list[float], beside: list[set[int]], groups: Groups
) -> tuple[list[float], list[float]]:
    # Groups in sectors; then, wave by wave, what is beside something that has its place; the rest in its own direction.
    own = [int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32 * math.tau for key in order]
    turns = _sectors(order, own, groups)
    while waiting := [place for place in range(len(order)) if place not in turns]:
        near = {place: [turns[other] for other in sorted(beside[place]) if other in turns] for place in waiting}
        # Where nothing is beside what has its place, the first goes its own way, and others may follow it.
        wave = {place: _between(some, own[place]) for place, some in near.items() if some}
        turns |= wave or {waiting[0]: own[waiting[0]]}
    x = [length * math.cos(turns[place]) for place, length in enumerate(far)]
    return x, [length * math.sin(turns[place]) for place, length in enumerate(far)]


def _sectors(order: list[str], own: list[float], groups: Groups) -> dict[int, float]:
    members: dict[int, list[int]] = {}
    for place, key in enumerate(order):
        if groups.get(key, -1) >= 0:
            members.setdefault(groups[key], []).append(place)
    # Round the focus by the direction of the first of each, larger groups with more room.
    rooms = {group: math.sqrt(len(some)) for group, some in members.items()}
    turns, start = {}, 0.0
    for group in sorted(members, key=lambda group: own[members[group][0]]):
        share = math.tau * rooms[group] / sum(rooms.values())
        for place in members[group]:
            turns[place] = start + share / 2 + (own[place] / math.tau - 0.5) * share * WITHIN
        start += share
    return turns


def _between(turns: Sequence[float], own: float) -> float:
    # The middle of these directions, a little towards its own.
    x = sum(map(math.cos, turns)) / len(turns) + OFF * math.cos(own)
    return math.atan2(sum(map(math.sin, turns)) / len(turns) + OFF * math.sin(own), x)


def _pairs(beside: list[set[int]]) -> list[tuple[int, int, float, float]]:
    # Every pair with its wanted distance and its weight: near ones count for more.
    pairs = []
    for start in range(len(beside)):
        steps = _steps_from(start, beside)
        for end in range(start + 1, len(beside)):
            wanted = STEPS[steps[end]] if end in steps else FAR
            pairs.append((start, end, wanted, 1 / (wanted * wanted)))
    return pairs


def _steps_from(start: int, beside: list[set[int]]) -> dict[int, int]:
    steps, edge = {start: 0}, [start]
    for step in range(1, len(STEPS)):
        edge = [there for there in {there for here in edge for there in beside[here]} if there not in steps]
        steps |= dict.fromkeys(edge, step)
    return steps


def _relax(
    x: list[float], y: list[float], pairs: list[tuple[int, int, float, float]], far: list[float]
) -> tuple[list[float], list[float]]:
    # Each round puts every node to the mean of where the others want it, all at once: no order that could matter.
    hold = [HOLD / (length * length) for length in far]
    weights = list(hold)
    for a, b, _, weight in pairs:
        weights[a] += weight
        weights[b] += weight
    for _ in range(ROUNDS):
        to_x, to_y = _towards(x, y, far, hold)
        for a, b, wanted, weight in pairs:
            dx, dy = x[a] - x[b], y[a] - y[b]
            share = wanted / (math.sqrt(dx * dx + dy * dy) or 1e-9)
            sx, sy = share * dx, share * dy
            to_x[a] += weight * (x[b] + sx)
            to_y[a] += weight * (y[b] + sy)
            to_x[b] += weight * (x[a] - sx)
            to_y[b] += weight * (y[a] - sy)
        x = [value / weight for value, weight in zip(to_x, weights, strict=True)]
        y = [value / weight for value, weight in zip(to_y, weights, strict=True)]
    return x, y


def _towards(x: list[float], y: list[float], far: list[float], hold: list[float]) -> tuple[list[float], list[float]]:
    # Where the focus wants each: in its direction, at its distance.
    shares = [
        weight * wanted / (math.hypot(dx, dy) or 1e-9) for dx, dy, wanted, weight in zip(x, y, far, hold, strict=True)
    ]
    return [s * dx for s, dx in zip(shares, x, strict=True)], [s * dy for s, dy in zip(shares, y, strict=True)]


def fit(places: Mapping[str, Point], sizes: Mapping[str, Size], focus: str, box: Box) -> dict[str, Point]:
    """The places inside the box, turned where it is upright, with no two nodes or labels over one another."""
    order = [focus, *sorted(set(places) - {focus})]
    spots = [places[key] for key in order]
    if box.height > box.width:
        spots = [(-y, x) for x, y in spots]
    spots = _stretch(spots, box)
    apart = spacing.part(spots, [sizes[key] for key in order], box)
    return {key: (round(x, 1), round(y, 1)) for key, (x, y) in zip(order, apart, strict=True)}


def _stretch(spots: list[Point], box: Box) -> list[Point]:
    # Each axis on its own, from edge to edge.
    across = _spread([x for x, _ in spots], box.width, box.margin)
    return list(zip(across, _spread([y for _, y in spots], box.height, box.margin), strict=True))


def _spread(values: list[float], length: float, margin: float) -> list[float]:
    # Halfway between where the values lie and where they would lie if all had the same room: crowds come apart.
    low, high = min(values), max(values)
    if high - low < 1e-6:
        return [length / 2 for _ in values]
    shares = [(value - low) / (high - low) for value in values]
    for rank, place in enumerate(sorted(range(len(values)), key=lambda place: (values[place], place))):
        shares[place] += EVENLY * (rank / (len(values) - 1) - shares[place])
    return [margin + share * (length - 2 * margin) for share in shares]

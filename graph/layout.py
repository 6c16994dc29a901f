"""Where the nodes of a slice are drawn. Pure: the same nodes and links give the same places, whatever their order.

`arrange` lays the nodes out by stress (Zheng, Pawar and Goodman, "Graph drawing by stochastic gradient descent", 2018):
the distance on paper follows the distance in the graph *without* the focus, which is near everything and would hide the
groups; the focus itself stays in the middle. `fit` brings that into a box and moves apart what would overlap.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Mapping

from graph import spacing
from graph.spacing import Box, Point, Size

# Distances on paper for 1, 2 and 3 steps without the focus; FAR where there is no such way.
STEPS = (0.0, 1.0, 1.8, 2.5)
FAR = 3.2
ROUNDS = 15
EVENLY = 0.5


def arrange(reach: Mapping[str, float], links: Iterable[tuple[str, str]], focus: str) -> dict[str, Point]:
    """The nodes' places in units of one step, the focus at (0, 0); `reach` says how far from it each wants to be."""
    order = sorted(set(reach) - {focus})
    index = {key: place for place, key in enumerate(order)}
    beside: list[set[int]] = [set() for _ in order]
    for a, b in links:
        if focus not in (a, b):
            beside[index[a]].add(index[b])
            beside[index[b]].add(index[a])
    far = [reach[key] for key in order]
    pairs = _pairs(beside)
    random.Random(f"{focus} {' '.join(order)}").shuffle(pairs)  # noqa: S311 - a picture, not a secret
    x, y = _start(order, far)
    _relax(x, y, pairs, far)
    return {focus: (0.0, 0.0)} | {key: (x[place], y[place]) for place, key in enumerate(order)}


def _start(order: list[str], far: list[float]) -> tuple[list[float], list[float]]:
    # Each node sets out in a direction of its own, so that a picture changes little when a node comes or goes.
    turns = [int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32 * math.tau for key in order]
    x = [length * math.cos(turn) for turn, length in zip(turns, far, strict=True)]
    return x, [length * math.sin(turn) for turn, length in zip(turns, far, strict=True)]


def _pairs(beside: list[set[int]]) -> list[tuple[int, int, float]]:
    # Every pair with its wanted distance.
    pairs = []
    for start in range(len(beside)):
        steps = _steps_from(start, beside)
        pairs += [(start, end, STEPS[steps[end]] if end in steps else FAR) for end in range(start + 1, len(beside))]
    return pairs


def _steps_from(start: int, beside: list[set[int]]) -> dict[int, int]:
    steps, edge = {start: 0}, [start]
    for step in range(1, len(STEPS)):
        edge = [there for there in {there for here in edge for there in beside[here]} if there not in steps]
        steps |= dict.fromkeys(edge, step)
    return steps


def _relax(x: list[float], y: list[float], pairs: list[tuple[int, int, float]], far: list[float]) -> None:
    # Each pair in turn is moved towards its wanted distance, by smaller and smaller shares of what is missing.
    widest, finest = FAR**2, 0.1
    for turn in range(ROUNDS):
        rate = widest * (finest / widest) ** (turn / (ROUNDS - 1))
        for a, b, wanted in pairs:
            dx, dy = x[a] - x[b], y[a] - y[b]
            length = math.sqrt(dx * dx + dy * dy) or 1e-9
            share = rate / (wanted * wanted)
            step = (0.5 if share > 1 else share / 2) * (1 - wanted / length)
            x[a] -= step * dx
            y[a] -= step * dy
            x[b] += step * dx
            y[b] += step * dy
        for a, wanted in enumerate(far):
            length = math.hypot(x[a], y[a]) or 1e-9
            step = min(1.0, rate / (wanted * wanted)) * (1 - wanted / length)
            x[a], y[a] = x[a] - step * x[a], y[a] - step * y[a]
        pairs.reverse()


def fit(places: Mapping[str, Point], sizes: Mapping[str, Size], focus: str, box: Box) -> dict[str, Point]:
    """The places inside the box, its long side along the picture's, with no two nodes or labels over one another."""
    order = [focus, *sorted(set(places) - {focus})]
    spots = _stretch(_turn([places[key] for key in order], upright=box.height > box.width), box)
    apart = spacing.part(spots, [sizes[key] for key in order], box)
    return {key: (round(x, 1), round(y, 1)) for key, (x, y) in zip(order, apart, strict=True)}


def _turn(spots: list[Point], *, upright: bool) -> list[Point]:
    # The direction in which the places spread most becomes the long side of the box.
    xx, yy, xy = (sum(x * x for x, _ in spots), sum(y * y for _, y in spots), sum(x * y for x, y in spots))
    angle = -0.5 * math.atan2(2 * xy, xx - yy) + (math.pi / 2 if upright else 0)
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in spots]


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

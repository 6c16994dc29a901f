"""Where the nodes of a map stand: laid out by igraph, the same map always in the same way. Pure."""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.pictures import Edge, Node, Tie

type Point = tuple[float, float]

# All pairs repel each other, so the rounds are fewer the more nodes there are.
PAIRS, LEAST_ROUNDS, MOST_ROUNDS = 1.6e8, 40, 400
# Lines within a group pull, those between groups hardly, those to the focus least of all: it is near everybody.
WITHIN, BETWEEN, TO_FOCUS = 1.6, 0.35, 0.15
# How far crowds come apart: 0 leaves the places as they are, 1 gives every node the same room.
EVENLY = 0.55
# How many nodes make a group worth a colour, and how many groups are told apart.
GROUP, GROUPS = 4, 8
SPAN = 100.0


def grouped(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Node, ...]:
    """The nodes with their communities, the largest is 0; by the Louvain method, without the focus."""
    if len(nodes) < 2:
        return tuple(nodes)
    graph, weights = _graph(nodes, [edge for edge in edges if nodes[0].key not in (edge.a, edge.b)])
    _seed(nodes[0].key)
    groups = graph.community_multilevel(weights=weights).membership
    sizes = Counter(groups[1:])
    first = {group: place for place, group in reversed(list(enumerate(groups)))}
    order = sorted((group for group in sizes if sizes[group] >= GROUP), key=lambda group: (-sizes[group], first[group]))
    number = {group: place for place, group in enumerate(order[:GROUPS])}
    numbered = zip(nodes[1:], groups[1:], strict=True)
    return (nodes[0], *(replace(node, community=number.get(group, -1)) for node, group in numbered))


def arrange(nodes: Sequence[Node], edges: Sequence[Edge], grown: Mapping[str, str]) -> dict[str, Point]:
    """The places; nodes that an expanded one brought stand beside it, and the others as they stood without them."""
    own = sorted((node for node in nodes if node.key not in grown), key=lambda node: (node.hops > 0, node.key))
    keys = {node.key for node in own}
    places = _spread(own, [edge for edge in edges if edge.a in keys and edge.b in keys])
    brought: dict[str, list[str]] = defaultdict(list)
    for child, parent in grown.items():
        brought[parent].append(child)
    for parent, children in brought.items():
        places |= _beside(places[parent], sorted(children), len(places))
    return {key: (round(x, 2), round(y, 2)) for key, (x, y) in places.items()}


def _spread(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, Point]:
    if len(nodes) < 2:
        return {node.key: (0.0, 0.0) for node in nodes}
    edges = sorted(edges, key=lambda edge: (edge.a, edge.b))
    graph, weights = _graph(nodes, edges)
    group = {node.key: node.community for node in nodes}
    pulls = [weight * _pull(edge, nodes[0].key, group) for weight, edge in zip(weights, edges, strict=True)]
    rounds = int(min(MOST_ROUNDS, max(LEAST_ROUNDS, PAIRS / len(nodes) ** 2)))
    _seed(nodes[0].key)
    start = [_start(node) for node in nodes]
    layout = graph.layout_fruchterman_reingold(weights=pulls, niter=rounds, seed=start, grid="nogrid")
    return dict(zip((node.key for node in nodes), _evenly([(x, y) for x, y in layout]), strict=True))


def _graph(nodes: Sequence[Node], edges: Iterable[Edge]) -> tuple[Any, list[float]]:
    import igraph  # only where a map is built

    place = {node.key: number for number, node in enumerate(nodes)}
    ends = [(place[edge.a], place[edge.b], edge) for edge in edges]
    weights = [1.0 + math.log2(edge.weight) if edge.tie is Tie.TOGETHER else 0.8 for _, _, edge in ends]
    return igraph.Graph(n=len(nodes), edges=[(a, b) for a, b, _ in ends]), weights


def _seed(key: str) -> None:
    import igraph

    igraph.set_random_number_generator(random.Random(key))  # noqa: S311 - a picture, not a secret


def _pull(edge: Edge, focus: str, group: Mapping[str, int]) -> float:
    if focus in (edge.a, edge.b):
        return TO_FOCUS
    return WITHIN if group[edge.a] == group[edge.b] else BETWEEN


def _start(node: Node) -> Point:
    # Each sets out in a direction of its own, those of one group together: little changes when a node comes or goes.
    turn, own = _direction(f"group {node.community}" if node.community >= 0 else node.key), _direction(node.key)
    far = 10.0 * node.hops
    return far * math.cos(turn) + 3 * math.cos(own), far * math.sin(turn) + 3 * math.sin(own)


def _direction(name: str) -> float:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32 * math.tau


def _evenly(spots: Sequence[Point]) -> list[Point]:
    # Round the focus, which is the first; crowds come apart, and what flew far off comes back.
    x0, y0 = spots[0]
    polar = [(math.hypot(x - x0, y - y0), math.atan2(y - y0, x - x0)) for x, y in spots]
    widest = max(length for length, _ in polar) or 1.0
    order = sorted(range(len(polar)), key=lambda place: (polar[place][0], place))
    span = SPAN * math.sqrt(len(spots) / 400)
    even = [(0.0, 0.0)] * len(spots)
    for rank, place in enumerate(order):
        length, turn = polar[place]
        far = span * (EVENLY * math.sqrt(rank / len(order)) + (1 - EVENLY) * length / widest)
        even[place] = (far * math.cos(turn), far * math.sin(turn))
    even[0] = (0.0, 0.0)
    return even


def _beside(parent: Point, children: Sequence[str], there: int) -> dict[str, Point]:
    # A sunflower's head on the outer side of the parent.
    step = SPAN * math.sqrt(1 / 400) * 0.9
    radius = step * math.sqrt(len(children))
    turn = math.atan2(parent[1], parent[0]) if parent != (0.0, 0.0) else there * 2.4
    x, y = parent[0] + 1.6 * radius * math.cos(turn), parent[1] + 1.6 * radius * math.sin(turn)
    return {
        key: (
            x + step * math.sqrt(place + 0.5) * math.cos(turn + 2.399963 * place),
            y + step * math.sqrt(place + 0.5) * math.sin(turn + 2.399963 * place),
        )
        for place, key in enumerate(children)
    }

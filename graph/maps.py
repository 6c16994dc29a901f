"""The wide map of the explorer: at most 2,000 nodes around a focus, and what hangs on the nodes that a reader expanded.

The rule, in the order in which nodes stand:

1. The focus stands first.
2. People one step away by the works shared with the focus, then by fractional weight. People two and three steps away
   by how many of the people before them they wrote with, then by the works shared with those.
3. Works: those of the focus before those that join two or more of its closest co-authors; then by how many of the
   people of the map they join; then the newest.
4. Topics and institutions by the number of the focus's works that carry them, then of the other works.

The kinds take turns as in TURNS, so that every beginning of the list is a picture by itself: the slice that is shown
without a script is one. Ties are broken by name and key. Nothing stands that no line joins to the focus.

What an expanded node brings stands beside it and moves nothing else: the map itself is the same with and without.

As JSON (GET /graph/map.json?focus=KEY&depth=…&with=KEY,KEY): `kinds` and `ties` are the words that `kind` and `tie`
count from 0; `nodes` and `edges` hold one list for each field, node 0 is the focus, `a` and `b` of an edge count nodes.
`again` is the milliseconds after which a newer map is worth asking for, null where this is the newest. 202 with `again`
alone while there is none; 4xx and 503 with a sentence, `problem`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice

from graph import map_gathering, map_growth, map_layout, map_weaving
from graph.focus import Focus
from graph.parameters import Parameters
from graph.pictures import Node, Picture

NODES = 2_000
# Of these so many belong to the map itself; the rest is for what readers expand.
OWN = 1_600


@dataclass(frozen=True, slots=True)
class Wide(Picture):
    """A map; `grown` names for each node that an expanded one brought the node beside which it stands."""

    grown: dict[str, str] = field(default_factory=dict)


def build(focus: Focus, parameters: Parameters) -> Wide:
    """The map around this focus, with the neighbours of what is expanded; filters are applied when it is read."""
    own = map_weaving.woven(map_gathering.around(focus, parameters.depth), OWN)
    grown = map_growth.beside(own, parameters.expanded, NODES - OWN)
    nodes = _in_order(map_layout.grouped(own.nodes, own.edges), grown.nodes, parameters.expanded)
    return Wide(nodes, own.edges + grown.edges, own.totals, grown.parents)


def places(picture: Wide) -> dict[str, tuple[float, float]]:
    """Where each node stands, in units of about one line."""
    return map_layout.arrange(picture.nodes, picture.edges, picture.grown)


def _in_order(own: tuple[Node, ...], grown: tuple[Node, ...], expanded: tuple[str, ...]) -> tuple[Node, ...]:
    # What was asked for comes early: the expanded nodes first, then one that they brought after every two others.
    first = {own[0].key, *expanded}
    ahead = [node for node in own if node.key in first]
    rest, brought = iter([node for node in own if node.key not in first]), iter(grown)
    turns = [*chain.from_iterable([*islice(rest, 2), node] for node in brought), *rest]
    return (*ahead, *turns)

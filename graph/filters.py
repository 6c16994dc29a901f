"""What stays of a picture by kinds, years and least weight. Pure; the explorer's script does the same in a browser.

The rule, in this order:

1. Years: a work outside them goes; a line between two people goes where its span of years lies outside. Once years are
   asked for, what has no known year goes too: nobody can say that it is of these years.
2. Least weight: a line between two people who share fewer works goes. Where more than one work is asked for, people
   hold together by such lines alone: whom only a weaker work joins goes as well. The people of a work, and those who
   wrote the works beside a topic or an institution, hold to it all the same.
3. What nothing joins to the focus any more goes.
4. Kinds: nodes of other kinds go, the focus never. Where works go, what they were about joins those who wrote them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.pictures import Edge, Kind, Node, Picture, Tie

if TYPE_CHECKING:
    from graph.parameters import Parameters

type Beside = Mapping[str, Sequence[tuple[str, Tie]]]


def apply(picture: Picture, parameters: Parameters) -> Picture:
    """The picture with what the parameters leave of it, in the same order; its totals still count all there was."""
    if is_whole(parameters) or picture.is_empty:
        return picture
    dated = _of_years(picture, parameters.first_year, parameters.last_year)
    edges = [edge for edge in dated.edges if edge.tie is not Tie.TOGETHER or edge.weight >= parameters.least]
    joined = _joined(_between(dated, dated.nodes, edges), strictly=parameters.least > 1)
    return _of_kinds(joined, parameters.kinds)


def is_whole(parameters: Parameters) -> bool:
    """Whether the parameters leave every picture as it is."""
    any_year = parameters.first_year is None and parameters.last_year is None
    return any_year and parameters.least <= 1 and parameters.kinds >= set(Kind)


def _between(picture: Picture, nodes: Iterable[Node], edges: Iterable[Edge]) -> Picture:
    kept = tuple(nodes)
    keys = {node.key for node in kept}
    return replace(picture, nodes=kept, edges=tuple(edge for edge in edges if edge.a in keys and edge.b in keys))


def _of_years(picture: Picture, first: int | None, last: int | None) -> Picture:
    if first is None and last is None:
        return picture
    start, end = first or 0, last or 9999
    works = {node.key for node in picture.nodes[1:] if node.kind is Kind.WORK and not start <= (node.year or -1) <= end}
    edges = [edge for edge in picture.edges if edge.tie is not Tie.TOGETHER or _overlaps(edge, start, end)]
    return _between(picture, (node for node in picture.nodes if node.key not in works), edges)


def _overlaps(edge: Edge, start: int, end: int) -> bool:
    return edge.first is not None and edge.last is not None and edge.first <= end and edge.last >= start


def _joined(picture: Picture, *, strictly: bool) -> Picture:
    beside: dict[str, list[tuple[str, Tie]]] = defaultdict(list)
    for edge in picture.edges:
        beside[edge.a].append((edge.b, edge.tie))
        beside[edge.b].append((edge.a, edge.tie))
    people = {node.key for node in picture.nodes if node.kind is Kind.PERSON}
    seeds = _beginning(picture.focus, beside)
    reached = _reached(seeds, beside, people if strictly else frozenset())
    return _between(picture, (node for node in picture.nodes if node.key in reached), picture.edges)


def _beginning(focus: Node, beside: Beside) -> set[str]:
    # What holds to the focus whatever the weight: nothing but itself where it is a person.
    if focus.kind is Kind.PERSON:
        return {focus.key}
    near = {focus.key} | {key for key, _ in beside.get(focus.key, ())}
    return near | {key for here in near for key, tie in beside.get(here, ()) if tie is Tie.WROTE}


def _reached(seeds: Set[str], beside: Beside, people: Set[str]) -> set[str]:
    # All that hangs together with the seeds; these people only by lines between people.
    reached, edge = set(seeds), list(seeds)
    while edge:
        steps = {key for here in edge for key, tie in beside.get(here, ()) if tie is Tie.TOGETHER or key not in people}
        edge = sorted(steps - reached)
        reached.update(edge)
    return reached


def _of_kinds(picture: Picture, kinds: Set[Kind]) -> Picture:
    kept = [node for node in picture.nodes if node.kind in kinds or node is picture.focus]
    if len(kept) == len(picture.nodes):
        return picture
    keys = {node.key for node in kept}
    away = {node.key for node in picture.nodes if node.kind is Kind.WORK} - keys
    return _between(picture, kept, [*picture.edges, *_past(picture.edges, away)])


def _past(edges: Sequence[Edge], works: Set[str]) -> list[Edge]:
    # Lines from whoever wrote the works that went to what these were about, as many works strong.
    about: dict[str, list[tuple[str, Tie]]] = defaultdict(list)
    for edge in edges:
        if edge.tie in (Tie.ABOUT, Tie.AT):
            about[edge.a].append((edge.b, edge.tie))
            about[edge.b].append((edge.a, edge.tie))
    pairs: Counter[tuple[str, str, Tie]] = Counter()
    direct = {(edge.a, edge.b) for edge in edges} | {(edge.b, edge.a) for edge in edges}
    for edge in edges:
        person, work = (edge.b, edge.a) if edge.a in works else (edge.a, edge.b)
        if edge.tie is Tie.WROTE and work in works:
            pairs.update((person, key, tie) for key, tie in about[work] if (person, key) not in direct)
    return [Edge(person, key, tie, weight) for (person, key, tie), weight in sorted(pairs.items())]

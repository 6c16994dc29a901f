"""The choice, woven into a networkx graph: one node for each thing shown, an edge wherever two belong together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse

from graph.choices import Choice, Far, Shown
from graph.frontiers import PersonRow, TagRow
from graph.pictures import Edge, Kind, Node, Picture, Tie
from graph.wording import counted, joined, listed, years

if TYPE_CHECKING:
    import networkx as nx

type Join = tuple[str, str, Tie, int]

SUBJECT_TIES = {"topic": Tie.ABOUT, "institution": Tie.AT}


def graph(choice: Choice) -> nx.Graph[str]:
    """The chosen nodes, the focus first, in the order in which they are listed, and the edges between them."""
    import networkx as nx  # a second at start-up, so only where a slice is built

    woven: nx.Graph[str] = nx.Graph(totals=choice.candidates.totals)
    for node in _nodes(choice):
        woven.add_node(node.key, node=node)
    for a, b, tie, weight in chain(_together(choice), _wrote(choice), _subjects(choice)):
        # Two rows may tell of one pair, each from what was seen of one of the two: the larger number holds.
        if weight > woven.get_edge_data(a, b, {"weight": 0})["weight"]:
            woven.add_edge(a, b, tie=tie, weight=weight)
    return woven


def picture(woven: nx.Graph[str]) -> Picture:
    """The graph as plain records; edges in the order of their nodes."""
    nodes = tuple(data["node"] for _, data in woven.nodes(data=True))
    place = {node.key: number for number, node in enumerate(nodes)}
    ends = sorted(sorted((place[a], place[b])) for a, b in woven.edges)
    pairs = [(nodes[a].key, nodes[b].key) for a, b in ends]
    edges = tuple(Edge(a, b, woven[a][b]["tie"], woven[a][b]["weight"]) for a, b in pairs)
    return Picture(nodes, edges, dict(woven.graph["totals"]))


def _key(kind: Kind | str, name: str) -> str:
    return f"{kind}:{name}"


def _person(public_id: str) -> str:
    return _key("author", public_id)


def _focus(choice: Choice) -> str:
    return _person(choice.candidates.author.public_id)


def _size(works: int) -> int:
    return 1 if works < 2 else 2 if works < 5 else 3


def _nodes(choice: Choice) -> Iterator[Node]:
    author = choice.candidates.author
    own = choice.candidates.works[0].total if choice.candidates.works else 0
    near = counted(own, "work")
    yield Node(_focus(choice), Kind.PERSON, author.name, author.get_absolute_url(), near, size=3, hops=0)
    yield from map(_coauthor, choice.people)
    names = {person.id: person.name for person in choice.people}
    yield from (_far(person, names) for person in choice.beyond)
    yield from (_work(work, author.name) for work in choice.works)
    yield from map(_subject, choice.tags)


def _coauthor(row: PersonRow) -> Node:
    near = joined(counted(row.shared, "shared work"), years(row.first, row.last))
    url = reverse("author", args=[row.public_id, row.slug])
    return Node(_person(row.public_id), Kind.PERSON, row.name, url, near, _size(row.shared))


def _far(row: Far, names: dict[int, str]) -> Node:
    strongest = sorted(row.bridges, key=lambda person: (-row.bridges[person], names[person], person))
    near = f"{counted(sum(row.bridges.values()), 'work')} with {listed([names[person] for person in strongest])}"
    url = reverse("author", args=[row.public_id, row.slug])
    return Node(_person(row.public_id), Kind.PERSON, row.name, url, near, hops=2)


def _work(work: Shown, focus: str) -> Node:
    row, names = work.row, listed([person.name for person in work.people])
    who = (f"with {names}" if names else "") if work.own else f"by {names}, without {focus}"
    near = joined(str(row.year or "year not imported"), who)
    url, hops = reverse("work", args=[row.public_id, row.slug]), 1 if work.own else 2
    return Node(_key(Kind.WORK, row.public_id), Kind.WORK, row.title, url, near, _size(work.joins), hops)


def _subject(row: TagRow) -> Node:
    url = reverse(row.kind, args=[row.slug])
    return Node(_key(row.kind, row.slug), Kind(row.kind), row.name, url, counted(row.own, "work"), _size(row.own))


def _together(choice: Choice) -> Iterator[Join]:
    keys = {person.id: _person(person.public_id) for person in choice.people}
    keys |= {person.id: _person(person.public_id) for person in choice.beyond}
    for person in choice.people:
        yield _focus(choice), keys[person.id], Tie.TOGETHER, person.shared
    for pair in choice.candidates.pairs:
        if pair.a in keys and pair.b in keys:
            yield keys[pair.a], keys[pair.b], Tie.TOGETHER, pair.shared


def _wrote(choice: Choice) -> Iterator[Join]:
    for work in choice.works:
        key = _key(Kind.WORK, work.row.public_id)
        if work.own:
            yield _focus(choice), key, Tie.WROTE, 1
        for person in work.people:
            yield _person(person.public_id), key, Tie.WROTE, 1


def _subjects(choice: Choice) -> Iterator[Join]:
    keys = {work.row.id: _key(Kind.WORK, work.row.public_id) for work in choice.works}
    for tag in choice.tags:
        shown = [keys[work] for work in tag.works if work in keys]
        # None of its works is shown: then it belongs to the person.
        for key in shown or [_focus(choice)]:
            yield key, _key(tag.kind, tag.slug), SUBJECT_TIES[tag.kind], 1

"""The choice, woven into a networkx graph: one node for each thing shown, an edge wherever two belong together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse

from graph import communities
from graph.choices import Choice, Far, Shown, Tag
from graph.focus import Focus
from graph.frontiers import PersonRow
from graph.models import MILLIONTHS
from graph.pictures import CONCEALED, KINDS, SUBJECT_TIES, Edge, Kind, Node, Picture, Tie, size
from graph.wording import counted, joined, listed, ordinal, years

if TYPE_CHECKING:
    import networkx as nx


def graph(choice: Choice) -> nx.Graph[str]:
    """The chosen nodes, the focus first, in the order in which they are listed, and the edges between them."""
    import networkx as nx  # a second at start-up, so only where a slice is built

    totals = choice.candidates.totals
    if concealed := choice.candidates.people.hidden:
        totals[CONCEALED] = concealed
    woven: nx.Graph[str] = nx.Graph(totals=totals)
    for node in _nodes(choice):
        woven.add_node(node.key, node=node)
    for edge in chain(_together(choice), _wrote(choice), _subjects(choice)):
        woven.add_edge(edge.a, edge.b, edge=edge)
    groups = communities.of(woven, choice.candidates.focus.key)
    for key, number in groups.items():
        woven.nodes[key]["node"] = replace(woven.nodes[key]["node"], community=number)
    return woven


def picture(woven: nx.Graph[str]) -> Picture:
    """The graph as plain records; edges in the order of their nodes."""
    nodes = tuple(data["node"] for _, data in woven.nodes(data=True))
    place = {node.key: number for number, node in enumerate(nodes)}
    ends = sorted(sorted((place[a], place[b])) for a, b in woven.edges)
    pairs = [(nodes[a].key, nodes[b].key) for a, b in ends]
    edges = tuple(replace(woven[a][b]["edge"], a=a, b=b) for a, b in pairs)
    return Picture(nodes, edges, dict(woven.graph["totals"]))


def person_key(public_id: str) -> str:
    """The key of the author with this public id."""
    return f"author:{public_id}"


def _work_key(work: Shown) -> str:
    return f"work:{work.row.public_id}"


def _tag_key(tag: Tag) -> str:
    return f"{tag.row.kind}:{tag.row.slug}"


def _nodes(choice: Choice) -> Iterator[Node]:
    focus = choice.candidates.focus
    yield _focus(choice)
    for person in choice.people:
        yield _person(person, choice)
    names = {person.id: person.name for person in choice.people}
    yield from (_far(person, names) for person in choice.beyond)
    yield from (_work(work, focus) for work in choice.works)
    yield from (_subject(tag, focus) for tag in choice.tags)


def _focus(choice: Choice) -> Node:
    focus, works = choice.candidates.focus, choice.candidates.works
    kind = KINDS[focus.kind]
    if kind is Kind.WORK:
        year = works.rows[0].year if works.rows else None
        near = joined(str(year or "year not imported"), counted(choice.candidates.people.total, "author"))
        return Node(focus.key, kind, focus.name, focus.url, near, size=3, hops=0, year=year)
    return Node(focus.key, kind, focus.name, focus.url, counted(works.total, "work"), 3, 0, works=works.total)


def _person(row: PersonRow, choice: Choice) -> Node:
    kind, total = choice.candidates.focus.kind, choice.candidates.people.total
    url = reverse("author", args=[row.public_id, row.slug])
    shared, large = row.shared, size(row.shared)
    if kind == "author":
        near = joined(counted(shared, "shared work"), years(row.first, row.last))
    elif kind == "work":
        near = f"{ordinal(shared)} of {counted(total, 'author')}" if shared else "author, position not imported"
        shared, large = 1, 2
    else:
        near = joined(f"{counted(shared, 'work')} of its newest", years(row.first, row.last))
    return Node(person_key(row.public_id), Kind.PERSON, row.name, url, near, large, works=shared)


def _far(far: Far, names: dict[int, str]) -> Node:
    strongest = sorted(far.bridges, key=lambda person: (-far.bridges[person], names[person], person))
    near = f"{counted(sum(far.bridges.values()), 'work')} with {listed([names[person] for person in strongest])}"
    url = reverse("author", args=[far.row.public_id, far.row.slug])
    return Node(person_key(far.row.public_id), Kind.PERSON, far.name, url, near, hops=2)


def _work(work: Shown, focus: Focus) -> Node:
    row, names = work.row, listed([person.name for person in work.people])
    if focus.kind == "author":
        who = (f"with {names}" if names else "") if work.own else f"by {names}, without {focus.name}"
    else:
        who = f"by {names}" if names else ""
    near = joined(str(row.year or "year not imported"), who)
    url, hops = reverse("work", args=[row.public_id, row.slug]), 1 if work.own else 2
    return Node(_work_key(work), Kind.WORK, row.title, url, near, size(work.joins), hops, year=row.year)


def _subject(tag: Tag, focus: Focus) -> Node:
    url, kind = reverse(tag.row.kind, args=[tag.row.slug]), Kind(tag.row.kind)
    near = f"{kind} of this work" if focus.kind == "work" else counted(tag.own, "work")
    return Node(_tag_key(tag), kind, tag.row.name, url, near, size(tag.own), works=tag.own)


def _together(choice: Choice) -> Iterator[Edge]:
    focus = choice.candidates.focus
    if focus.kind == "author":
        for p in choice.people:
            key = person_key(p.public_id)
            yield Edge(focus.key, key, Tie.TOGETHER, p.shared, p.fraction, p.first, p.last)
    keys = {person.id: person_key(person.public_id) for person in choice.people}
    keys |= {far.id: person_key(far.row.public_id) for far in choice.beyond}
    for t in choice.ties:
        yield Edge(keys[t.a], keys[t.b], Tie.TOGETHER, t.shared, t.weight / MILLIONTHS, t.first, t.last)


def _wrote(choice: Choice) -> Iterator[Edge]:
    focus, busy = choice.candidates.focus, set()
    for work in choice.works:
        year = work.row.year
        if work.own and focus.kind != "work":
            tie = Tie.WROTE if focus.kind == "author" else SUBJECT_TIES[focus.kind]
            yield Edge(focus.key, _work_key(work), tie, first=year, last=year)
        for person in work.people:
            yield Edge(person_key(person.public_id), _work_key(work), Tie.WROTE, first=year, last=year)
            busy.add(person.id)
    if focus.kind != "author":
        # Of a work everybody wrote it; whoever wrote none of a subject's works that are shown belongs to the subject.
        tie = Tie.WROTE if focus.kind == "work" else SUBJECT_TIES[focus.kind]
        for p in choice.people:
            if focus.kind == "work" or p.id not in busy:
                works = 1 if focus.kind == "work" else p.shared
                yield Edge(focus.key, person_key(p.public_id), tie, works, first=p.first, last=p.last)


def _subjects(choice: Choice) -> Iterator[Edge]:
    focus = choice.candidates.focus
    for tag in choice.tags:
        carrying = [_work_key(work) for work in choice.works if _carries(work, tag)]
        # None of its works is shown: then it belongs to the focus. A work carries its own topics.
        ends = [focus.key] if focus.kind == "work" or not carrying else carrying
        for key in ends:
            yield Edge(key, _tag_key(tag), SUBJECT_TIES[tag.row.kind], tag.own if key == focus.key else 1)


def _carries(work: Shown, tag: Tag) -> bool:
    return tag.row.id in (work.row.topics if tag.row.kind == "topic" else work.row.institutions)

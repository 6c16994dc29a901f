"""What kinds, years and a least weight leave of a picture."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph import filters
from graph.parameters import Parameters
from graph.pictures import Edge, Kind, Node, Picture, Tie

NAMES = {Kind.PERSON: "author", Kind.WORK: "work", Kind.TOPIC: "topic", Kind.INSTITUTION: "institution"}
YEARS = st.none() | st.integers(2015, 2026)


def a_node(key: str, year: int | None = None) -> Node:
    kind = next(kind for kind, word in NAMES.items() if word == key.partition(":")[0])
    return Node(key, kind, key, "/", "near", year=year)


def together(a: str, b: str, weight: int, first: int | None, last: int | None) -> Edge:
    return Edge(f"author:{a}", f"author:{b}", Tie.TOGETHER, weight, 1.0, first, last)


def wrote(a: str, work: str) -> Edge:
    return Edge(f"author:{a}", f"work:{work}", Tie.WROTE)


def a_picture() -> Picture:
    """Ada with Ben (3 works, 2019 to 2024) and Cleo (1, 2020), who wrote with Dan (5, 2021); works and a topic."""
    nodes = [a_node(f"author:{name}") for name in ("ada", "ben", "cleo", "dan")]
    nodes += [a_node("work:old", 2019), a_node("work:new", 2024), a_node("work:undated"), a_node("topic:looms")]
    edges = [together("ada", "ben", 3, 2019, 2024), together("ada", "cleo", 1, 2020, 2020)]
    edges += [together("cleo", "dan", 5, 2021, 2021), wrote("ada", "old"), wrote("ben", "old"), wrote("ada", "new")]
    edges += [wrote("ada", "undated"), wrote("cleo", "undated")]
    edges += [Edge("work:new", "topic:looms", Tie.ABOUT), Edge("work:old", "topic:looms", Tie.ABOUT)]
    return Picture(tuple(nodes), tuple(edges), {"person": 40, "work": 90, "topic": 9})


def names(picture: Picture) -> list[str]:
    return [node.key.partition(":")[2] for node in picture.nodes]


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    keys = draw(
        st.lists(st.sampled_from([f"{w}:{n}" for w in NAMES.values() for n in range(5)]), min_size=1, unique=True)
    )
    nodes = tuple(a_node(key, draw(YEARS) if key.startswith("work") else None) for key in keys)
    ends = draw(st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=30))
    edges: dict[frozenset[str], Edge] = {}
    for a, b in ends:
        if a.kind is b.kind is Kind.PERSON and a is not b:
            years = sorted(filter(None, (draw(YEARS), draw(YEARS))))
            first, last = (years[0], years[-1]) if years else (None, None)
            edges[frozenset((a.key, b.key))] = Edge(
                a.key, b.key, Tie.TOGETHER, draw(st.integers(1, 5)), 0.5, first, last
            )
        elif {a.kind, b.kind} == {Kind.PERSON, Kind.WORK}:
            edges[frozenset((a.key, b.key))] = Edge(a.key, b.key, Tie.WROTE)
        elif a.kind is not b.kind:
            tie = Tie.AT if Kind.INSTITUTION in (a.kind, b.kind) else Tie.ABOUT
            edges[frozenset((a.key, b.key))] = Edge(a.key, b.key, tie)
    totals = {str(kind): sum(node.kind is kind for node in nodes) + draw(st.integers(0, 9)) for kind in Kind}
    return Picture(nodes, tuple(edges.values()), totals)


@st.composite
def asked(draw: st.DrawFn) -> Parameters:
    first, last = draw(YEARS), draw(YEARS)
    if first and last:
        first, last = sorted((first, last))
    kinds = frozenset(draw(st.sets(st.sampled_from(list(Kind)), min_size=1)))
    return Parameters(kinds=kinds, first_year=first, last_year=last, least=draw(st.integers(1, 5)))


def test_years_take_away_works_and_lines_outside_them_and_whom_nothing_joins_any_more() -> None:
    late = filters.apply(a_picture(), Parameters(first_year=2021))
    # Cleo and Dan have a line of 2021, which nothing joins to Ada then.
    assert names(late) == ["ada", "ben", "new", "looms"]
    early = filters.apply(a_picture(), Parameters(last_year=2020))
    assert names(early) == ["ada", "ben", "cleo", "old", "looms"], "what has no year is of none of these years"


def test_a_least_weight_keeps_the_people_whom_strong_lines_join() -> None:
    strong = filters.apply(a_picture(), Parameters(least=2))
    # Cleo wrote with Dan five times, yet with Ada once; the work of both stays with Ada.
    assert names(strong) == ["ada", "ben", "old", "new", "undated", "looms"]
    assert {edge.weight for edge in strong.edges if edge.tie is Tie.TOGETHER} == {3}


def test_the_people_of_a_work_hold_to_it_whatever_they_share() -> None:
    nodes = (a_node("work:one", 2020), a_node("author:ada"), a_node("author:ben"), a_node("author:cleo"))
    edges = (wrote("ada", "one"), wrote("ben", "one"), together("ada", "ben", 1, 2020, 2020))
    picture = Picture(nodes, (*edges, together("ben", "cleo", 4, 2020, 2021)), {})
    assert names(filters.apply(picture, Parameters(least=4))) == ["one", "ada", "ben", "cleo"]


def test_where_works_go_their_topics_join_the_people_who_wrote_them() -> None:
    people = filters.apply(a_picture(), Parameters(kinds=frozenset({Kind.PERSON, Kind.TOPIC})))
    assert names(people) == ["ada", "ben", "cleo", "dan", "looms"]
    assert [(e.a, e.b, e.weight) for e in people.edges if e.tie is Tie.ABOUT] == [
        ("author:ada", "topic:looms", 2),
        ("author:ben", "topic:looms", 1),
    ]


def test_a_focus_stays_whatever_is_hidden() -> None:
    only_topics = filters.apply(a_picture(), Parameters(kinds=frozenset({Kind.TOPIC}), least=9, first_year=2030))
    assert names(only_topics) == ["ada"]
    assert only_topics.total == 139
    assert only_topics.hidden == 138


@given(pictures(), asked())
def test_a_filtered_picture_is_a_joined_part_of_the_whole(picture: Picture, parameters: Parameters) -> None:
    found = filters.apply(picture, parameters)
    kept, there = {node.key for node in found.nodes}, list(picture.nodes)
    assert [node for node in there if node.key in kept] == list(found.nodes), "the same nodes, in the same order"
    assert found.nodes[0] is picture.nodes[0]
    assert found.totals == picture.totals
    assert found.hidden == picture.hidden + len(there) - len(found.nodes)
    for edge in found.edges:
        assert edge.a in kept
        assert edge.b in kept
        assert edge.tie is not Tie.TOGETHER or edge.weight >= parameters.least or filters.is_whole(parameters)
    for node in found.nodes[1:]:
        assert node.kind in parameters.kinds or filters.is_whole(parameters)
    if parameters.kinds >= set(Kind) and not filters.is_whole(parameters):
        drawn: nx.Graph[str] = nx.Graph([(edge.a, edge.b) for edge in found.edges])
        drawn.add_nodes_from(kept)
        assert nx.is_connected(drawn)


def of_one_piece(picture: Picture) -> Picture:
    """What hangs together with the focus: slices and maps hold nothing else."""
    drawn: nx.Graph[str] = nx.Graph([(edge.a, edge.b) for edge in picture.edges])
    drawn.add_node(picture.focus.key)
    kept = nx.node_connected_component(drawn, picture.focus.key)
    edges = tuple(edge for edge in picture.edges if edge.a in kept)
    return replace(picture, nodes=tuple(node for node in picture.nodes if node.key in kept), edges=edges)


@given(pictures(), asked())
def test_filtering_twice_is_filtering_once_and_asking_for_less_never_brings_more(
    picture: Picture, parameters: Parameters
) -> None:
    picture = of_one_piece(picture)
    once = filters.apply(picture, parameters)
    every_kind = replace(parameters, kinds=frozenset(Kind))
    joined = filters.apply(picture, every_kind)
    assert filters.apply(joined, every_kind) == joined
    # Kinds come last, and what only a hidden kind joined stays.
    assert list(once.nodes) == [n for n in joined.nodes if n.kind in parameters.kinds or n is joined.focus]
    weaker = filters.apply(picture, replace(parameters, least=1))
    assert {node.key for node in once.nodes} <= {node.key for node in weaker.nodes}
    ever = filters.apply(picture, replace(parameters, first_year=None, last_year=None))
    assert {node.key for node in once.nodes} <= {node.key for node in ever.nodes}


@given(pictures())
def test_years_and_weights_that_hold_for_everything_take_away_only_what_nothing_joins(picture: Picture) -> None:
    dated = replace(
        picture,
        nodes=tuple(replace(node, year=2020) if node.kind is Kind.WORK else node for node in picture.nodes),
        edges=tuple(replace(edge, first=2020, last=2020) for edge in picture.edges),
    )
    found = filters.apply(dated, Parameters(first_year=2020, last_year=2020))
    beside: dict[str, set[str]] = defaultdict(set)
    for edge in dated.edges:
        beside[edge.a].add(edge.b)
        beside[edge.b].add(edge.a)
    near = {dated.focus.key}
    while more := set().union(*(beside[key] for key in near)) - near:
        near |= more
    assert {node.key for node in found.nodes} == (near if len(dated.nodes) > 1 else {dated.focus.key})

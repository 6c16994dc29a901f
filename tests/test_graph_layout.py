"""Where nodes stand: always the same, inside the box, and not over one another."""

from __future__ import annotations

import math
import random
import statistics
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from graph import drawing, layout
from graph.pictures import Edge, Kind, Node, Picture, Tie
from graph.spacing import Box, Point, Size

BOX = Box(960, 640)
NAMES = (
    "Ada",
    "Hsiang-Wei Huang",
    "Alexandra Papadopoulos-Constantinescu",
    "On the Generalization of Diffusion Models",
)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Up to forty nodes of all kinds with long and short names, tied at random; the first is the focus."""
    kinds = draw(st.lists(st.sampled_from(Kind), max_size=39))
    nodes = [Node("person:focus", Kind.PERSON, "Jiacheng Sun", "/", "39 works", 3, 0)]
    for number, kind in enumerate(kinds):
        name, size, hops = draw(st.tuples(st.sampled_from(NAMES), st.integers(1, 3), st.integers(1, 2)))
        nodes.append(Node(f"{kind}:{number}", kind, name, f"/{number}", "near", size, hops))
    ends = st.integers(0, len(nodes) - 1)
    pairs = draw(st.sets(st.tuples(ends, ends).filter(lambda pair: pair[0] < pair[1]), max_size=120)) if kinds else ()
    edges = [Edge(nodes[a].key, nodes[b].key, Tie.TOGETHER) for a, b in sorted(pairs)]
    return Picture(tuple(nodes), tuple(edges))


def overlap(a: Point, room: Size, b: Point, other: Size) -> bool:
    beside = abs(a[0] - b[0]) >= room.side + other.side
    above = a[1] + room.down <= b[1] - other.up or b[1] + other.down <= a[1] - room.up
    return not (beside or above)


@settings(max_examples=40, deadline=None)
@given(pictures(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_links_moves_nothing(picture: Picture, dice: object) -> None:
    reach = {node.key: 2.0 for node in picture.nodes}
    links = [(edge.a, edge.b) for edge in picture.edges]
    before = layout.arrange(reach, links, "person:focus")
    mixed_nodes, mixed_links = list(reach), [(b, a) for a, b in links]
    dice.shuffle(mixed_nodes)  # type: ignore[attr-defined]
    dice.shuffle(mixed_links)  # type: ignore[attr-defined]
    assert layout.arrange(dict.fromkeys(mixed_nodes, 2.0), mixed_links, "person:focus") == before
    sizes = {key: Size(40, 10, 30) for key in reach}
    mixed = {key: before[key] for key in mixed_nodes}
    assert layout.fit(before, sizes, "person:focus", BOX) == layout.fit(mixed, sizes, "person:focus", BOX)


def check_apart(picture: Picture) -> None:
    placed = drawing.places(picture)
    for canvas in drawing.CANVASES:
        spots, sizes = placed[canvas.name], [drawing.room(node, canvas) for node in picture.nodes]
        for (a, room), (b, other) in combinations(zip(spots, sizes, strict=True), 2):
            assert not overlap(a, room, b, other)
        for (x, y), room in zip(spots, sizes, strict=True):
            assert 0 <= x - room.side <= x + room.side <= canvas.box.width
            assert 0 <= y - room.up <= y + room.down <= canvas.box.height


@settings(max_examples=40, deadline=None)
@given(pictures())
def test_no_two_nodes_or_labels_lie_over_one_another_and_all_are_inside(picture: Picture) -> None:
    check_apart(picture)


def test_forty_nodes_with_the_longest_labels_still_find_room() -> None:
    kinds = [Kind.PERSON] * 16 + [Kind.WORK] * 12 + [Kind.TOPIC] * 6 + [Kind.INSTITUTION] * 5
    nodes = [Node("person:focus", Kind.PERSON, NAMES[2], "/", "", 3, 0)]
    nodes += [
        Node(f"{kind}:{number}", kind, "W" * 20 + " " + "W" * 20, "/", "", 3) for number, kind in enumerate(kinds)
    ]
    check_apart(Picture(tuple(nodes), tuple(Edge(a.key, b.key, Tie.TOGETHER) for a, b in combinations(nodes, 2))))


def test_what_belongs_together_stands_together() -> None:
    people = [f"person:{number}" for number in range(12)]
    groups = [people[:6], people[6:]]
    links = [pair for group in groups for pair in combinations(group, 2)]
    links += [("focus", person) for person in people]
    places = layout.arrange(dict.fromkeys([*people, "focus"], 1.5), links, "focus")

    def mean(pairs: list[tuple[str, str]]) -> float:
        return sum(math.dist(places[a], places[b]) for a, b in pairs) / len(pairs)

    within = [pair for group in groups for pair in combinations(group, 2)]
    between = [(a, b) for a in groups[0] for b in groups[1]]
    assert mean(between) > 2 * mean(within)


def test_strong_nodes_stand_nearer_to_the_focus() -> None:
    places = layout.arrange(
        {"focus": 0.0, "strong": 1.0, "weak": 2.4}, [("focus", "strong"), ("focus", "weak")], "focus"
    )
    assert places["focus"] == (0.0, 0.0)
    assert math.hypot(*places["strong"]) < math.hypot(*places["weak"])


def test_a_new_work_moves_the_picture_little() -> None:
    """Most nodes stay within a twentieth of the canvas, whichever work comes."""
    near = []
    for seed in range(6):
        picture = crowd(seed)
        for gone in [node.key for node in picture.nodes if node.kind is Kind.WORK][::4]:
            nodes = tuple(node for node in picture.nodes if node.key != gone)
            edges = tuple(edge for edge in picture.edges if gone not in (edge.a, edge.b))
            before, after = Picture(nodes, edges), picture
            for canvas in drawing.CANVASES:
                then = dict(zip([n.key for n in before.nodes], drawing.places(before)[canvas.name], strict=True))
                now = dict(zip([n.key for n in after.nodes], drawing.places(after)[canvas.name], strict=True))
                step = math.hypot(canvas.box.width, canvas.box.height) / 20
                near.append(sum(math.dist(then[key], now[key]) < step for key in then) / len(then))
    assert statistics.median(near) > 0.7
    assert statistics.mean(near) > 0.6


def crowd(seed: int) -> Picture:
    """Forty nodes: people in three groups, works by two to four of one group, topics that works carry."""
    dice = random.Random(seed)
    people = [
        Node(f"author:{seed}{n:02}", Kind.PERSON, f"Ben Bitdiddle {n}", "/", "", community=n % 3) for n in range(15)
    ]
    works = [Node(f"work:{seed}{n:02}", Kind.WORK, f"Looms That Weave {n}", "/", "") for n in range(16)]
    topics = [Node(f"topic:{seed}{n}", Kind.TOPIC, f"Logic {n}", "/", "") for n in range(8)]
    focus = Node(f"author:{seed}", Kind.PERSON, "Jiacheng Sun", "/", "", 3, 0)
    edges = [Edge(focus.key, person.key, Tie.TOGETHER) for person in people]
    for number, work in enumerate(works):
        edges += [Edge(p.key, work.key, Tie.WROTE) for p in dice.sample(people[number % 3 :: 3], dice.randint(2, 4))]
        edges += [Edge(work.key, topic.key, Tie.ABOUT) for topic in dice.sample(topics, 1)]
        edges.append(Edge(focus.key, work.key, Tie.WROTE))
    for group in range(3):
        edges += [Edge(a.key, b.key, Tie.TOGETHER) for a, b in pairwise(people[group::3])]
    return Picture((focus, *people, *works, *topics), tuple(edges))


def test_groups_stand_apart() -> None:
    picture = crowd(1)
    spots = dict(zip([node.key for node in picture.nodes], drawing.places(picture)["wide"], strict=True))
    people = [node for node in picture.nodes if node.community >= 0]

    def mean(same: bool) -> float:
        pairs = [(a, b) for a, b in combinations(people, 2) if (a.community == b.community) is same]
        return statistics.mean(math.dist(spots[a.key], spots[b.key]) for a, b in pairs)

    assert mean(same=False) > 1.7 * mean(same=True)


def test_one_node_alone_stands_in_the_middle() -> None:
    places = layout.arrange({"focus": 0.0}, [], "focus")
    assert layout.fit(places, {"focus": Size(20, 20, 40)}, "focus", BOX) == {"focus": (480.0, 320.0)}


def test_an_upright_box_gets_an_upright_picture() -> None:
    chain = [f"person:{number}" for number in range(9)]
    places = layout.arrange(dict.fromkeys(["focus", *chain], 1.0), pairwise(chain), "focus")
    sizes = dict.fromkeys(places, Size(5, 5, 5))
    tall = layout.fit(places, sizes, "focus", Box(300, 900))
    assert max(y for _, y in tall.values()) - min(y for _, y in tall.values()) > 700

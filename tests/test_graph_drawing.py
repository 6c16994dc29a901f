"""The slice as SVG: well-formed, safe whatever the names, and every node a link."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings as site
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import communities, drawing, labels, listing, shapes
from graph.pictures import Edge, Kind, Node, Picture, Tie

SVG = "{http://www.w3.org/2000/svg}"


def make_picture(*names: str) -> Picture:
    """Jiacheng Sun and nodes of these names, of one kind after the other, each tied to him."""
    nodes = [Node("person:js", Kind.PERSON, "Jiacheng Sun", "/authors/js/", "39 works", 3, 0)]
    kinds = list(Kind)
    for number, name in enumerate(names):
        kind = kinds[number % 4]
        nodes.append(Node(f"{kind}:{number}", kind, name, f"/{kind}/{number}/?a=1&b=2", "1 shared work, 2023"))
    ties = {Kind.PERSON: Tie.TOGETHER, Kind.WORK: Tie.WROTE, Kind.TOPIC: Tie.ABOUT, Kind.INSTITUTION: Tie.AT}
    edges = [Edge("person:js", node.key, ties[node.kind]) for node in nodes[1:]]
    return Picture(tuple(nodes), tuple(edges))


def drawn(picture: Picture) -> list[ElementTree.Element]:
    """The two drawings as XML."""
    svg = drawing.draw(picture, drawing.places(picture))
    return list(ElementTree.fromstring(f"<both>{svg}</both>"))


def links(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return list(svg.iter(f"{SVG}a"))


def label(link: ElementTree.Element) -> str:
    return " ".join(span.text or "" for span in link.iter(f"{SVG}tspan"))


def test_every_node_is_a_link_in_the_order_of_the_table_on_both_drawings() -> None:
    picture = make_picture("Tianyang Hu", "A Work", "Logic", "Turin")
    for svg in drawn(picture):
        assert [link.get("href") for link in links(svg)] == [node.url for node in picture.nodes]
        assert [link.findtext(f"{SVG}title") for link in links(svg)][:2] == [
            "Jiacheng Sun – person, 39 works",
            "Tianyang Hu – person, 1 shared work, 2023",
        ]


def test_kinds_are_told_apart_by_shape_and_class_and_the_focus_is_marked() -> None:
    svg = drawn(make_picture("Tianyang Hu", "A Work", "Logic", "Turin"))[0]
    shapes = [next(shape.tag.removeprefix(SVG) for shape in list(link)[1:]) for link in links(svg)]
    assert shapes == ["circle", "circle", "rect", "path", "path"]
    corners = [(path.get("d") or "").count("L") + 1 for link in links(svg) for path in link.iter(f"{SVG}path")]
    assert corners == [6, 4]
    classes = [link.get("class") for link in links(svg)]
    assert classes[0] == "graph-node graph-person graph-focus"
    assert classes[1:] == [f"graph-node graph-{kind}" for kind in Kind]


def test_many_works_make_a_broad_line_that_says_how_many_and_when() -> None:
    picture = make_picture("Ben", "Engines", "Logic", "Turin", "Cleo", "Notes", "Music", "Pisa")
    strong = [Edge(e.a, e.b, e.tie, 7 if e.b == "person:4" else 1, 0.5, 2021, 2026) for e in picture.edges]
    svg = drawn(Picture(picture.nodes, tuple(strong)))[0]
    lines = [path for path in svg if path.tag == f"{SVG}path"]
    looks = [(path.get("class") or "").removeprefix("graph-tie ") for path in lines]
    people = ["graph-together graph-weight-1", "graph-together graph-weight-3"]
    assert looks == ["graph-wrote", "graph-about", "graph-at"] * 2 + people, "broad lines lie over thin ones"
    assert lines[-1].findtext(f"{SVG}title") == "Jiacheng Sun and Cleo: 7 shared works, 2021–2026"
    assert lines[-1].get("data-ends") == "0 5"
    widths = [sum(weight >= least for least in drawing.WEIGHTS) for weight in (1, 2, 3, 4, 9, 10, 39, 40, 4000)]
    assert widths == [1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_people_whose_only_work_is_shown_need_no_line_of_their_own() -> None:
    picture = make_picture("Ben", "Engines")
    wrote = Edge("person:0", "work:1", Tie.WROTE)
    assert "graph-together" in drawing.draw(picture, drawing.places(picture))
    joined = Picture(picture.nodes, (*picture.edges, wrote))
    assert "graph-together" not in drawing.draw(joined, drawing.places(joined))
    twice = Picture(picture.nodes, (replace(picture.edges[0], weight=2), picture.edges[1], wrote))
    assert "graph-together graph-weight-2" in drawing.draw(twice, drawing.places(twice))


def test_groups_have_a_colour_a_shape_and_a_letter_each() -> None:
    picture = make_picture(*["Ben", "A Work", "Logic", "Turin"] * communities.MOST)
    people = [node for node in picture.nodes if node.kind is Kind.PERSON and node.hops]
    groups = {node.key: number for number, node in enumerate(people)}
    picture = Picture(tuple(replace(n, community=groups.get(n.key, -1)) for n in picture.nodes), picture.edges)
    styles = (Path(site.BASE_DIR) / "static/css/site.css").read_text()
    for svg in drawn(picture):
        badges = [(link, badge) for link in links(svg) for badge in link.iter(f"{SVG}g")]
        assert len(badges) == communities.MOST == len(shapes.BADGES)
        for number, (link, badge) in enumerate(badges):
            light, dark = re.findall(rf"--graph-group-{number}: light-dark\((#\w+), (#\w+)\)", styles)[0]
            assert light != dark
            assert f"graph-group-{number}" in (link.get("class") or "")
            assert badge.findtext(f"{SVG}text") == "ABCDEFGH"[number]
            assert (link.findtext(f"{SVG}title") or "").endswith(f", group {'ABCDEFGH'[number]}")
    drawn_at_once = [shape(0.0, 0.0, 6.0) for shape in shapes.BADGES]
    assert len(set(drawn_at_once)) == communities.MOST, "no two badges have one shape"
    assert [group.names for group in listing.groups(picture)] == ["Ben"] * communities.MOST


def test_the_table_is_sorted_by_every_column_and_back() -> None:
    picture = make_picture("Ben", "Engines", "Logic", "Turin", "Ada")
    nodes = [replace(n, works=number % 3, year=2000 + number) for number, n in enumerate(picture.nodes)]
    picture = Picture(tuple(nodes), picture.edges)
    names = {sort: [node.name for node in listing.rows(picture, sort)] for sort in ("name", "-name", "near", "x", "")}
    assert names["name"] == ["Ada", "Ben", "Engines", "Jiacheng Sun", "Logic", "Turin"]
    assert names["-name"] == names["name"][::-1]
    assert names["near"] == names["x"] == names[""] == [node.name for node in picture.nodes]
    assert [node.works for node in listing.rows(picture, "works")] == [2, 2, 1, 1, 0, 0]
    assert [node.year for node in listing.rows(picture, "-year")] == list(range(2000, 2006))
    assert [node.kind for node in listing.rows(picture, "kind")][:3] == [Kind.PERSON] * 3
    told = {column.word: (column.sorted, column.next) for column in listing.columns("works")}
    assert (told["works"], told["name"], told["near"]) == (("descending", "-works"), ("", "name"), ("", "near"))
    assert listing.columns("-name")[0].sorted == "descending"
    assert listing.columns("<script>")[-1].sorted == "ascending"


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        'O\'Brien & "Sons"',
        "]]></svg><a href='javascript:x'>",
        "محمد بن موسى الخوارزمي",
        "evil\u202egnp.exe",
        "bell\x07 and escape\x1b[31m",
        "line\nbreak\u2028and\ttab",
        "孙家成 北京大学人工智能研究院",
    ],
)
def test_a_hostile_name_stays_text(name: str) -> None:
    for svg in drawn(make_picture(name, name, name, name)):
        tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
        assert tags <= {"svg", "a", "title", "text", "tspan", "circle", "rect", "path", "g"}
        assert links(svg)[1].findtext(f"{SVG}title") == f"{labels.plain(name)} – person, 1 shared work, 2023"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1), max_size=6))
def test_any_text_gives_well_formed_svg_without_styles_and_scripts(names: list[str]) -> None:
    for svg in drawn(make_picture(*names)):
        for element in svg.iter():
            assert not {name for name in element.attrib if name.startswith("on") or name == "style"}


def test_long_names_are_shortened_and_whole_in_the_title() -> None:
    title = "On the Generalization of Diffusion Models to Distributions that Nobody has Seen Before"
    link = links(drawn(make_picture("Ben", title))[0])[2]
    assert label(link) == "On the Generalization of Diffusion Models…"
    assert title in (link.findtext(f"{SVG}title") or "")


@settings(max_examples=200, deadline=None)
@given(st.text(), st.floats(2, 20), st.integers(1, 3))
def test_a_label_never_takes_more_than_its_room(text: str, room: float, most: int) -> None:
    shown = labels.lines(text, room, most)
    assert len(shown) <= most
    assert all(labels.width(line) <= room for line in shown)


def test_every_class_of_the_drawing_is_known_to_the_style_sheet() -> None:
    styles = (Path(site.BASE_DIR) / "static/css/site.css").read_text()
    picture = make_picture("Ben", "Engines", "Logic", "Turin")
    used = {name for svg in drawn(picture) for element in svg.iter() for name in (element.get("class") or "").split()}
    assert {name for name in used if f".{name}" not in styles} == set()


def test_a_picture_comes_back_from_its_json_as_it_was() -> None:
    picture = make_picture("Ben", "Engines", "Logic", "Turin")
    assert Picture.from_json(picture.as_json()) == picture


def test_the_same_picture_is_drawn_the_same() -> None:
    picture = make_picture("Ben", "Engines", "Logic", "Turin", "Cleo")
    assert drawing.draw(picture, drawing.places(picture)) == drawing.draw(picture, drawing.places(picture))


def test_colours_stand_in_the_style_sheet_for_light_and_dark() -> None:
    styles = (Path(site.BASE_DIR) / "static/css/site.css").read_text()
    for kind in Kind:
        light, dark = re.findall(rf"--graph-{kind}: light-dark\((#\w+), (#\w+)\)", styles)[0]
        assert light != dark

"""What is seen of the graph, as files: other programs open them, and find what the page shows."""

from __future__ import annotations

import csv
import io
import json
import warnings
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from graph import slices
from graph.exports import gexf, graphml, nodelink, svg, tables
from graph.exports.records import Drawn
from graph.focus import of_author
from graph.models import Slice
from graph.parameters import Parameters
from graph.pictures import Edge, Kind, Node, Picture, Tie
from profiles.models import Author
from tests.graph_builders import built, make_ada, make_author, make_work

GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
ENDINGS = ("svg", "graphml", "gexf", "csv", "json")


def node(key: str, kind: Kind, name: str, **more: Any) -> Node:
    return Node(key, kind, name, f"/{key}/", "near", **more)


def a_drawing(name: str = "Ada", near: str = "Ben", *, is_map: bool = False) -> Drawn:
    nodes = (
        node("author:ada", Kind.PERSON, name, hops=0, size=3),
        Node("author:ben", Kind.PERSON, near, "/authors/ben/", f"3 works with {name}", community=1, works=3),
        node("work:looms", Kind.WORK, f"Looms of {near}", year=2020),
        node("topic:logic", Kind.TOPIC, "Logic"),
    )
    edges = (
        Edge("author:ada", "author:ben", Tie.TOGETHER, 3, 1.5, 2019, 2024),
        Edge("author:ada", "work:looms", Tie.WROTE),
        Edge("author:ben", "work:looms", Tie.WROTE),
        Edge("work:looms", "topic:logic", Tie.ABOUT),
    )
    places = {one.key: (10.0 * place, -5.5 * place) for place, one in enumerate(nodes)}
    picture = Picture(nodes, edges, {"person": 9, "work": 4})
    return Drawn(picture, places, "https://x.example", "/graph/?focus=author:ada", "2026-05-31T06:00:00+00:00", is_map)


def written(module: Any, drawn: Drawn) -> bytes:
    return "".join(module.write(drawn)).encode()


def by_networkx(body: bytes, read: Any) -> nx.Graph[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found: nx.Graph[str] = read(io.BytesIO(body))
    return found


def by_igraph(body: bytes, folder: Path) -> igraph.Graph:
    path = folder / "graph.graphml"
    path.write_bytes(body)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return igraph.Graph.Read_GraphML(str(path))


def test_graphml_opens_in_networkx_and_igraph_with_types_and_all_values(tmp_path: Path) -> None:
    body = written(graphml, a_drawing())
    found = by_networkx(body, nx.read_graphml)
    assert not found.is_directed()
    assert found.nodes["author:ben"] == {
        "label": "Ben", "kind": "person", "url": "https://x.example/authors/ben/", "near": "3 works with Ada",
        "hops": 1, "size": 1, "group": "B", "community": 1, "works": 3, "x": 10.0, "y": -5.5, "colour": "#b3420e",
    }  # fmt: skip
    line = found.edges["author:ada", "author:ben"]
    assert (line["tie"], line["weight"], line["works"], line["fraction"]) == ("together", 3.0, 3, 1.5)
    assert (line["first_year"], line["last_year"]) == (2019, 2024)
    assert found.graph["hidden_people"] == 0
    assert found.graph["url"] == "https://x.example/graph/?focus=author:ada"
    other = by_igraph(body, tmp_path)
    assert (other.vcount(), other.ecount(), other.is_directed()) == (4, 4, False)
    assert other.vs["label"] == ["Ada", "Ben", "Looms of Ben", "Logic"]
    assert other.es["weight"] == [3.0, 1.0, 1.0, 1.0]


def test_gexf_is_what_gephi_reads_with_places_sizes_and_colours() -> None:
    body = written(gexf, a_drawing())
    root = ET.fromstring(body)
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    [meta, graph] = list(root)
    assert meta.get("lastmodifieddate") == "2026-05-31"
    assert (graph.get("mode"), graph.get("defaultedgetype")) == ("static", "undirected")
    declared = {one.get("class"): {each.get("id") for each in one} for one in graph.findall(f"{GEXF}attributes")}
    nodes = graph.findall(f"{GEXF}nodes/{GEXF}node")
    edges = graph.findall(f"{GEXF}edges/{GEXF}edge")
    ids = [one.get("id") for one in nodes]
    assert len(set(ids)) == 4
    assert len({edge.get("id") for edge in edges}) == 4
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(ids)
    for which, of in (("node", nodes), ("edge", edges)):
        for one in of:
            assert {value.get("for") for value in one.findall(f"{GEXF}attvalues/{GEXF}attvalue")} <= declared[which]
    ben = nodes[1]
    position, colour = ben.find(f"{VIZ}position"), ben.find(f"{VIZ}color")
    assert position is not None
    assert colour is not None
    assert position.attrib == {"x": "10.0", "y": "5.5", "z": "0.0"}, "y grows upwards there"
    assert {name: colour.get(name) for name in "rgb"} == {"r": "179", "g": "66", "b": "14"}
    shapes = [shape.get("value") for one in nodes if (shape := one.find(f"{VIZ}shape")) is not None]
    assert shapes == ["disc", "disc", "square", "triangle"]
    found = by_networkx(body, nx.read_gexf)
    assert found.nodes["author:ben"]["label"] == "Ben"
    assert found.nodes["work:looms"]["year"] == 2020
    assert found.nodes["author:ben"]["viz"]["color"] == {"r": 179, "g": 66, "b": 14, "a": 1.0}
    assert found.edges["author:ada", "author:ben"]["weight"] == 3.0
    assert found.edges["author:ada", "author:ben"]["last_year"] == 2024


def test_json_is_networkx_node_link() -> None:
    found = nx.node_link_graph(json.loads(written(nodelink, a_drawing())))
    assert found.nodes["author:ada"]["label"] == "Ada"
    assert "year" not in found.nodes["author:ada"], "what is not known is left out"
    assert found.edges["author:ada", "author:ben"]["works"] == 3
    assert found.graph["title"] == "Research graph of Ada"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_tells_edges_with_both_ends_in_words_and_nodes_apart() -> None:
    drawn = a_drawing(near="=HYPERLINK(1)")
    edges, nodes = rows("".join(tables.edges(drawn))), rows("".join(tables.nodes(drawn)))
    assert (edges[0]["source"], edges[0]["target"], edges[0]["type"]) == ("author:ada", "author:ben", "Undirected")
    assert edges[0]["source_name"] == "Ada"
    assert edges[0]["target_name"] == "'=HYPERLINK(1)", "no cell is a formula"
    assert (edges[0]["weight"], edges[0]["first_year"], edges[1]["first_year"]) == ("3", "2019", "")
    assert edges[3]["target_kind"] == "topic"
    assert [one["id"] for one in nodes] == ["author:ada", "author:ben", "work:looms", "topic:logic"]
    assert nodes[1]["y"] == "-5.5", "a number is none either"


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_no_name_breaks_a_file(one: str, other: str, is_map: bool) -> None:
    drawn = a_drawing(f"A{one}", f"B{other}", is_map=is_map)
    names = [found["label"] for _, found in by_networkx(written(graphml, drawn), nx.read_graphml).nodes(data=True)]
    assert len(names) == 4
    assert [found["label"] for _, found in by_networkx(written(gexf, drawn), nx.read_gexf).nodes(data=True)] == names
    linked = nx.node_link_graph(json.loads(written(nodelink, drawn)))
    assert [found["label"] for _, found in linked.nodes(data=True)] == names
    assert [row["label"].removeprefix("'") for row in rows("".join(tables.nodes(drawn)))] == names
    root = ET.fromstring(written(svg, drawn))
    links = [link.get("href", "") for link in root.iter("{http://www.w3.org/2000/svg}a")]
    assert len(links) == 4
    assert all(link.startswith("https://x.example/") for link in links)
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def ask(client: Client, author: Author, ending: str, query: str = "", **headers: str) -> Any:
    return client.get(f"/graph/export.{ending}?focus=author:{author.public_id}{query}", headers=headers)


@pytest.mark.django_db
def test_files_hold_what_the_page_of_the_same_address_shows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "_ring", slices.build)
    ada = make_ada()
    cleo = make_author("Cleo Ångström")
    make_work("Looms", [ada, cleo], year=2010, topics=["Silk"])
    built(ada)
    for ending in ENDINGS:
        answer = ask(client, ada, ending)
        assert answer.status_code == 200, ending
        assert answer["Content-Disposition"] == f'attachment; filename="graph-ada.{ending}"'
        assert "Cleo Ångström" in answer.content.decode()
        assert "http://testserver/authors/" in answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"
        assert ask(client, ada, ending, **{"If-None-Match": answer["ETag"]}).status_code == 304
    assert ask(client, ada, "svg")["Content-Type"].startswith("image/svg+xml")
    nodes = ask(client, ada, "csv", "&table=nodes")
    assert nodes["Content-Disposition"] == 'attachment; filename="graph-ada-nodes.csv"'
    assert {row["label"] for row in rows(nodes.content.decode())} >= {"Ada", "Ben", "Cleo Ångström", "Looms", "Silk"}
    for query in ("&from=2020", "&from=2020&map=1"):
        for ending in ENDINGS:
            late = ask(client, ada, ending, query)
            assert late.status_code == 200, (query, ending)
            assert "Cleo" not in late.content.decode()
            assert "Engines" in late.content.decode()


@pytest.mark.django_db
def test_a_graph_that_is_not_built_yet_is_said_to_be(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "_ring", lambda slice_id: None)
    ada = make_ada()
    waiting = ask(client, ada, "gexf")
    assert (waiting.status_code, waiting["Retry-After"], waiting["Refresh"]) == (202, "2", "2")
    assert "is being built" in waiting.content.decode()
    Slice.objects.update(asks=slices.MOST_ASKS, requested_at=timezone.now())
    late = ask(client, ada, "gexf")
    assert (late.status_code, late["Retry-After"]) == (503, "30")
    slices.fail(slices.ask(of_author(ada)).pk, slices.BROKEN)
    failed = ask(client, ada, "gexf")
    assert (failed.status_code, failed.content.decode().strip()) == (503, slices.BROKEN)


@pytest.mark.django_db
def test_an_author_alone_is_a_valid_file_and_bad_addresses_are_answered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "_ring", slices.build)
    ada = make_author("孤独")
    for ending in ENDINGS:
        assert ask(client, ada, ending).status_code == 200
        assert ask(client, ada, ending, "&map=1").status_code == 200
    assert by_networkx(ask(client, ada, "graphml").content, nx.read_graphml).number_of_nodes() == 1
    assert ask(client, ada, "exe").status_code == 404
    bad = ask(client, ada, "csv", "&depth=9")
    assert (bad.status_code, bad.content.decode().strip()) == (400, "depth is a number from 1 to 3.")
    assert client.get("/graph/export.csv?focus=author:%00").status_code == 400
    twin = make_author("孤独", merged_into=ada)
    assert ask(client, twin, "csv")["Location"] == f"/graph/export.csv?focus=author:{ada.public_id}"
    Author.objects.filter(pk=ada.pk).update(hidden_at=timezone.now())
    assert ask(client, ada, "csv").status_code == 410


@pytest.mark.django_db
def test_who_is_hidden_after_a_slice_was_built_stands_in_no_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "_ring", slices.build)
    ada = make_ada()
    for parameters in (Parameters(), Parameters(is_map=True)):
        slices.build(slices.ask(of_author(ada), parameters).pk)
    ben = Author.objects.get(name="Ben")
    assert "Ben" in ask(client, ada, "json").content.decode()
    Author.objects.filter(pk=ben.pk).update(hidden_at=timezone.now(), level=0)
    for ending in ENDINGS:
        for query in ("", "&map=1"):
            body = ask(client, ada, ending, query).content.decode()
            assert ben.public_id not in body
            assert "Ben" not in body

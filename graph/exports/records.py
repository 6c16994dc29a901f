"""A picture as it leaves the site: its nodes with places and colours, its edges, and what it is of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.pictures import Edge, Kind, Node, Picture
from graph.spacing import Point
from works.tex.characters import one_line

# As in css/site.css, on light ground: files have no dark side.
COLOURS = {Kind.PERSON: "#2c6596", Kind.WORK: "#b06a16", Kind.TOPIC: "#4a7a35", Kind.INSTITUTION: "#86497f"}
GROUPS = ("#1f6feb", "#b3420e", "#0d7a5f", "#8e3fb0", "#8a6d00", "#b42558", "#3d5a6c", "#5b6b12")
FOCUS = "#17566a"

type Value = str | int | float
# By name, in one order; what is not known is left out.
type Values = dict[str, Value]
# Of every attribute there is, the type as GraphML and GEXF call it: a reader is told of all, also where none is known.
NODE_TYPES = {
    "kind": "string", "url": "string", "near": "string", "hops": "int", "size": "int", "group": "string",
    "community": "int", "year": "int", "works": "int", "x": "double", "y": "double", "colour": "string",
}  # fmt: skip
EDGE_TYPES = {"tie": "string", "works": "int", "fraction": "double", "first_year": "int", "last_year": "int"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is seen: a picture, where its nodes stand (y grows downwards), and what the file says of itself.

    `root` is where the site is, `address` the page that shows the same, `built_at` the moment as of which it is.
    """

    picture: Picture
    places: Mapping[str, Point]
    root: str
    address: str
    built_at: str
    is_map: bool = False

    @property
    def title(self) -> str:
        """What the file is of, in words."""
        return f"Research graph of {one_line(self.picture.focus.name)}"

    @property
    def about(self) -> Values:
        """What the file says of itself."""
        return {
            "title": self.title,
            "focus": self.picture.focus.key,
            "url": self.root + self.address,
            "as_of": self.built_at,
            "shown": len(self.picture.nodes),
            "hidden_people": self.picture.concealed,
        }

    def node(self, node: Node) -> Values:
        """The node's attributes beside its label."""
        x, y = self.places.get(node.key, (0.0, 0.0))
        values: dict[str, Value | None] = {
            "kind": str(node.kind),
            "url": self.root + node.url,
            "near": one_line(node.near) or None,
            "hops": node.hops,
            "size": node.size,
            "group": node.group or None,
            "community": node.community if node.community >= 0 else None,
            "year": node.year,
            "works": node.works or None,
            "x": x,
            "y": y,
            "colour": colour(node),
        }
        return {name: value for name, value in values.items() if value is not None}


def label(node: Node) -> str:
    """The node's name on one line."""
    return one_line(node.name)


def edge(edge: Edge) -> Values:
    """The edge's attributes beside its weight."""
    values: dict[str, Value | None] = {
        "tie": str(edge.tie),
        "works": edge.weight,
        "fraction": round(edge.fraction, 6) or None,
        "first_year": edge.first,
        "last_year": edge.last,
    }
    return {name: value for name, value in values.items() if value is not None}


def colour(node: Node) -> str:
    """The colour in which the node is drawn, as #rrggbb: that of the focus, of a person's group, or of the kind."""
    if not node.hops:
        return FOCUS
    is_grouped = node.community >= 0 and node.kind is Kind.PERSON
    return GROUPS[node.community % len(GROUPS)] if is_grouped else COLOURS[node.kind]

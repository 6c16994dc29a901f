"""A slice as SVG: kinds told apart by shape, colour and label, every node a link. Pure, and joined from strings.

Only classes and geometry: colours stand in css/site.css. Each slice is drawn twice, wide for desks and tall for
phones; the style sheet shows one of the two.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from graph import labels, layout
from graph.pictures import Edge, Kind, Node, Picture, Tie
from graph.spacing import Box, Point, Size

# Grows with every change of what is drawn: slices that an older version drew are drawn anew from their payload.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Canvas:
    """A drawing area: its box, its font size, and the room of a label line in font sizes, of works and of others."""

    name: str
    box: Box
    font: float
    title_room: float
    name_room: float


CANVASES = (
    Canvas("wide", Box(960, 640), font=13, title_room=12, name_room=9.5),
    Canvas("tall", Box(360, 960, margin=6), font=10.5, title_room=8.5, name_room=7.5),
)
LINES = 2
LEADING = 1.15
RADIUS = {
    Kind.PERSON: (9.0, 11.0, 14.0),
    Kind.WORK: (7.0, 8.5, 10.0),
    Kind.TOPIC: (8.0, 9.5, 12.0),
    Kind.INSTITUTION: (8.0, 9.5, 12.0),
}
REACH = {Kind.PERSON: 2.0, Kind.WORK: 1.4, Kind.TOPIC: 2.2, Kind.INSTITUTION: 2.2}
FOCUS_FONT = 1.25
FOCUS_RADIUS, HALO = 20.0, 7.0


def places(picture: Picture) -> dict[str, list[Point]]:
    """Where every node stands on each canvas, in the order of the nodes."""
    keys, links = [node.key for node in picture.nodes], [(edge.a, edge.b) for edge in picture.edges]
    arranged = layout.arrange({node.key: _reach(node) for node in picture.nodes}, links, picture.focus.key)
    placed: dict[str, list[Point]] = {}
    for canvas in CANVASES:
        sizes = {node.key: room(node, canvas) for node in picture.nodes}
        spots = layout.fit(arranged, sizes, picture.focus.key, canvas.box)
        placed[canvas.name] = [spots[key] for key in keys]
    return placed


def draw(picture: Picture, placed: Mapping[str, list[Point]]) -> str:
    """Both drawings, one after the other, as safe HTML."""
    return "".join(_svg(picture, placed[canvas.name], canvas) for canvas in CANVASES)


def _svg(picture: Picture, spots: list[Point], canvas: Canvas) -> str:
    box = canvas.box
    title = escape(f"Research graph of {labels.plain(picture.focus.name)}: {len(picture.nodes)} nodes")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graph-svg graph-{canvas.name}" role="group"'
        f' viewBox="0 0 {box.width:g} {box.height:g}" aria-label="{title}">'
    )
    nodes = (_node(node, spot, canvas) for node, spot in zip(picture.nodes, spots, strict=True))
    return "".join((head, *_edges(picture, spots), *nodes, "</svg>"))


def _edges(picture: Picture, spots: list[Point]) -> list[str]:
    # One path for all lines that look alike, in a fixed order.
    ends = {node.key: f"{x:g} {y:g}" for node, (x, y) in zip(picture.nodes, spots, strict=True)}
    alike: dict[str, list[str]] = defaultdict(list)
    for edge in _telling(picture):
        alike[_looks(edge.tie, edge.weight)].append(f"M{ends[edge.a]}L{ends[edge.b]}")
    return [f'<path class="graph-tie {looks}" d="{"".join(alike[looks])}"/>' for looks in sorted(alike)]


def _telling(picture: Picture) -> list[Edge]:
    # Two people whose shared works are all shown are joined by these; a line of their own would say it twice.
    written: dict[str, set[str]] = defaultdict(set)
    for edge in picture.edges:
        if edge.tie is Tie.WROTE:
            written[edge.a].add(edge.b)
            written[edge.b].add(edge.a)
    return [e for e in picture.edges if e.tie is not Tie.TOGETHER or len(written[e.a] & written[e.b]) < e.weight]


def _looks(tie: Tie, weight: int) -> str:
    if tie is not Tie.TOGETHER:
        return f"graph-{tie}"
    return f"graph-{tie} graph-weight-{1 if weight < 2 else 2 if weight < 5 else 3}"


def _reach(node: Node) -> float:
    # The stronger the nearer; what is two steps away lies outside.
    return REACH[node.kind] - 0.3 * (node.size - 1) + 0.4 * (node.hops - 1)


def _radius(node: Node) -> float:
    return RADIUS[node.kind][node.size - 1] if node.hops else FOCUS_RADIUS


def _label(node: Node, canvas: Canvas) -> tuple[str, ...]:
    return labels.lines(node.name, canvas.title_room if node.kind is Kind.WORK else canvas.name_room, LINES)


def room(node: Node, canvas: Canvas) -> Size:
    """The room that the node and its label take on this canvas."""
    radius = _radius(node) + (0 if node.hops else HALO)
    text = _label(node, canvas)
    font = canvas.font * (1 if node.hops else FOCUS_FONT)
    side = max((labels.width(line) for line in text), default=0) * font / 2
    return Size(max(radius, side), radius, radius + 3 + len(text) * font * LEADING)


def _node(node: Node, spot: Point, canvas: Canvas) -> str:
    x, y = spot
    radius = _radius(node)
    kind = f"graph-{node.kind}" + (" graph-focus" if not node.hops else " graph-far" if node.hops > 1 else "")
    halo = "" if node.hops else f'<circle class="graph-halo" cx="{x:g}" cy="{y:g}" r="{radius + HALO:g}"/>'
    name = escape(f"{labels.plain(node.name)} – {node.kind}, {labels.plain(node.near)}")
    return (
        f'<a class="graph-node {kind}" href="{escape(node.url)}"><title>{name}</title>'
        f"{halo}{_SHAPES[node.kind](x, y, radius)}{_initials(node, spot)}{_text(node, spot, canvas)}</a>"
    )


def _initials(node: Node, spot: Point) -> str:
    if node.kind is not Kind.PERSON:
        return ""
    place = f'class="graph-initials graph-initials-{node.size}" x="{spot[0]:g}" y="{spot[1]:g}"'
    return f'<text {place} aria-hidden="true">{escape(labels.initials(node.name))}</text>'


def _text(node: Node, spot: Point, canvas: Canvas) -> str:
    font = canvas.font * (1 if node.hops else FOCUS_FONT)
    y = spot[1] + _radius(node) + (0 if node.hops else HALO) + 2 + font * 0.85
    spans = "".join(
        f'<tspan x="{spot[0]:g}" y="{y + number * font * LEADING:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(_label(node, canvas))
    )
    return f"<text>{spans}</text>"


def _circle(x: float, y: float, r: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}"/>'


def _page(x: float, y: float, r: float) -> str:
    # A little higher than wide, like a sheet.
    return f'<rect x="{x - r * 0.8:.1f}" y="{y - r:.1f}" width="{r * 1.6:.1f}" height="{r * 2:.1f}" rx="2.5"/>'


def _polygon(x: float, y: float, r: float, corners: int) -> str:
    turns = (math.tau * corner / corners - math.pi / 2 for corner in range(corners))
    return f'<path d="M{"L".join(f"{x + r * math.cos(t):.1f} {y + r * math.sin(t):.1f}" for t in turns)}Z"/>'


def _hexagon(x: float, y: float, r: float) -> str:
    return _polygon(x, y, r, 6)


def _diamond(x: float, y: float, r: float) -> str:
    return _polygon(x, y, r, 4)


_SHAPES = {Kind.PERSON: _circle, Kind.WORK: _page, Kind.TOPIC: _hexagon, Kind.INSTITUTION: _diamond}

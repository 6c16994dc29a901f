"""A slice as SVG: kinds told apart by shape, colour and label, groups of people by badge, colour and letter. Pure.

Only classes and geometry, joined from strings: colours stand in css/site.css. Each slice is drawn twice, wide for desks
and tall for phones; the style sheet shows one of the two. Every node is a link to its record; `data-key` tells the
script which node it is, `data-ends` which two a line joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from graph import labels, layout, shapes
from graph.pictures import Edge, Kind, Node, Picture, Tie
from graph.spacing import Box, Point, Size
from graph.wording import counted, joined, years

# Grows with every change of what is drawn: slices that an older version drew are drawn anew from their payload.
VERSION = 3


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
# What is more than this has a canvas that is so much higher.
USUAL, HIGHER = 40, 1.8
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
BADGE = 6.5
# How far from the middle a badge stands, to the right and upwards: beside the initials, never over them.
BADGE_SHARE, BADGE_AWAY = 0.62, 5.5
# A line is the broader the more works it stands for: the class of 1, 2 to 3, 4 to 9, 10 to 39, and 40 or more.
WEIGHTS = (1, 2, 4, 10, 40)


def canvases(picture: Picture) -> tuple[Canvas, ...]:
    """The two areas that the picture is drawn on."""
    if len(picture.nodes) <= USUAL:
        return CANVASES
    return tuple(replace(c, box=replace(c.box, height=c.box.height * HIGHER)) for c in CANVASES)


def places(picture: Picture) -> dict[str, list[Point]]:
    """Where every node stands on each canvas, in the order of the nodes."""
    keys, links = [node.key for node in picture.nodes], [(edge.a, edge.b) for edge in picture.edges]
    groups = {node.key: node.community for node in picture.nodes if node.hops}
    arranged = layout.arrange({node.key: _reach(node) for node in picture.nodes}, links, picture.focus.key, groups)
    placed: dict[str, list[Point]] = {}
    for canvas in canvases(picture):
        sizes = {node.key: room(node, canvas) for node in picture.nodes}
        spots = layout.fit(arranged, sizes, picture.focus.key, canvas.box)
        placed[canvas.name] = [spots[key] for key in keys]
    return placed


def draw(picture: Picture, placed: Mapping[str, list[Point]]) -> str:
    """Both drawings, one after the other, as safe HTML."""
    lines = _lines(picture)
    return "".join(_svg(picture, lines, placed[canvas.name], canvas) for canvas in canvases(picture))


@dataclass(frozen=True, slots=True)
class _Line:
    looks: str
    a: int
    b: int
    title: str


def _svg(picture: Picture, lines: list[_Line], spots: list[Point], canvas: Canvas) -> str:
    box = canvas.box
    title = escape(f"Research graph of {labels.plain(picture.focus.name)}: {len(picture.nodes)} nodes")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graph-svg graph-{canvas.name}" role="group"'
        f' viewBox="0 0 {box.width:g} {box.height:g}" aria-label="{title}">'
    )
    ends = [f"{x:g} {y:g}" for x, y in spots]
    drawn = (
        f'<path class="graph-tie {line.looks}" data-ends="{line.a} {line.b}" d="M{ends[line.a]}L{ends[line.b]}">'
        f"{line.title}</path>"
        for line in lines
    )
    nodes = (_node(node, spot, canvas) for node, spot in zip(picture.nodes, spots, strict=True))
    return "".join((head, *drawn, *nodes, "</svg>"))


def _lines(picture: Picture) -> list[_Line]:
    # Thin ones first, so that the broad ones lie over them.
    place = {node.key: number for number, node in enumerate(picture.nodes)}
    names = [labels.plain(node.name) for node in picture.nodes]
    telling = sorted(_telling(picture), key=lambda edge: (edge.tie is Tie.TOGETHER, edge.weight))
    ends = [(edge, place[edge.a], place[edge.b]) for edge in telling]
    return [_Line(_looks(edge), a, b, _shared(edge, names[a], names[b])) for edge, a, b in ends]


def _telling(picture: Picture) -> Iterator[Edge]:
    # Two people whose only shared work is shown are joined by it; a line of their own would say it twice.
    written: dict[str, set[str]] = defaultdict(set)
    for edge in picture.edges:
        if edge.tie is Tie.WROTE:
            written[edge.a].add(edge.b)
            written[edge.b].add(edge.a)
    for edge in picture.edges:
        if edge.tie is not Tie.TOGETHER or edge.weight > 1 or not written[edge.a] & written[edge.b]:
            yield edge


def _shared(edge: Edge, a: str, b: str) -> str:
    if edge.tie is not Tie.TOGETHER:
        return ""
    works = joined(counted(edge.weight, "shared work"), years(edge.first, edge.last))
    return f"<title>{escape(f'{a} and {b}: {works}')}</title>"


def _looks(edge: Edge) -> str:
    if edge.tie is not Tie.TOGETHER:
        return f"graph-{edge.tie}"
    return f"graph-{edge.tie} graph-weight-{sum(edge.weight >= least for least in WEIGHTS)}"


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
    badge = _badge_away(radius) + BADGE * 1.3 if node.community >= 0 else 0
    return Size(max(radius, side, badge), max(radius, badge), radius + 3 + len(text) * font * LEADING)


def _node(node: Node, spot: Point, canvas: Canvas) -> str:
    x, y = spot
    radius = _radius(node)
    kind = f"graph-{node.kind}" + (" graph-focus" if not node.hops else " graph-far" if node.hops > 1 else "")
    group = f" graph-group-{node.community}" if node.community >= 0 else ""
    halo = "" if node.hops else f'<circle class="graph-halo" cx="{x:g}" cy="{y:g}" r="{radius + HALO:g}"/>'
    return (
        f'<a class="graph-node {kind}{group}" href="{escape(node.url)}" data-key="{escape(node.key)}">'
        f"<title>{escape(told(node))}</title>"
        f"{halo}{shapes.OF_KINDS[node.kind](x, y, radius)}{_initials(node, spot)}{_badge(node, x, y, radius)}"
        f"{_text(node, spot, canvas)}</a>"
    )


def told(node: Node) -> str:
    """What the node is and how near, in one line: "Ada – person, 3 shared works, 2021–2024, group A"."""
    group = f"group {node.group}" if node.group else ""
    return f"{labels.plain(node.name)} – {joined(node.kind, labels.plain(node.near), group)}"


def _badge_away(radius: float) -> float:
    return radius * BADGE_SHARE + BADGE_AWAY


def _badge(node: Node, x: float, y: float, radius: float) -> str:
    if not node.group:
        return ""
    x, y = round(x + _badge_away(radius), 1), round(y - _badge_away(radius), 1)
    text = f'<text class="graph-letter" x="{x:g}" y="{y:g}" aria-hidden="true">{node.group}</text>'
    return f'<g class="graph-badge">{shapes.BADGES[node.community](x, y, BADGE)}{text}</g>'


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

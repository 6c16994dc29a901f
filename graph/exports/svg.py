"""A picture as a drawing that stands alone: SVG with its colours in itself and whole addresses. Pure.

A slice is the wide drawing of the page. A map is drawn by its own places, with as many names as have room.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape

from graph import drawing, labels, shapes
from graph.exports import records
from graph.exports.records import Drawn
from graph.pictures import Edge, Kind, Node, Tie
from graph.spacing import Point

_LINK = re.compile(r' href="/')
_GROUND, _INK, _SOFT = "#ffffff", "#1c2225", "#555f63"
_LINES = {Tie.TOGETHER: "#2c6596", Tie.WROTE: "#b06a16", Tie.ABOUT: "#4a7a35", Tie.AT: "#86497f"}
# Of a map: pixels round it, the radius by size, the size of names.
_MARGIN, _RADII, _FOCUS_RADIUS, _FONT = 40.0, (4.0, 5.5, 7.5), 12.0, 11.0
_FACES = 'font-family: Inter, "Helvetica Neue", Arial, sans-serif'
_TIES = "".join(
    f".graph-{tie}{{stroke:{colour};stroke-opacity:.45;stroke-width:1.2}}" for tie, colour in _LINES.items()
)
_WEIGHTS = "".join(f".graph-weight-{n}{{stroke-width:{width}}}" for n, width in enumerate((1.3, 2.2, 3.2, 4.4, 5.8), 1))
# Later ones hold: a group before the kind, the focus before both.
_COLOURS = {f"graph-{kind}": colour for kind, colour in records.COLOURS.items()}
_COLOURS |= {f"graph-group-{number}": colour for number, colour in enumerate(records.GROUPS)}
_COLOURS["graph-focus"] = records.FOCUS


def _coloured(name: str, colour: str) -> str:
    # Written out: not every program that draws SVG knows custom properties.
    shapes_of = ",".join(f".{name}>{shape}" for shape in ("circle", "rect", "path"))
    badges = ",".join(f".{name}>.graph-badge>{shape}" for shape in ("circle", "rect", "path"))
    return (
        f"{shapes_of}{{fill:{colour};stroke:{_GROUND};stroke-width:2}}"
        f".{name}.graph-far>circle{{fill:{_GROUND};stroke:{colour}}}.{name}.graph-far .graph-initials{{fill:{colour}}}"
        f"{badges}{{fill:{_GROUND};stroke:{colour};stroke-width:1.5}}"
        f".{name} .graph-badge .graph-letter{{fill:{colour}}}"
    )


_STYLE = (
    f".graph-tie{{fill:none;stroke-linecap:round}}{_TIES}{_WEIGHTS}"
    ".graph-about{stroke-dasharray:.1 4}.graph-at{stroke-dasharray:5 4}a{text-decoration:none}"
    f"text{{{_FACES};font-size:13px;font-weight:500;text-anchor:middle;fill:{_INK};stroke:{_GROUND};stroke-width:3.5px;"
    "stroke-linejoin:round;paint-order:stroke}"
    f".graph-work text{{font-style:italic;fill:{_SOFT}}}.graph-focus text{{font-size:16.25px;font-weight:700}}"
    f".graph-node .graph-initials{{font-size:9px;font-style:normal;fill:{_GROUND};stroke:none;"
    "dominant-baseline:central}.graph-focus .graph-initials{font-size:17px}"
    ".graph-node .graph-letter{font-size:8px;font-weight:700;stroke:none;dominant-baseline:central}"
    f"{''.join(_coloured(name, colour) for name, colour in _COLOURS.items())}"
    ".graph-node>.graph-halo{fill-opacity:.16;stroke:none}"
)


def write(drawn: Drawn) -> Iterator[str]:
    """The file."""
    if drawn.is_map or drawn.picture.is_empty:
        yield from _map(drawn)
        return
    placed = [drawn.places[node.key] for node in drawn.picture.nodes]
    wide, tall = drawing.canvases(drawn.picture)
    both = drawing.draw(drawn.picture, {wide.name: placed, tall.name: placed})
    inner = both[both.index(">") + 1 : both.index("</svg>")]
    yield _head(drawn, (0, 0, wide.box.width, wide.box.height), _STYLE)
    yield _LINK.sub(f' href="{escape(drawn.root)}/', inner)
    yield "</svg>\n"


def _head(drawn: Drawn, box: tuple[float, float, float, float], style: str) -> str:
    x, y, width, height = box
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"'
        f' width="{width:g}" height="{height:g}" viewBox="{x:g} {y:g} {width:g} {height:g}">'
        f"<title>{escape(drawn.title)}</title>"
        f"<desc>{escape(f'{drawn.root}{drawn.address} as of {drawn.built_at}')}</desc>"
        f'<style>{style}</style><rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{_GROUND}"/>\n'
    )


def _map(drawn: Drawn) -> Iterator[str]:
    places = {node.key: drawn.places.get(node.key, (0.0, 0.0)) for node in drawn.picture.nodes}
    xs, ys = zip(*places.values(), strict=True)
    left, top = min(xs) - _MARGIN * 2, min(ys) - _MARGIN
    box = (left, top, max(xs) - left + _MARGIN * 2, max(ys) - top + _MARGIN)
    yield _head(
        drawn,
        box,
        f"text{{{_FACES};font-size:{_FONT}px;text-anchor:middle;fill:{_INK};stroke:{_GROUND};\
stroke-width:3px;stroke-linejoin:round;paint-order:stroke}}",
    )
    yield from _lines(drawn.picture.edges, places)
    named = _named(drawn.picture.nodes, places)
    for node in drawn.picture.nodes:
        x, y = places[node.key]
        shape = shapes.OF_KINDS[node.kind](x, y, _radius(node))
        yield (
            f'<a href="{escape(drawn.root + node.url)}" fill="{records.colour(node)}" stroke="{_GROUND}">'
            f"<title>{escape(drawing.told(node))}</title>{shape}</a>\n"
        )
    # Names last, so that no node lies over them.
    for key, text in named.items():
        x, y = places[key]
        yield f'<text x="{x:g}" y="{y:g}" dy="{_RADII[-1] + _FONT:g}">{escape(text)}</text>\n'
    yield "</svg>\n"


def _lines(edges: tuple[Edge, ...], places: dict[str, Point]) -> Iterator[str]:
    # One path for all lines that look alike.
    alike: dict[tuple[Tie, int], list[str]] = defaultdict(list)
    for edge in edges:
        (ax, ay), (bx, by) = places[edge.a], places[edge.b]
        alike[edge.tie, min(3, edge.weight.bit_length())].append(f"M{ax:g} {ay:g}L{bx:g} {by:g}")
    for (tie, size), drawn in sorted(alike.items()):
        stroke = f'fill="none" stroke="{_LINES[tie]}" stroke-opacity=".3" stroke-width="{0.5 * size:g}"'
        yield f'<path {stroke} d="{"".join(drawn)}"/>\n'


def _radius(node: Node) -> float:
    return _RADII[node.size - 1] if node.hops else _FOCUS_RADIUS


def _named(nodes: tuple[Node, ...], places: dict[str, Point]) -> dict[str, str]:
    # In the order of the rule, works last, each name that lies over no other.
    taken: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    named: dict[str, str] = {}
    for node in sorted(nodes, key=lambda node: node.kind is Kind.WORK):
        text = labels.lines(records.label(node), 14, 1)[0] if node.name.strip() else ""
        (x, y), half = places[node.key], labels.width(text) * _FONT / 2
        row = int(y // _FONT)
        near = [spot for line in (row - 1, row, row + 1) for spot in taken[line, 0]]
        if text and all(abs(x - other) > half + room or abs(y - at) > _FONT for other, at, room in near):
            taken[row, 0].append((x, y, half + 3))
            named[node.key] = text
    return named

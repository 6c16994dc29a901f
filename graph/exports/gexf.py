"""A picture as GEXF 1.3 with places, sizes, colours and shapes, as Gephi and networkx read it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from graph.exports import records
from graph.exports.records import EDGE_TYPES, NODE_TYPES, Drawn, Values
from graph.pictures import Kind, Node

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""
# The shapes that Gephi knows; a sheet is a square, a hexagon nearest to a triangle.
_SHAPES = {Kind.PERSON: "disc", Kind.WORK: "square", Kind.TOPIC: "triangle", Kind.INSTITUTION: "diamond"}
# What stands in elements of its own is no attribute.
_OWN = ("x", "y", "colour", "size")
_NODE_TYPES = {name: kind for name, kind in NODE_TYPES.items() if name not in _OWN}
_TYPES = {"int": "integer"}


def write(drawn: Drawn) -> Iterator[str]:
    """The file, piece by piece."""
    day = drawn.built_at[:10]
    yield f"{_HEAD}<meta lastmodifieddate={quoteattr(day)}>" if day else f"{_HEAD}<meta>"
    yield f"<creator>BZPEER</creator><title>{escape(drawn.title)}</title>"
    yield f"<description>{escape(drawn.root + drawn.address)}</description></meta>\n"
    yield '<graph mode="static" defaultedgetype="undirected">\n'
    yield _declared("node", _NODE_TYPES) + _declared("edge", EDGE_TYPES)
    yield f'<nodes count="{len(drawn.picture.nodes)}">\n'
    for node in drawn.picture.nodes:
        yield _node(node, drawn)
    yield f'</nodes>\n<edges count="{len(drawn.picture.edges)}">\n'
    for number, edge in enumerate(drawn.picture.edges):
        ends = f"source={quoteattr(edge.a)} target={quoteattr(edge.b)}"
        yield f'<edge id="{number}" {ends} weight="{float(edge.weight)}">{_values(records.edge(edge))}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(of: str, types: Mapping[str, str]) -> str:
    each = (f'<attribute id="{name}" title="{name}" type="{_TYPES.get(kind, kind)}"/>' for name, kind in types.items())
    return f'<attributes class="{of}" mode="static">{"".join(each)}</attributes>\n'


def _node(node: Node, drawn: Drawn) -> str:
    values = drawn.node(node)
    x, y, size = values["x"], -float(values["y"]), 6.0 * node.size + (6.0 if not node.hops else 0.0)
    red, green, blue = bytes.fromhex(records.colour(node)[1:])
    shown = {name: value for name, value in values.items() if name not in _OWN}
    # Other programs' y grows upwards.
    return (
        f"<node id={quoteattr(node.key)} label={quoteattr(records.label(node))}>{_values(shown)}"
        f'<viz:size value="{size}"/><viz:position x="{x}" y="{y}" z="0.0"/>'
        f'<viz:color r="{red}" g="{green}" b="{blue}" a="1.0"/><viz:shape value="{_SHAPES[node.kind]}"/></node>\n'
    )


def _values(values: Values) -> str:
    each = (f'<attvalue for="{name}" value={quoteattr(str(value))}/>' for name, value in values.items())
    return f"<attvalues>{''.join(each)}</attvalues>"

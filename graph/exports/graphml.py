"""A picture as GraphML, as networkx, igraph, Gephi and Cytoscape read it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from graph.exports import records
from graph.exports.records import EDGE_TYPES, NODE_TYPES, Drawn, Values

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_GRAPH_TYPES = {"title": "string", "focus": "string", "url": "string", "as_of": "string", "shown": "int"}
_KEYS = {
    "graph": _GRAPH_TYPES | {"hidden_people": "int"},
    "node": {"label": "string"} | NODE_TYPES,
    "edge": {"weight": "double"} | EDGE_TYPES,
}


def write(drawn: Drawn) -> Iterator[str]:
    """The file, piece by piece."""
    yield _HEAD
    for domain, names in _KEYS.items():
        for name, kind in names.items():
            yield f'<key id="{domain[0]}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield f'<graph id="graph" edgedefault="undirected">\n{_data("g", drawn.about)}\n'
    for node in drawn.picture.nodes:
        values: Values = {"label": records.label(node), **drawn.node(node)}
        yield f"<node id={quoteattr(node.key)}>{_data('n', values)}</node>\n"
    for edge in drawn.picture.edges:
        values = {"weight": edge.weight, **records.edge(edge)}
        yield f"<edge source={quoteattr(edge.a)} target={quoteattr(edge.b)}>{_data('e', values)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(domain: str, values: Values) -> str:
    return "".join(f'<data key="{domain}-{name}">{escape(str(value))}</data>' for name, value in values.items())

"""The formats in which a picture can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.exports import gexf, graphml, nodelink, svg, tables
from graph.exports.records import Drawn


@dataclass(frozen=True, slots=True)
class Format:
    """How a picture is written, and what the answer says of it."""

    name: str
    content_type: str
    write: Callable[[Drawn], Iterator[str]]


# By the ending of the address.
FORMATS = {
    "svg": Format("Drawing (SVG)", "image/svg+xml; charset=utf-8", svg.write),
    "graphml": Format("GraphML", "application/graphml+xml; charset=utf-8", graphml.write),
    "gexf": Format("GEXF", "application/gexf+xml; charset=utf-8", gexf.write),
    "csv": Format("CSV of edges", "text/csv; charset=utf-8; header=present", tables.edges),
    "json": Format("JSON (node-link)", "application/json", nodelink.write),
}
# What ?table=nodes makes of the CSV.
NODES = Format("CSV of nodes", FORMATS["csv"].content_type, tables.nodes)

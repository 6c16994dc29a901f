"""A picture as CSV (RFC 4180): one table of edges with both ends in words, one of nodes. Pure.

The names of columns are those that Gephi's spreadsheet import looks for. UTF-8 with its mark, and no cell is a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from graph.exports import records
from graph.exports.records import EDGE_TYPES, NODE_TYPES, Drawn, Value, Values
from works.exports.table import cell

_BYTE_ORDER_MARK = "\ufeff"
_ENDS = ("source_name", "source_kind", "source_url", "target_name", "target_kind", "target_url")
EDGES = ("source", "target", "type", "weight", *EDGE_TYPES, *_ENDS)
NODES = ("id", "label", *NODE_TYPES)


def edges(drawn: Drawn) -> Iterator[str]:
    """A line for each edge; without edges it is the line of column names."""
    yield _BYTE_ORDER_MARK + _line(EDGES)
    known = {node.key: node for node in drawn.picture.nodes}
    for edge in drawn.picture.edges:
        ends: Values = {"source": edge.a, "target": edge.b, "type": "Undirected", "weight": edge.weight}
        row = ends | records.edge(edge)
        for end, node in (("source", known[edge.a]), ("target", known[edge.b])):
            row |= {f"{end}_name": records.label(node), f"{end}_kind": str(node.kind)}
            row |= {f"{end}_url": drawn.root + node.url}
        yield _line(row.get(column, "") for column in EDGES)


def nodes(drawn: Drawn) -> Iterator[str]:
    """A line for each node."""
    yield _BYTE_ORDER_MARK + _line(NODES)
    for node in drawn.picture.nodes:
        row: Values = {"id": node.key, "label": records.label(node), **drawn.node(node)}
        yield _line(row.get(column, "") for column in NODES)


def _line(values: Iterable[Value]) -> str:
    written = io.StringIO()
    # A number that is less than 0 is no formula.
    csv.writer(written).writerow(cell(value) if isinstance(value, str) else value for value in values)
    return written.getvalue()

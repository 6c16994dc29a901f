"""A picture as node-link JSON, as `networkx.node_link_graph` and d3 read it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graph.exports import records
from graph.exports.records import Drawn


def write(drawn: Drawn) -> Iterator[str]:
    """The file."""
    form = {
        "directed": False,
        "multigraph": False,
        "graph": drawn.about,
        "nodes": [{"id": node.key, "label": records.label(node), **drawn.node(node)} for node in drawn.picture.nodes],
        "edges": [
            {"source": edge.a, "target": edge.b, "weight": edge.weight, **records.edge(edge)}
            for edge in drawn.picture.edges
        ],
    }
    yield json.dumps(form, ensure_ascii=False, indent=1)

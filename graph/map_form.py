"""A map as compact JSON: a list for each field instead of an object for each node; graph.maps says the form. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graph.pictures import Kind, Picture, Tie

KINDS, TIES = tuple(Kind), tuple(Tie)


def write(picture: Picture, places: Mapping[str, Sequence[float]], **about: Any) -> bytes:
    """The JSON of this map, with what else there is to say about it."""
    place = {node.key: number for number, node in enumerate(picture.nodes)}
    nodes, edges = picture.nodes, picture.edges
    form = about | {
        "kinds": KINDS,
        "ties": TIES,
        "totals": picture.totals,
        "nodes": {
            "key": [node.key for node in nodes],
            "name": [node.name for node in nodes],
            "near": [node.near for node in nodes],
            "url": [node.url for node in nodes],
            "kind": [KINDS.index(node.kind) for node in nodes],
            "size": [node.size for node in nodes],
            "hops": [node.hops for node in nodes],
            "community": [node.community for node in nodes],
            "year": [node.year for node in nodes],
            "x": [places[node.key][0] for node in nodes],
            "y": [places[node.key][1] for node in nodes],
        },
        "edges": {
            "a": [place[edge.a] for edge in edges],
            "b": [place[edge.b] for edge in edges],
            "tie": [TIES.index(edge.tie) for edge in edges],
            "weight": [edge.weight for edge in edges],
            "first": [edge.first for edge in edges],
            "last": [edge.last for edge in edges],
        },
    }
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()

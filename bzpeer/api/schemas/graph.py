"""A slice of the research graph as node-link data."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from bzpeer.api.schemas.numbers import Number, Origin


class GraphAsked(BaseModel):
    """Around whom."""

    focus: str = Field(
        pattern=r"^author:[2-9a-z]{10}$", description="author: and a public id.", examples=["author:bcdfghjkmn"]
    )


class Node(BaseModel):
    """One thing near the focus."""

    id: str = Field(examples=["author:bcdfghjkmn"])
    kind: Literal["person", "work", "topic", "institution"]
    name: str
    page: str
    near: str = Field(description="How it is near, in words.", examples=["3 shared works, 2024"])
    size: int = Field(ge=1, le=3, description="How strongly it is near, of three steps.")
    hops: int = Field(ge=0, description="How far it is.")


class Edge(BaseModel):
    """A line between two nodes, without a direction."""

    source: str
    target: str
    tie: Literal["together", "wrote", "about", "at"]
    weight: int = Field(description="Counts works: see `weights`.", examples=[3])


class Graph(BaseModel):
    """The slice around one author: at most forty nodes, the focus first; networkx reads it as node-link data."""

    focus: str
    state: Literal["ready", "stale", "empty", "building"] = Field(
        description="stale: of an older version of the record, a newer slice is being built. building: ask again after"
        " `Retry-After` seconds. empty: nothing near the focus is known."
    )
    directed: Literal[False] = False
    multigraph: Literal[False] = False
    built_at: dt.datetime | None = Field(description="When the slice was built; null while there is none.")
    shown: Number | None = Field(description="How many nodes there are.")
    total: Number | None = Field(description="How many things the neighbourhood holds: what is not shown was trimmed.")
    weights: Origin | None = Field(description="Where the weights of all edges come from.")
    nodes: list[Node]
    edges: list[Edge]
    page: str

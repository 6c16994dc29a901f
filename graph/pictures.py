"""A slice as plain records, the form in which it is stored, drawn and listed. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a node stands for; the order is that of the table and of the keyboard."""

    PERSON = "person"
    WORK = "work"
    TOPIC = "topic"
    INSTITUTION = "institution"


# In a picture's totals: how many people near are hidden since somebody objected to their records; none is a node.
CONCEALED = "concealed"


def letter(community: int) -> str:
    """What a group of people is called: "A" for the first."""
    return chr(ord("A") + community)


class Tie(StrEnum):
    """What an edge says."""

    TOGETHER = "together"  # two people share works
    WROTE = "wrote"
    ABOUT = "about"
    AT = "at"


# As keys and addresses say it, in the order of tables.
KINDS = {"author": Kind.PERSON, "work": Kind.WORK, "topic": Kind.TOPIC, "institution": Kind.INSTITUTION}
SUBJECT_TIES = {"topic": Tie.ABOUT, "institution": Tie.AT}


def size(works: float) -> int:
    """How large what so many works speak for is drawn, 1 to 3."""
    return 1 if works < 2 else 2 if works < 5 else 3


@dataclass(frozen=True, slots=True)
class Node:
    """One thing near the focus; `near` says in words how, `size` (1 to 3) how strongly, `hops` how far.

    The key is the address of the thing as a focus, e.g. author:ID; `community` numbers groups from 0, -1 stands for
    none; `works` counts those shared with the focus.
    """

    key: str
    kind: Kind
    name: str
    url: str
    near: str
    size: int = 1
    hops: int = 1
    community: int = -1
    year: int | None = None
    works: int = 0

    @property
    def group(self) -> str:
        """The letter of its group, "" where it has none."""
        return letter(self.community) if self.community >= 0 else ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes, given by their keys; `weight` counts works, `fraction` each as 1/(n-1) of n authors."""

    a: str
    b: str
    tie: Tie
    weight: int = 1
    fraction: float = 0.0
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The chosen nodes, the focus first, their edges, and how many of each kind there were to choose from."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def focus(self) -> Node:
        """The node that the picture is about."""
        return self.nodes[0]

    @property
    def total(self) -> int:
        """How many things the neighbourhood holds, the focus included."""
        return sum(many for kind, many in self.totals.items() if kind != CONCEALED)

    @property
    def concealed(self) -> int:
        """How many people near are hidden."""
        return self.totals.get(CONCEALED, 0)

    @property
    def hidden(self) -> int:
        """How many of them were left out."""
        return self.total - len(self.nodes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the focus is known."""
        return len(self.nodes) < 2

    def as_json(self) -> dict[str, Any]:
        """The picture for a JSON column."""
        counts = {"shown": len(self.nodes), "total": self.total, "hidden": self.hidden}
        return {
            "nodes": [asdict(node) for node in self.nodes],
            "edges": [asdict(edge) for edge in self.edges],
            "totals": self.totals,
            **counts,
        }

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> Picture:
        """The picture that `as_json` stored."""
        nodes = tuple(Node(**{**node, "kind": Kind(node["kind"])}) for node in payload["nodes"])
        edges = tuple(Edge(**{**edge, "tie": Tie(edge["tie"])}) for edge in payload["edges"])
        return cls(nodes, edges, payload["totals"])

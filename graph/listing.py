"""A picture as lines of text: the rows of its table in any order, and its groups with their names. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph import shapes
from graph.pictures import Kind, Node, Picture, letter

NAMES = 3
BADGE = 6.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its word in addresses, its title, how it is sorted, and what its title asks for."""

    word: str
    title: str
    sorted: str
    next: str


@dataclass(frozen=True, slots=True)
class Group:
    """People who write with one another: its number, its letter, and the family names of the strongest."""

    number: int
    letter: str
    names: str
    people: int

    @property
    def badge(self) -> str:
        """Its badge as SVG round (0, 0), which its people wear in the picture; see graph.drawing."""
        return shapes.BADGES[self.number](0.0, 0.0, BADGE)


# The order of the picture itself is that of "near".
_TITLES = {"name": "Name", "kind": "Kind", "group": "Group", "works": "Works", "year": "Year", "near": "How near"}
_NUMBERS = ("works", "year")
_KEYS: dict[str, Callable[[Node], tuple[object, ...]]] = {
    "name": lambda node: (node.name.casefold(), node.key),
    "kind": lambda node: (list(Kind).index(node.kind),),
    "group": lambda node: (node.community < 0, node.community),
    "works": lambda node: (-node.works,),
    "year": lambda node: (-(node.year or 0),),
}


def columns(sort: str) -> list[Column]:
    """The columns, one of them marked as sorted; by nearness where the word is none of theirs."""
    word = sort.removeprefix("-")
    if word not in _TITLES:
        sort = word = "near"
    # Of numbers the largest come first.
    ways = ("descending", "ascending") if word in _NUMBERS else ("ascending", "descending")
    way = ways[sort.startswith("-")]
    return [
        Column(name, title, way if name == word else "", f"-{name}" if name == sort else name)
        for name, title in _TITLES.items()
    ]


def rows(picture: Picture, sort: str) -> list[Node]:
    """The nodes in the order of ?sort=name or -name; what is equal stays in the order of the rule."""
    word, back = sort.removeprefix("-"), sort.startswith("-")
    if word not in _KEYS:
        return list(reversed(picture.nodes)) if back and word == "near" else list(picture.nodes)
    return sorted(picture.nodes, key=_KEYS[word], reverse=back)


def groups(picture: Picture) -> list[Group]:
    """The groups of people in the order of their letters."""
    members: dict[int, list[Node]] = defaultdict(list)
    for node in picture.nodes:
        if node.community >= 0:
            members[node.community].append(node)
    return [Group(number, letter(number), _names(some), len(some)) for number, some in sorted(members.items())]


def _names(people: Sequence[Node]) -> str:
    # The last word is the family name in most of the names that sources print.
    names = [person.name.split()[-1] for person in people if person.name.split()]
    more = len(names) - NAMES
    return ", ".join(names[:NAMES]) + (f" +{more}" if more > 0 else "")

"""Titles and abstracts as a small tree: text, formulas, emphasis, links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text, ready to be escaped."""

    value: str


@dataclass(frozen=True, slots=True)
class Formula:
    """Mathematics, or a command nobody knows: the TeX, and how it was written, delimiters and all."""

    tex: str
    source: str
    is_block: bool


@dataclass(frozen=True, slots=True)
class Styled:
    """Text in a tag ("em", "strong", "code", "sup", "sub"), in parentheses ("()"), or in nothing ("")."""

    tag: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an http or https address."""

    url: str
    children: tuple[Node, ...]


type Node = Text | Formula | Styled | Link


def unlinked(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """The nodes with the words of links, and without the links: for text that stands in a link itself."""
    found: list[Node] = []
    for node in nodes:
        match node:
            case Link(url, children):
                found += unlinked(children) or (Text(url),)
            case Styled(tag, children):
                found.append(Styled(tag, unlinked(children)))
            case _:
                found.append(node)
    return tuple(found)

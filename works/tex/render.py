"""The tree of a title or abstract as a safe fragment of HTML, and as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from works.tex.characters import visible
from works.tex.formulas import mathml, read
from works.tex.linear import linear
from works.tex.nodes import Formula, Link, Node, Styled, Text


def as_html(nodes: Iterable[Node]) -> str:
    """Well-formed HTML of the tags em, strong, code, sup, sub, a and MathML's; everything else is escaped."""
    return "".join(html_of(node) for node in nodes)


def html_of(node: Node) -> str:
    """One node as HTML."""
    match node:
        case Text(value):
            return escape(visible(value))
        case Formula(tex, written, is_block):
            return mathml(tex, is_block=is_block) or source(written)
        case Styled("()", children):
            return f" ({as_html(children)})"
        case Styled("", children):
            return as_html(children)
        case Styled(tag, children):
            return f"<{tag}>{as_html(children)}</{tag}>"
        case Link(url, children):
            # HTML allows no link in a link: what stands in it is text.
            label = escape(as_text(children) or visible(url))
            return f'<a href="{escape(visible(url))}" rel="nofollow noopener ugc">{label}</a>'


def source(tex: str) -> str:
    """TeX that is shown as it was written."""
    return f'<code class="tex-source">{escape(visible(tex))}</code>'


def as_text(nodes: Iterable[Node]) -> str:
    """Plain text without markup, formulas on the line."""
    return "".join(text_of(node) for node in nodes)


def text_of(node: Node) -> str:
    """One node as text."""
    match node:
        case Text(value):
            return visible(value)
        case Formula(tex, written, _):
            tree = read(tex)
            return visible(written) if tree is None else linear(tree)
        case Styled("()", children):
            return f" ({as_text(children)})"
        case Styled(_, children) | Link(_, children):
            return as_text(children)

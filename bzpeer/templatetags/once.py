"""Parts of templates that are the same for every reader and every page."""

from __future__ import annotations

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


@register.tag
def once(parser: Parser, token: Token) -> Node:
    """{% once %}…{% endonce %}: rendered for the first page and kept; nothing of a request can be named in it."""
    inner = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(inner)


class OnceNode(Node):
    """The nodes of a part that is kept as long as its template is."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._made: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        """The part, rendered without the context of the page."""
        if self._made is None:
            bare = Context()
            bare.template = context.template
            self._made = self.nodelist.render(bare)
        return self._made

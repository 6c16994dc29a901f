"""How often one address may look at the graph, and how often it may have workers draw what nobody asked for before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from bzpeer import reading_limits
from graph import slices
from graph.focus import Focus
from graph.parameters import Parameters


def may_build(request: HttpRequest, about: Focus, asked: Parameters) -> bool:
    """Whether this map is there, or asked for, or one more may be built for this address.

    There are as many maps as addresses; of the slices of profiles there is one for each record.
    """
    return asked.is_plain or slices.is_asked(about, asked) or reading_limits.may(request, "graph_new")


def refused(request: HttpRequest, about: Focus, asked: Parameters, action: str) -> HttpResponse | None:
    """The page that says it was too often to look, or to have a map built; None where it was not."""
    if found := reading_limits.refused(request, action):
        return found
    return None if may_build(request, about, asked) else reading_limits.too_often(request)

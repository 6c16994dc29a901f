"""The research graph: one page, the fragments of it, and the card of one node."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_http_methods, require_safe

from bzpeer import parts, reading_limits
from graph import cards, focus, limits, listing, parameters, reading, slices
from graph.focus import Focus
from graph.parameters import SHOWN, SHOWN_MORE, NotReadable, Parameters

PARTS = ("graph-slice", "graph-table")
CARD = ("graph-card",)


@require_http_methods(["GET", "HEAD", "POST"])
def graph(request: HttpRequest) -> HttpResponse:
    """What is near ?focus=KEY, as a page or as a fragment; a POST asks again after a failure."""
    about = focus.answer(request, request.GET.get("focus", ""))
    if isinstance(about, HttpResponse):
        return about
    try:
        asked = replace(parameters.parse(request.GET), is_map=False)
    except NotReadable as problem:
        return parts.render(request, "graph/unreadable.html", {"problem": problem, "focus": about}, (), status=400)
    # Every other view is one of a map.
    if not asked.is_plain and (refused := limits.refused(request, about, asked, "graph_map")):
        return refused
    if request.method == "POST":
        slices.retry(about, asked)
        return redirect(focus.address(about.key, asked))
    look = reading.read(about, asked, reading.attempt(request.GET))
    return _cached(request, look, parts.render(request, "graph/explorer.html", _context(request, about, look), PARTS))


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """What ?node=KEY is, and what it shares with ?focus=KEY: a fragment beside the picture, or a page."""
    node = focus.answer(request, request.GET.get("node", ""))
    if isinstance(node, HttpResponse):
        return node
    if refused := reading_limits.refused(request, "graph_card"):
        return refused
    centre = focus.read(request.GET.get("focus", ""))
    context = {"node": node, "focus": centre, "card": cards.of(node, centre), "home": _home(request)}
    response = parts.render(request, "graph/card.html", context, CARD)
    response["Cache-Control"] = "private, no-cache"
    return response


def _context(request: HttpRequest, about: Focus, look: reading.Reading) -> dict[str, object]:
    asked, sort, home = look.parameters, request.GET.get("sort", "")[:20], _home(request)
    return {
        "focus": about,
        "reading": look,
        "parameters": asked,
        "address": _address(about, asked, home),
        "query": focus.address(about.key, asked).partition("?")[2],
        "more": _address(about, replace(asked, most=SHOWN_MORE), home) if asked.most == SHOWN else "",
        "fewer": _address(about, replace(asked, most=SHOWN), home) if asked.most > SHOWN else "",
        "home": home,
        "most": asked.most,
        "is_sorted": bool(sort),
        "columns": listing.columns(sort),
        "rows": listing.rows(look.picture, sort) if look.picture and not look.picture.is_empty else [],
    }


def _address(about: Focus, asked: Parameters, home: str) -> str:
    return focus.address(about.key, asked) + (f"&home={home}" if home else "")


def _home(request: HttpRequest) -> str:
    # On the page of a record: the key of that record, to which the slice can come back.
    home = request.GET.get("home", "")
    return home if parameters.KEY.fullmatch(home) else ""


def _cached(request: HttpRequest, look: reading.Reading, response: HttpResponse) -> HttpResponse:
    # A finished fragment holds nothing of its reader; everything else is true for this moment only.
    if look.state != "ready" or parts.wanted(request, PARTS) is None:
        response["Cache-Control"] = "private, no-store"
        return response
    response["Cache-Control"] = "private, no-cache"
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], response=response) or response

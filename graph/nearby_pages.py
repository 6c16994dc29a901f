"""The page of who else is near an author, and the fragment of it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bzpeer import parts, reading_limits
from graph import focus, nearby

PARTS = ("graph-nearby",)


@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """Who is near the author of ?focus=author:ID and never wrote with them, each with the reason."""
    found = focus.answer(request, request.GET.get("focus", ""))
    if isinstance(found, HttpResponse):
        return found
    if found.kind != "author":
        return parts.render(request, "graph/nearby.html", {"focus": found}, PARTS, HTTPStatus.BAD_REQUEST)
    if refused := reading_limits.refused(request, "graph_nearby"):
        return refused
    context = {"focus": found, "nearby": nearby.of(found), "most": nearby.SHOWN}
    response = parts.render(request, "graph/nearby.html", context, PARTS)
    response["Cache-Control"] = "private, no-cache"
    return response

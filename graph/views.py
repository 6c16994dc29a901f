"""The research graph: one page, and the fragment of it that profiles load."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_http_methods

from bzpeer import parts
from graph import neighbourhood, reading, slices
from profiles.models import Author
from works import author_pages

FOCUS = re.compile(r"author:([0-9a-z]{1,32})")
PARTS = ("graph-slice",)


@require_http_methods(["GET", "HEAD", "POST"])
def graph(request: HttpRequest) -> HttpResponse:
    """What is near the author of ?focus=author:ID, as a page or as a fragment; a POST asks again after a failure."""
    focus = FOCUS.fullmatch(request.GET.get("focus", ""))
    if focus is None:
        return parts.render(request, "graph/unreadable.html", {}, (), status=400)
    author = author_pages.find(focus[1])
    if author_pages.is_hidden(author):
        return parts.render(request, "gone.html", {"hidden": True}, (), status=410)
    if author.merged_into:
        return author_pages.asked_again(redirect(address(author.merged_into), permanent=True))
    if author_pages.is_gone(author):
        return parts.render(request, "gone.html", {}, (), status=410)
    if request.method == "POST":
        slices.retry(author)
        return redirect(address(author))
    look = reading.read(author, _attempt(request))
    context = {"author": author, "reading": look, "address": address(author), "most": neighbourhood.NODES}
    return _cached(request, look, parts.render(request, "graph/explorer.html", context, PARTS))


def address(author: Author) -> str:
    """The address of the author's graph."""
    return f"{reverse('graph')}?{urlencode({'focus': f'author:{author.public_id}'}, safe=':')}"


def _attempt(request: HttpRequest) -> int:
    text = request.GET.get("attempt", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _cached(request: HttpRequest, look: reading.Reading, response: HttpResponse) -> HttpResponse:
    # A finished fragment holds nothing of its reader; everything else is true for this moment only.
    if look.state != "ready" or parts.wanted(request, PARTS) is None:
        response["Cache-Control"] = "private, no-store"
        return response
    response["Cache-Control"] = "private, no-cache"
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], response=response) or response

"""The pages of search: the results, the suggestions while somebody types, and the description for browsers."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bzpeer import parts, reading_limits
from works.search import reading, results, straight, suggestions
from works.search.facets import Facets

# Where a box may stand: the id of its list is "search-list-" and the place.
_LIST = "search-list-"
_PLACES = ("head", "home", "page")


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The record of an identifier, or what was found of each kind."""
    query = reading.read(request.GET.get("q", ""))
    if query.text and not reading_limits.may(request, "search"):
        told = {"search": results.Results(query), "too_often": True}
        return parts.render(request, "search/search.html", told, ("results",), HTTPStatus.TOO_MANY_REQUESTS)
    looked = straight.look(query)
    if looked.address:
        return redirect(looked.address)
    tab = request.GET.get("in", "")
    facets = Facets.from_query(request.GET) if tab == "works" else Facets()
    tab = tab if tab in results.TABS else ""
    place = request.GET.get("after", "") if tab else ""
    context = {"search": results.find(query, looked, tab, facets, place)}
    return parts.render(request, "search/search.html", context, ("results",))


@never_cache
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under a box; without HTMX, the results instead."""
    htmx = cast(parts.HtmxRequest, request).htmx
    place = (htmx.target or "").removeprefix(_LIST)
    if place not in _PLACES:
        return redirect(results.address(reading.clean(request.GET.get("q", ""))))
    if not reading_limits.may(request, "suggest"):
        response = render(request, "search/suggestions.html", {"place": place, "too_often": True}, status=429)
        # The sentence stands in the list itself, which stays in its place.
        response["HX-Reswap"] = "outerHTML"
        return response
    text = request.GET.get("q", "")
    context = {"place": place, "groups": suggestions.suggest(text), "text": reading.clean(text)}
    return render(request, "search/suggestions.html", context)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which a browser adds the site to its search engines."""
    context = {"home": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")

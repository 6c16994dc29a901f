"""The explorer's data: the wide map around a focus as JSON, or word that it is being built."""

from __future__ import annotations

import gzip
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from bzpeer import reading_limits
from graph import etags, focus, limits, map_form, parameters, reading
from graph.focus import Focus
from graph.models import Slice
from graph.pictures import Picture
from graph.reading import Reading

# Of the form: grows when what map_form writes changes.
VERSION = 1
NOTHING = "There is no such record, or it is not shown any more."
LATE = "No worker has drawn this map within a minute. Nothing is lost: it is drawn as soon as one is free."
TOO_OFTEN = "More maps were asked for from your address than a minute allows. Please wait a moment."


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The map of ?focus=KEY&depth=…&with=…; 202 while it is being built, 503 where no worker answers."""
    if not reading_limits.may(request, "graph_map"):
        return _problem(TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS, again=60)
    try:
        about = focus.answer(request, request.GET.get("focus", ""))
        asked = parameters.parse(request.GET).as_map
    except Http404:
        return _problem(NOTHING, HTTPStatus.NOT_FOUND)
    except parameters.NotReadable as sentence:
        return _problem(str(sentence), HTTPStatus.BAD_REQUEST)
    if isinstance(about, HttpResponse):
        return about if about.status_code in (301, 302) else _problem(NOTHING, HTTPStatus(about.status_code))
    if not limits.may_build(request, about, asked):
        return _problem(TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS, again=60)
    look = reading.read(about, asked, reading.attempt(request.GET))
    if look.shown:
        return _map(request, about, look, look.shown)
    if look.is_waiting:
        waiting = JsonResponse({"again": look.delay}, status=HTTPStatus.ACCEPTED)
        return _for_now(waiting, look.seconds)
    return _problem(LATE if look.state == "late" else look.slice.problem, HTTPStatus.SERVICE_UNAVAILABLE, again=15)


def _map(request: HttpRequest, about: Focus, look: Reading, shown: Slice) -> HttpResponse:
    made_of = f"{VERSION} {shown.pk} {shown.built_at} {look.state}"
    headers = etags.headers(made_of, Vary="Accept-Encoding")
    if (unchanged := etags.unchanged(request, headers)) is not None:
        return unchanged
    picture = Picture.from_json(shown.payload)
    places = shown.payload["places"] or {about.key: (0.0, 0.0)}
    again = look.delay if look.is_waiting else None
    body = map_form.write(picture, places, focus=about.key, built_at=str(shown.built_at), again=again)
    answer = HttpResponse(headers=headers, content_type="application/json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, answer["Content-Encoding"] = gzip.compress(body, 4, mtime=0), "gzip"
    answer.content = body
    return answer


def _problem(sentence: str, status: HTTPStatus, again: int | None = None) -> HttpResponse:
    return _for_now(JsonResponse({"problem": sentence}, status=status), again)


def _for_now(answer: HttpResponse, again: int | None) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    if again is not None:
        answer["Retry-After"] = str(again)
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer

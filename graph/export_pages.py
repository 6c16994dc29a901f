"""The addresses under which what is seen of the graph leaves as a file."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bzpeer import pagecache
from graph import building, etags, focus, limits, parameters, reading, slices
from graph.exports.formats import FORMATS, NODES, Format
from graph.exports.records import Drawn
from graph.focus import Focus
from graph.models import Slice
from graph.parameters import NotReadable, Parameters
from graph.pictures import Picture
from graph.reading import Reading
from graph.spacing import Point
from profiles import names
from works.describing import head

# Pixels for a unit of a map.
MAP_SCALE = 12.0
BUILDING = "This graph is being built. Ask again in a moment; a browser does so by itself.\n"
LATE = "No worker has built this graph yet. Nothing is lost: it is built as soon as one is free. Ask again later.\n"
SECONDS, LATER = 2, 30


@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """What the graph's page of the same address shows, in one format; with map=1 all that the explorer can show."""
    if (made := FORMATS.get(ending)) is None:
        raise Http404("There is no such format.")
    about = focus.answer(request, request.GET.get("focus", ""))
    if isinstance(about, HttpResponse):
        return about
    try:
        asked = parameters.parse(request.GET)
    except NotReadable as sentence:
        return _said(f"{sentence}\n", HTTPStatus.BAD_REQUEST)
    if refused := limits.refused(request, about, asked, "graph_export"):
        return refused
    look = reading.read(about, asked)
    if look.shown is None or look.filtered is None:
        return _not_yet(look)
    is_nodes = ending == "csv" and request.GET.get("table") == "nodes"
    return _file(request, about, look, look.shown, NODES if is_nodes else made, ending)


def _not_yet(look: Reading) -> HttpResponse:
    if look.slice.state == Slice.State.FAILED:
        return _said(f"{look.slice.problem}\n", HTTPStatus.SERVICE_UNAVAILABLE, LATER)
    if look.slice.asks >= slices.MOST_ASKS:
        return _said(LATE, HTTPStatus.SERVICE_UNAVAILABLE, LATER)
    answer = _said(BUILDING, HTTPStatus.ACCEPTED, SECONDS)
    answer["Refresh"] = str(SECONDS)
    return answer


def _said(sentence: str, status: HTTPStatus, again: int | None = None) -> HttpResponse:
    answer = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    if again is not None:
        answer["Retry-After"] = str(again)
    return answer


def _file(request: HttpRequest, about: Focus, look: Reading, shown: Slice, made: Format, ending: str) -> HttpResponse:
    root, query = head.root_of(request), parameters.query(look.parameters)
    made_of = f"{pagecache.build()} {made.name} {root} {query} {shown.pk} {shown.built_at}"
    headers = etags.headers(made_of, **{"X-Robots-Tag": "noindex"})
    if (unchanged := etags.unchanged(request, headers)) is not None:
        return unchanged
    body = "".join(made.write(_drawn(about, look, shown, root)))
    answer = HttpResponse(body, content_type=made.content_type, headers=headers)
    # The picture is about public records, and its name may be of any script: the slug is plain.
    name = f"graph-{names.slug(about.name)[:60] or about.kind}{'-nodes' if made is NODES else ''}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _drawn(about: Focus, look: Reading, shown: Slice, root: str) -> Drawn:
    asked, built_at = look.parameters, shown.built_at.isoformat(timespec="seconds") if shown.built_at else ""
    picture = (look.filtered if asked.is_map else look.picture) or Picture((), ())
    places = _places(picture, asked, shown)
    address = focus.address(about.key, replace(asked, is_map=False))
    return Drawn(picture, places, root, address, built_at, asked.is_map)


def _places(picture: Picture, asked: Parameters, shown: Slice) -> dict[str, Point]:
    stored = shown.payload.get("places") or {}
    if asked.is_map:
        return {key: (round(x * MAP_SCALE, 1), round(y * MAP_SCALE, 1)) for key, (x, y) in stored.items()}
    wide = stored.get("wide") if asked.is_plain else building.drawn(picture).places.get("wide")
    return {node.key: (x, y) for node, (x, y) in zip(picture.nodes, wide or [(0.0, 0.0)], strict=True)}

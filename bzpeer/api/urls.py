"""Addresses of the API, every one behind the gate; what leads nowhere is answered as a problem as well."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, include, path

from bzpeer.api import docs_page, openapi, problems
from bzpeer.api.gate import gate
from bzpeer.api.places import DOCS, Places
from bzpeer.api.v1 import api


def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    made = openapi.document(Places.of(request).site)
    response = JsonResponse(made, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=3600"
    return response


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The problem of an address that leads nowhere."""
    detail = f"There is nothing at {request.path}; {DOCS} lists every address. None ends in a slash."
    return problems.answer(request, problems.Refused(problems.NOT_FOUND, detail))


def _gated() -> list[Any]:
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = gate(pattern.callback)
    return found


urlpatterns = [
    path("v1/docs", docs_page.page, name="api-docs"),
    path("v1/openapi.json", gate(document), name="api-document"),
    path("v1/", include(_gated())),
    path("<path:rest>", gate(nothing)),
    path("", gate(nothing)),
]

"""The documentation for people, made from the OpenAPI document: no script, and nothing from another host."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bzpeer.api import openapi, problems, reading_document
from bzpeer.api.places import DOCUMENT, ROOT, Places
from bzpeer.api.schemas.lists import MOST, USUAL


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every address with its parameters, its answers and an example, and the rules that hold for all of them."""
    site = Places.of(request).site
    document = openapi.document(site)
    context = {
        "root": f"{site}{ROOT}",
        "document": f"{site}{DOCUMENT}",
        "version": document["info"]["version"],
        "openapi": document["openapi"],
        "groups": reading_document.groups(document, site),
        "shapes": reading_document.shapes(document),
        "problems": problems.KINDS,
        "most_requests": settings.API_REQUESTS_PER_MINUTE,
        "most": MOST,
        "usual": USUAL,
    }
    return render(request, "api/docs.html", context)

"""The HTMX convention: one name for a partial, the id of its element and the HX-Target; every URL stands alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that passed django-htmx's middleware."""

    htmx: HtmxDetails


def wanted(request: HttpRequest, parts: tuple[str, ...]) -> str | None:
    """The allowed part this request asks for, or None for the whole page."""
    target = cast(HtmxRequest, request).htmx.target
    return target if target in parts else None


def render(
    request: HttpRequest, template: str, context: dict[str, Any], parts: tuple[str, ...], status: int = 200
) -> HttpResponse:
    """The page, or only the part of it that HX-Target names; caches are told that the two differ."""
    part = wanted(request, parts)
    response = render_page(request, f"{template}#{part}" if part else template, context, status=status)
    patch_vary_headers(response, ["HX-Target"])
    return response


def to_login(request: HttpRequest, back_to: str) -> HttpResponse:
    """The way to the log-in page and back, also from inside a fragment, where a plain 302 would land in the button."""
    url = f"{reverse('account_login')}?{urlencode({'next': back_to})}"
    return HttpResponseClientRedirect(url) if cast(HtmxRequest, request).htmx else redirect(url)


class PartErrorMiddleware:
    """Answers an HTMX call that failed with a short message for its place, so that an error never replaces a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, its body exchanged for the inline message where a fragment met an error."""
        response = self.get_response(request)
        if response.status_code < 400 or not cast(HtmxRequest, request).htmx or response.has_header("HX-Reswap"):
            return response
        message = render_page(request, "part_error.html", {"status": response.status_code}, status=response.status_code)
        message["HX-Reswap"] = "beforeend"
        return message

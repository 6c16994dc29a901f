"""What stands before every address of the API: methods, limits, and what every answer says of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from bzpeer.api import caching, limits, problems
from bzpeer.api.limits import Quota
from bzpeer.api.places import DOCS, DOCUMENT
from bzpeer.api.problems import Refused

METHODS = "GET, HEAD, OPTIONS"
type View = Callable[..., HttpResponse]

# Nothing here is private and no cookie is read, so that pages of every other site may ask as well.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After",
    "X-Robots-Tag": "noindex",
    "Link": f'<{DOCUMENT}>; rel="service-desc", <{DOCS}>; rel="service-doc"',
}
_PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def gate(view: View) -> View:
    """The view, behind the gate."""

    @csrf_exempt  # which would answer with a page; nothing is changed here
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _with(HttpResponse(status=204, headers=_PREFLIGHT))
        quota = limits.take(request)
        response = _refused(request, quota) or _read(request, lambda: view(request, *args, **values))
        for name, value in quota.headers().items():
            response[name] = value
        return _with(response)

    return gated


def _refused(request: HttpRequest, quota: Quota) -> HttpResponse | None:
    if quota.exceeded:
        detail = f"At most {quota.most} requests a minute are answered. Ask again in {quota.seconds} s."
        return problems.answer(request, Refused(problems.TOO_MANY, detail, headers={"Retry-After": str(quota.seconds)}))
    if request.method not in {"GET", "HEAD"}:
        return problems.answer(
            request, Refused(problems.NOT_ALLOWED, f"Not with {request.method}: {METHODS}.", headers={"Allow": METHODS})
        )
    return None


def _read(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    method, request.method = request.method, "GET"  # the server leaves out the body of a HEAD
    response = caching.finish(request, view())
    request.method = method
    if response.status_code == 412:
        return problems.answer(request, Refused(problems.CHANGED, "The answer is not the one that was asked for."))
    return response


def _with(response: HttpResponse) -> HttpResponse:
    for name, value in _OPEN.items():
        own = response.headers.get(name)
        response[name] = f"{own}, {value}" if own and name == "Link" else value
    return response

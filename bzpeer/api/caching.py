"""What lets a client, and what stands between, know whether an answer is still the same; and its compression."""

from __future__ import annotations

import gzip
import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe

LEAST_TO_COMPRESS = 1_000
_LEVEL = 4


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its tag and compressed where that is understood, or a 304 for who has it.

    It may be kept by everybody and is asked for again each time: a record may be hidden at any moment.
    """
    response.setdefault("Cache-Control", "public, no-cache")
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code != 200:
        return response
    # Weak: the same answer leaves with and without compression.
    response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:20]}"'
    modified = response.headers.get("Last-Modified")
    conditional = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=parse_http_date_safe(modified) if modified else None,
        response=response,
    )
    if isinstance(conditional, HttpResponse) and conditional is not response:
        return conditional
    return _compressed(request, response)


def _compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    wanted = "gzip" in request.headers.get("Accept-Encoding", "")
    if wanted and len(response.content) >= LEAST_TO_COMPRESS:
        response.content = gzip.compress(response.content, _LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
    return response

"""Answers that browsers keep and ask for anew each time: what is unchanged is not written again."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response


def headers(made_of: str, **more: str) -> dict[str, str]:
    """The headers of an answer that is the same as long as it is made of the same."""
    etag = f'W/"{hashlib.sha256(made_of.encode()).hexdigest()[:20]}"'
    return {"ETag": etag, "Cache-Control": "private, no-cache", **more}


def unchanged(request: HttpRequest, headers: dict[str, str]) -> HttpResponse | None:
    """The answer to a browser that has the one with these headers already; None to any other."""
    found = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    return found if found is not None and found.status_code != HTTPStatus.OK else None

"""The site's addresses and one more: a view that returns the bytes of a profile and does nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bzpeer import urls

_BODY = Path(os.environ["BARE_BODY"])


def bare(request: HttpRequest) -> HttpResponse:
    """The bytes of the file that BARE_BODY names, read once."""
    global _bytes
    if _bytes is None:
        _bytes = _BODY.read_bytes()
    return HttpResponse(_bytes)


_bytes: bytes | None = None
urlpatterns = [*urls.urlpatterns, path("bare/", bare)]
handler404, handler500 = urls.handler404, urls.handler500

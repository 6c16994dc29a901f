"""The site's addresses and one more: a view that returns the bytes of a page and does nothing else."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bzpeer import urls

_BODIES = Path(os.environ["BARE_BODIES"])


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes of the file of this name in the folder BARE_BODIES, read once."""
    return HttpResponse(_read(name))


@cache
def _read(name: str) -> bytes:
    return (_BODIES / name).read_bytes()


urlpatterns = [*urls.urlpatterns, path("bare/<slug:name>/", bare)]
handler404, handler500 = urls.handler404, urls.handler500

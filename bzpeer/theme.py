"""Light or dark: what the reader's machine prefers, or what the reader chose here, remembered in a cookie."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "theme"
CHOICES = ("light", "dark")
_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """ "light" or "dark" where this reader chose one, else the empty string."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in CHOICES else ""


def of_the_page(request: HttpRequest) -> dict[str, Any]:
    """The chosen theme, the page to come back to, and where the source of this installation lies."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return {"theme": chosen(request), "theme_back": back, "source_url": settings.SOURCE_URL}


# Without a token: kept pages are the same for everybody, and nothing but the look of the sender's pages can be changed.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remembers a theme for a year, or forgets it ("auto"), and goes back to the page the reader came from."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    # Not redirect(): it takes a word for the name of a page.
    response = HttpResponseRedirect(back if is_ours and back.startswith("/") else "/")
    theme = request.POST.get("theme", "")
    if theme in CHOICES:
        # Not HttpOnly: site.js reads it when a page comes back out of the browser's history.
        response.set_cookie(COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response

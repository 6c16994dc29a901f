"""What stands at the top and bottom of every page; nothing is read before a template asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from profiles import inbox
from profiles.conversations import lists


def of_the_page(request: HttpRequest) -> dict[str, Any]:
    """How much this person has not read, whether mail goes to a folder here, and whether ORCID logs in."""
    return {
        "unread_notices": SimpleLazyObject(lambda: inbox.unread(request.user)),
        "unread_messages": SimpleLazyObject(lambda: lists.unread(request.user)),
        "mail_folder": settings.LOCAL,
        "orcid_login": bool(settings.ORCID_CLIENT_ID),
    }

"""What stands at the top and bottom of every page; nothing is read before a template asks for it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from profiles import inbox
from profiles.models import User

# Both at once, and not by Django, which takes longer to compile this than the database to run it.
_UNREAD = """SELECT (
    SELECT count(*) FROM (SELECT FROM profiles_notice WHERE user_id = %(user)s AND read_at IS NULL LIMIT %(most)s) AS n
), (
    SELECT coalesce(sum(unread), 0) FROM (
        SELECT sender_unread FROM profiles_conversation WHERE sender_id = %(user)s AND sender_unread > 0
        UNION ALL
        SELECT recipient_unread FROM profiles_conversation WHERE recipient_id = %(user)s AND recipient_unread > 0
    ) AS counted (unread)
)"""


def of_the_page(request: HttpRequest) -> dict[str, Any]:
    """How much this person has not read, whether mail goes to a folder here, and whether ORCID logs in."""
    counted = cache(lambda: unread(request.user))
    return {
        "unread_notices": SimpleLazyObject(lambda: counted()[0]),
        "unread_messages": SimpleLazyObject(lambda: counted()[1]),
        "mail_folder": settings.LOCAL,
        "orcid_login": bool(settings.ORCID_CLIENT_ID),
    }


def unread(user: User | AnonymousUser) -> tuple[int, int]:
    """How many notices, counted up to a hundred, and messages this person has not read; one query with an account."""
    if not user.is_authenticated:
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"user": user.pk, "most": inbox.COUNTED})
        notices, messages = cursor.fetchall()[0]
    return int(notices), int(messages)

"""How often an address may read what makes the installation work hard; reading goes on where nothing counts."""

from __future__ import annotations

import logging

import redis
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)


def may(request: HttpRequest, action: str) -> bool:
    """Whether this is not too often for the action, one of ACCOUNT_RATE_LIMITS; true where Valkey is away."""
    try:
        # Reading is what is limited here, which allauth leaves out unless it is asked.
        return bool(ratelimit.consume(request, app="allauth.account", action=action, limit_get=True))
    except redis.RedisError as error:
        log.warning("%s is not counted: %s", action, error)
        return True


def refused(request: HttpRequest, action: str) -> HttpResponse | None:
    """The page that says it was too often; None where it was not."""
    return None if may(request, action) else too_often(request)


def too_often(request: HttpRequest) -> HttpResponse:
    """The page that says it was too often."""
    page: HttpResponse = ratelimit.handler429(request)
    return page

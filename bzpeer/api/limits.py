"""How many requests an address may send in a minute, counted in Valkey; while that is down, everybody is answered."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import redis
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

log = logging.getLogger(__name__)
WINDOW = 60  # seconds
POLICY = "per-address"
# One round trip: the count of the window that begins with an address's first request, and when it ends.
_COUNT = """
local sent = redis.call('INCR', KEYS[1])
if sent == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {sent, redis.call('TTL', KEYS[1])}
"""


@dataclass(frozen=True, slots=True)
class Quota:
    """What an address has left: requests, and seconds until it has all of them again; None where nobody counts."""

    most: int
    left: int | None = None
    seconds: int = WINDOW
    exceeded: bool = False

    def headers(self) -> dict[str, str]:
        """The quota in the words of draft-ietf-httpapi-ratelimit-headers-10."""
        if not self.most:
            return {}
        policy = {"RateLimit-Policy": f'"{POLICY}";q={self.most};w={WINDOW}'}
        return policy if self.left is None else policy | {"RateLimit": f'"{POLICY}";r={self.left};t={self.seconds}'}


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)


def take(request: HttpRequest) -> Quota:
    """The quota of who asks, with this request taken from it."""
    most = settings.API_REQUESTS_PER_MINUTE
    if not most:
        return Quota(0)
    try:
        counted = cast("list[Any]", _client().eval(_COUNT, 1, f"bzpeer:api:{_address(request)}", WINDOW))
    except redis.RedisError as error:
        log.warning("Requests to the API are not counted: %s", error)
        return Quota(most)
    sent, seconds = int(counted[0]), max(1, int(counted[1]))
    return Quota(most, max(0, most - sent), seconds, exceeded=sent > most)


def _address(request: HttpRequest) -> str:
    # As the forms take it, behind a proxy too; of IPv6 the network.
    try:
        return str(ratelimit.get_ip(request))
    except (PermissionDenied, ImproperlyConfigured):
        return "unknown"

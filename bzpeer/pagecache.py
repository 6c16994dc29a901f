"""Keeps finished public profile pages in Valkey; keyed by the record's version, so that nothing is ever purged."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import redis
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from bzpeer import theme

log = logging.getLogger(__name__)

# The pages that are kept; the first group is the record whose version they show.
_KEPT = re.compile(r"/authors/([2-9a-z]{10})/[^/]+/")
_COMPRESSION = 6
# How long a published version is remembered; when it is forgotten, the next reader's page sets it from the row.
_VERSION_SECONDS = 7 * 24 * 3600


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)


@cache
def build() -> str:
    """A key of everything but data that a page is made of, so that an upgrade never shows old pages."""
    digest = hashlib.sha256()
    for folder in ("templates", "static", "bzpeer", "profiles", "works", "graph"):
        for file in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if file.suffix != ".pyc":
                digest.update(str(file.relative_to(settings.BASE_DIR)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _version_key(public_id: str) -> str:
    return f"bzpeer:version:{public_id}"


# Versions only grow: of two changes, the older may be told last.
_RAISE = """
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
redis.call('SET', KEYS[1], math.max(known, tonumber(ARGV[1])), 'EX', ARGV[2])
"""


def _raise(pipe: Any, public_id: str, version: int) -> None:
    pipe.eval(_RAISE, 1, _version_key(public_id), version, _VERSION_SECONDS)


def publish(versions: Mapping[str, int]) -> None:
    """Tells all web processes the newest versions of records; what is lost waits for expiry."""
    if not settings.PAGE_CACHE_SECONDS or not versions:
        return
    try:
        with _client().pipeline(transaction=False) as pipe:
            for public_id, version in versions.items():
                _raise(pipe, public_id, version)
            pipe.execute()
    except redis.RedisError as error:
        log.warning("Page versions were not published: %s", error)


def keep(response: HttpResponse, version: int) -> HttpResponse:
    """Marks a page that is the same for every reader who is not logged in as made from this version of its record."""
    response.bzpeer_version = version  # type: ignore[attr-defined]
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return response


class PageCacheMiddleware:
    """Answers readers who are not logged in from the kept pages; outermost, so that a hit touches nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept page, a 304, or what the rest of the site answers, which is then kept."""
        public_id = _kept_record(request)
        if not public_id:
            return self.get_response(request)
        try:
            if hit := _find(request, public_id):
                return hit
        except DisallowedHost:
            return self.get_response(request)
        except redis.RedisError as error:
            log.warning("The page cache does not answer: %s", error)
            return self.get_response(request)
        response = self.get_response(request)
        version = getattr(response, "bzpeer_version", None)
        if version is None or response.status_code != 200 or response.cookies:
            return response
        return _keep(request, response, public_id, version)


def _kept_record(request: HttpRequest) -> str | None:
    if not settings.PAGE_CACHE_SECONDS or request.method not in {"GET", "HEAD"} or request.META.get("QUERY_STRING"):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_HX_REQUEST" in request.META:
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    match = _KEPT.fullmatch(request.path)
    return match[1] if match else None


def _page_key(request: HttpRequest) -> str:
    # The host is checked here, since a kept page passes no other check, and kept apart, since the page names it.
    # The theme is one of three: whatever else a cookie says makes no page of its own.
    return f"bzpeer:page:{build()}:{theme.chosen(request)}:{request.scheme}://{request.get_host()}{request.path}"


def _encoding(request: HttpRequest) -> str:
    return "gzip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else "plain"


def _find(request: HttpRequest, public_id: str) -> HttpResponse | None:
    encoding = _encoding(request)
    # A reader who has the page already needs none of its bytes, most of the time.
    fields = ["version", "etag", "headers"] + ([] if "HTTP_IF_NONE_MATCH" in request.META else [encoding])
    key = _page_key(request)
    with _client().pipeline(transaction=False) as pipe:
        pipe.get(_version_key(public_id))
        pipe.hmget(key, fields)
        newest, (version, etag, headers, *body) = pipe.execute()
    if newest is None or version is None or newest != version:
        return None
    if not body:
        if not_modified := _not_modified(request, etag.decode(), json.loads(headers)):
            return not_modified
        body = cast("list[Any]", _client().hmget(key, [encoding]))
        if body[0] is None:
            return None
    return _answer(body[0], encoding, etag.decode(), json.loads(headers))


def _answer(body: bytes, encoding: str, etag: str, headers: Mapping[str, str]) -> HttpResponse:
    response = HttpResponse(body, headers={**headers, "ETag": etag, "Content-Length": str(len(body))})
    if encoding == "gzip":
        response["Content-Encoding"] = "gzip"
    return response


def _not_modified(request: HttpRequest, etag: str, headers: Mapping[str, str]) -> HttpResponse | None:
    response = HttpResponse(headers={**headers, "ETag": etag})
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional if conditional and conditional.status_code == 304 else None


def _keep(request: HttpRequest, response: HttpResponse, public_id: str, version: int) -> HttpResponse:
    body = response.content
    packed = gzip.compress(body, _COMPRESSION, mtime=0)
    # Weak: the same page leaves with and without compression.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    headers["Cache-Control"] = "no-cache"
    stored: dict[Any, Any] = {
        "version": version, "etag": etag, "gzip": packed, "plain": body, "headers": json.dumps(headers),
    }  # fmt: skip
    try:
        with _client().pipeline(transaction=False) as pipe:
            _raise(pipe, public_id, version)
            pipe.hset(_page_key(request), mapping=stored)
            pipe.expire(_page_key(request), settings.PAGE_CACHE_SECONDS)
            pipe.execute()
    except redis.RedisError as error:
        log.warning("A page was not kept: %s", error)
    if not_modified := _not_modified(request, etag, headers):
        return not_modified
    encoding = _encoding(request)
    return _answer(packed if encoding == "gzip" else body, encoding, etag, headers)

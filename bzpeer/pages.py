"""Pages that look at every room: home, about the numbers, errors, and the two health checks."""

from __future__ import annotations

import re

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bzpeer import examples, news
from profiles import trust
from profiles.powers import NEEDS
from works.backers import MOST_FOLLOWERS_OF_A_DOMAIN
from works.describing import head
from works.identity.score import ASK, LINK
from works.search.reading import clean
from works.search.works import MOST

_BREAKS = re.compile(r"[\W_]+")
_ENDING = re.compile(r"\.[a-z]{2,6}$")
# Parts of our own addresses, and public ids: ten letters and digits, of which one at least is a digit.
_OURS = re.compile(
    r"about|accounts?|admin|api|authors?|feed|graph|html?|index|institutions?|names?|p|papers?|people|profiles?"
    r"|publications?|researchers?|search|theme|topics?|users?|v\d+|works?|(?=.*\d)[2-9a-z]{10}",
    re.IGNORECASE,
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search box, what is new here, and what the site is."""
    return render(request, "home.html", {**news.everything(), "head": head.of_home(request)})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How trust and every metric is computed, with worked examples; needs no query."""
    levels = zip(range(5), trust.LEVEL_NAMES, trust.LEVEL_POINTS, strict=True)
    may = {level: [power.value for power, needs in NEEDS.items() if needs == level] for level in (2, 3, 4)}
    context = {
        "levels": list(levels),
        "powers": may,
        "quiet_hours": settings.CLAIM_QUIET_HOURS,
        "bands": trust.BANDS,
        "team": settings.COAUTHOR_LIMIT,
        "most_of_a_domain": MOST_FOLLOWERS_OF_A_DOMAIN,
        "most_found": MOST,
        "link": LINK,
        "ask": ASK,
    }
    return render(request, "about.html", context | examples.everything())


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Says that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Says whether database, broker and migrations are as this process needs them; 503 with the reason where not."""
    checks = {"database": _database(), "broker": _broker()}
    checks["migrations"] = _migrations() if checks["database"] == "ok" else "not known without the database"
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse(checks, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _broker() -> str:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return "does not answer"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else "ok"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere, with a search for the words of the address."""
    return render(request, "404.html", {"search": {"text": _words(request.path)}}, status=404)


def _words(path: str) -> str:
    """What somebody who came by this address may look for: its words, without ids and the names of our own pages."""
    words = _BREAKS.split(path.rpartition(".")[0] if _ENDING.search(path) else path)
    return clean(" ".join(word for word in words if not _OURS.fullmatch(word)))


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours; needs no database."""
    return render(request, "500.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was open for too long, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)

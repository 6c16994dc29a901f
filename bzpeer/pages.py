"""Pages that look at every room: home, about the numbers, errors, and the two health checks."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from profiles import trust
from profiles.models import Author
from profiles.powers import NEEDS
from works.models import SourceProfile, Work

NEW_WORKS = 6
RESEARCHERS = 24


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the site is, researchers whom a source has a page of, and the newest works."""
    newest = Work.objects.standing().order_by(F("ordered_on").desc(nulls_last=True), "id")
    listed = SourceProfile.objects.standing().values("author")
    context = {
        "authors": Author.objects.public().filter(id__in=listed).by_name()[:RESEARCHERS],
        "works": newest.only("public_id", "slug", "title_html", "published_on", "year")[:NEW_WORKS],
    }
    return render(request, "home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How trust and every metric is computed, with an example."""
    example = trust.TrustInputs(level=1, works=4, topics=2)
    context = {"example": trust.compute(example), "bands": trust.BANDS, "version": trust.VERSION}
    levels = zip(range(5), trust.LEVEL_NAMES, trust.LEVEL_POINTS, strict=True)
    may = {level: [power.value for power, needs in NEEDS.items() if needs == level] for level in (2, 3, 4)}
    said = {"levels": list(levels), "powers": may, "quiet_hours": settings.CLAIM_QUIET_HOURS}
    return render(request, "about.html", context | said)


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
    """The page for an address that leads nowhere."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours; needs no database."""
    return render(request, "500.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was open for too long, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)

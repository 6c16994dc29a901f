"""The map of all public addresses for search engines, in parts, and robots.txt.

Not django.contrib.sitemaps: it divides by OFFSET and counts everything for each part. Here a part is a range of ids,
which costs the same anywhere in a table of millions, and holds the same addresses from day to day. No address has a
date: the day on which a record was last changed is not kept, and one that is not true is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from profiles.addresses import address
from profiles.models import Author
from works.describing.head import root_of
from works.exports.formats import ENDINGS
from works.exports.rows import path_of
from works.models import Institution, Topic, Work

# The protocol's bound of a part (sitemaps.org): every id of the range may be there.
IDS_A_PART = 50_000
_ROWS_AT_ONCE = 5_000
_KEPT_FOR = 3_600  # seconds, by crawlers and by what stands between
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one kind: those that are public, and the path of one from the columns it is made of."""

    records: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    path: Callable[..., str]


SECTIONS = {
    "authors": Section(Author.objects.public, ("public_id", "slug"), address),
    "works": Section(Work.objects.standing, ("public_id", "slug"), path_of),
    "topics": Section(lambda: Topic.objects.filter(works_count__gt=0), ("slug",), "/topics/{}/".format),
    "institutions": Section(
        lambda: Institution.objects.filter(works_count__gt=0), ("slug",), "/institutions/{}/".format
    ),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of parts that hold an address; one short query for each."""
    root = root_of(request)
    parts = [f"{root}{reverse('sitemap-part', args=[name, part])}" for name in SECTIONS for part in _parts(name)]
    lines = "".join(f"<sitemap><loc>{part}</loc></sitemap>\n" for part in parts)
    body = f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{lines}</sitemapindex>\n"
    return _kept(HttpResponse(body, content_type="application/xml"))


@require_safe
def part(request: HttpRequest, name: str, number: int) -> StreamingHttpResponse:
    """The addresses of one part; 404 where there is none in it."""
    if name not in SECTIONS or not _range(name, number).exists():
        raise Http404("There is no such part.")
    body = _addresses(name, number, root_of(request)) if request.method == "GET" else iter(())
    return _kept(StreamingHttpResponse(body, content_type="application/xml"))


def _parts(name: str) -> Iterator[int]:
    newest = SECTIONS[name].records().model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    for number in range(1, -(-newest // IDS_A_PART) + 1):
        # Ids have gaps, whole parts of them where an import was rolled back.
        if _range(name, number).exists():
            yield number


def _range(name: str, number: int, after: int = 0) -> QuerySet[Any]:
    start = max((number - 1) * IDS_A_PART, after)
    return SECTIONS[name].records().filter(pk__gt=start, pk__lte=number * IDS_A_PART)


def _addresses(name: str, number: int, root: str) -> Iterator[str]:
    section, last = SECTIONS[name], 0
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n"
    while rows := list(_range(name, number, last).order_by("pk").values_list("pk", *section.columns)[:_ROWS_AT_ONCE]):
        # An address of ours holds no sign that XML would have to escape.
        yield "".join(f"<url><loc>{root}{section.path(*columns)}</loc></url>\n" for _, *columns in rows)
        last = rows[-1][0]
    yield "</urlset>\n"


def _kept[Response: HttpResponse | StreamingHttpResponse](response: Response) -> Response:
    patch_cache_control(response, public=True, max_age=_KEPT_FOR)
    return response


# What is no content, or the same content again: forms, what only one person sees, searches, selections, data.
_NOT_FOR_ROBOTS = (
    "/accounts/", "/admin/", "/api/", "/claims/", "/feed/", "/following/", "/inbox/", "/mail/", "/search/", "/theme/",
    "/vouching/", "/*?",
    *(f"/{noun}/*.{ending}$" for noun in ("authors", "works") for ending in ENDINGS),
)  # fmt: skip


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where the map is; nothing where the installation is private."""
    lines = ["User-agent: *"]
    if settings.ALLOW_ROBOTS:
        lines += [f"Disallow: {path}" for path in _NOT_FOR_ROBOTS]
        lines += ["", f"Sitemap: {root_of(request)}{reverse('sitemap')}"]
    else:
        lines += ["Disallow: /"]
    return _kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))

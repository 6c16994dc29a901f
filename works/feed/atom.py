"""Atom feeds of one author, topic or institution: their latest works, for who reads without an account."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, override
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

import redis
from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from works import author_pages, cards, subject_pages, subjects
from works.models import Institution, Topic, Work, WorkText

log = logging.getLogger(__name__)
LATEST = 30
KEPT_FOR = 300  # seconds, by readers and by what stands between
REMEMBERED = 30 * 24 * 3600  # seconds; a feed that nobody asks for so long is taken for changed
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed is of: its title, its stable name, the path of its page, and its latest works, newest first."""

    title: str
    name: str
    page: str
    works: Sequence[int]
    person: str = ""
    listed: bool = True


@require_safe
def of_author(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """The feed of an author's latest works: 6 queries, however many works there are."""
    record = author_pages.find(public_id)
    if author_pages.is_hidden(record):
        return author_pages.gone(request, record)
    if author_pages.is_gone(record):
        return author_pages.gone(request)
    if elsewhere := author_pages.moved(record, slug, "author-feed"):
        return elsewhere
    works = Work.objects.standing().filter(authorships__author=record)
    latest = works.order_by(F("ordered_on").desc(nulls_last=True), "-id").values_list("id", flat=True)[:LATEST]
    page, listed = record.get_absolute_url(), record.level > 0
    feed = Feed(record.name, f"author/{record.public_id}", page, list(latest), record.name, listed)
    return _answer(request, feed)


@require_safe
def of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of a topic's latest works."""
    record = subject_pages.find_topic(slug)
    if record.slug != slug:
        return redirect("topic-feed", record.slug, permanent=True)
    return _of_subject(request, record, "topic")


@require_safe
def of_institution(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of the latest works that a source tags with an institution."""
    return _of_subject(request, get_object_or_404(Institution, slug=slug), "institution")


def of_work(request: HttpRequest, record: Work) -> HttpResponse:
    """The feed of one standing work: its one entry."""
    feed = Feed(record.title, f"work/{record.public_id}", record.get_absolute_url(), [record.pk])
    return _answer(request, feed)


def _of_subject(request: HttpRequest, record: Topic | Institution, noun: str) -> HttpResponse:
    works = subjects.newest(record, LATEST)
    return _answer(request, Feed(record.name, f"{noun}/{record.slug}", record.get_absolute_url(), works))


def _answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    found = Work.objects.standing().defer("card", "abstract_html").prefetch_related("topics").in_bulk(feed.works)
    works = [found[pk] for pk in feed.works if pk in found]
    if not works and not feed.person:
        return author_pages.gone(request)
    body = _written(request, feed, works)
    response = HttpResponse(body, content_type=Atom1Feed.content_type)
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    last = _changed(feed, etag)
    response["Last-Modified"] = http_date(last)
    if not feed.listed:
        response["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(request, etag=etag, last_modified=last, response=response)
    assert isinstance(answer, HttpResponse), "A feed is there or has not changed."
    return answer


def _changed(feed: Feed, etag: str) -> int:
    """The second in which the feed was first like this: a name or a work that is gone changes it as a new work does."""
    key, now = f"feed:{feed.name}", int(time.time())
    try:
        was, last = cache.get(key) or ("", 0)
        if was == etag:
            return int(last)
        # Who had it a moment ago must not be told that it is the same.
        now = max(now, last + 1)
        cache.set(key, (etag, now), REMEMBERED)
    except redis.RedisError as error:
        log.warning("When a feed changed is not remembered: %s", error)
    return now


def _written(request: HttpRequest, feed: Feed, works: Sequence[Work]) -> bytes:
    page = request.build_absolute_uri(feed.page)
    made = _Atom(
        title=_clean(f"{feed.title}: works · BZPEER"), link=page, description=None, language=None,
        feed_url=request.build_absolute_uri(request.path), feed_guid=_tag(feed.name),
        author_name=_clean(feed.person or "BZPEER"), author_link=page if feed.person else None,
    )  # fmt: skip
    ids = [work.pk for work in works]
    bylines = cards.bylines_of(ids)
    abstracts = dict(WorkText.objects.filter(work__in=ids).values_list("work", "abstract"))
    for work in works:
        people = list(bylines[work.pk])
        # A byline that ends in "et al." may not print the one whose feed it is.
        if feed.person and feed.page not in {person["url"] for person in people}:
            people.append({"name": feed.person, "url": feed.page})
        made.add_item(**_entry(request, work, people, abstracts.get(work.pk, "")))
    return made.writeString("utf-8").encode()


def _entry(request: HttpRequest, work: Work, people: Sequence[Mapping[str, str]], summary: str) -> dict[str, Any]:
    return {
        "title": _clean(work.title),
        "link": request.build_absolute_uri(work.get_absolute_url()),
        "description": None,  # which would be HTML
        "unique_id": _tag(f"work/{work.public_id}"),
        "updateddate": work.created_at,
        "pubdate": _published(work),
        "categories": [_clean(topic.code) for topic in work.topics.all()],
        "summary": _clean(summary),
        "people": [(_clean(who["name"]), who["url"] and request.build_absolute_uri(who["url"])) for who in people],
    }


def _tag(name: str) -> str:
    # RFC 4151: an id that stays when addresses change.
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"


def _published(work: Work) -> dt.datetime | None:
    day = work.published_on
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day else None


def _clean(text: str) -> str:
    # What no XML may hold, not even escaped.
    return _NOT_IN_XML.sub("", text)


class _Atom(Atom1Feed):
    """Django's feed with every author of a work, and its abstract as plain text."""

    @override
    def add_item_elements(self, handler: SimplerXMLGenerator, item: Mapping[str, Any]) -> None:
        super().add_item_elements(handler, dict(item))
        for name, url in item["people"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            if url:
                handler.addQuickElement("uri", url)
            handler.endElement("author")
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})

    @override
    def latest_post_date(self) -> dt.datetime:
        # Without a work nothing was ever new: the hour of the request would make every answer differ.
        return super().latest_post_date() if self.items else dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

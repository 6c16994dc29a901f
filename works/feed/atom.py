"""Atom feeds of one author, topic or institution: their latest works, for who reads without an account."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, override
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from works import author_pages, cards, tex
from works.imports import derive, facts
from works.models import Institution, Topic, Work

LATEST = 30
KEPT_FOR = 300  # seconds, by readers and by what stands between
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed is of: its title, its stable name, the path of its page, and its works, the latest first."""

    title: str
    name: str
    page: str
    works: QuerySet[Work]
    person: str = ""


@require_safe
def of_author(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """The feed of an author's latest works: 6 queries, however many works there are."""
    record = author_pages.find(public_id)
    if author_pages.is_hidden(record):
        return author_pages.gone(request, record)
    if elsewhere := author_pages.moved(record, slug, "author-feed"):
        return elsewhere
    if author_pages.is_gone(record):
        return author_pages.gone(request)
    works = Work.objects.standing().filter(authorships__author=record)
    feed = Feed(record.name, f"author/{record.public_id}", record.get_absolute_url(), works, person=record.name)
    return _answer(request, feed)


@require_safe
def of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of a topic's latest works."""
    return _of_subject(request, get_object_or_404(Topic, slug=slug), "topic")


@require_safe
def of_institution(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of the latest works that a source tags with an institution."""
    return _of_subject(request, get_object_or_404(Institution, slug=slug), "institution")


def _of_subject(request: HttpRequest, record: Topic | Institution, noun: str) -> HttpResponse:
    works = Work.objects.standing().filter(**{f"{noun}s": record})
    return _answer(request, Feed(record.name, f"{noun}/{record.slug}", record.get_absolute_url(), works))


def _answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    newest = feed.works.order_by(F("ordered_on").desc(nulls_last=True), "-id").defer("card", "abstract_html")
    works = list(newest.prefetch_related("topics")[:LATEST])
    if not works and not feed.person:
        return author_pages.gone(request)
    body = _written(request, feed, works)
    response = HttpResponse(body, content_type=Atom1Feed.content_type)
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    last = int(max(work.created_at for work in works).timestamp()) if works else None
    if last:
        response["Last-Modified"] = http_date(last)
    answer = get_conditional_response(request, etag=etag, last_modified=last, response=response)
    assert isinstance(answer, HttpResponse), "A feed is there or has not changed."
    return answer


def _written(request: HttpRequest, feed: Feed, works: Sequence[Work]) -> bytes:
    page = request.build_absolute_uri(feed.page)
    made = _Atom(
        title=_clean(f"{feed.title}: works · BZPEER"), link=page, description=None, language=None,
        feed_url=request.build_absolute_uri(request.path), feed_guid=_tag(feed.name),
        author_name=_clean(feed.person or "BZPEER"), author_link=page if feed.person else None,
    )  # fmt: skip
    ids = [work.pk for work in works]
    bylines, said = cards.bylines_of(ids), derive.facts_of(ids)
    for work in works:
        fact = said[work.pk]
        abstract = facts.overruled(fact, work.locked).abstract if fact else ""
        people = list(bylines[work.pk])
        # A byline that ends in "et al." may not print the one whose feed it is.
        if feed.person and feed.page not in {person["url"] for person in people}:
            people.append({"name": feed.person, "url": feed.page})
        made.add_item(**_entry(request, work, people, tex.to_text(abstract)))
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

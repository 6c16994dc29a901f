"""Topics and institutions: in the order of their names, one by one, and the works that carry them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.http import HttpRequest
from ninja import Query, Router

from bzpeer.api import finding, numbers, paging, people, reads
from bzpeer.api.listing import of_year, works_page
from bzpeer.api.paging import Key, Order
from bzpeer.api.places import Places
from bzpeer.api.schemas.people import People
from bzpeer.api.schemas.subjects import Institution, InstitutionList, SubjectsAsked, Topic, TopicList
from bzpeer.api.schemas.works import SubjectWorksAsked, WorkList
from profiles.names import fold_words
from works import models, subjects

router = Router(tags=["topics and institutions"])
BY_NAME = (Key("start"), Key("id", kind=int))
BY_DAY = (Key("ordered_on", descending=True, nullable=True, kind=dt.date), Key("work_id", descending=True, kind=int))
_WORKS = "works that carry it"
_FOLLOWERS = "people with an account who follow it"


@reads.get(router, "/topics", TopicList, "List of topics")
def topics(request: HttpRequest, asked: Query[SubjectsAsked]) -> TopicList:
    """Every topic that a work carries, in the order of names."""
    order, at = Order("topics", BY_NAME), Places.of(request)
    found, following = _named(request, models.Topic.objects.all(), asked, order)
    return TopicList(items=[_topic(record, at) for record in found], next=following)


@reads.get(router, "/topics/{slug}", Topic, "One topic", reads.SUBJECT)
def topic(request: HttpRequest, slug: str) -> Topic:
    """A topic with its full name, where the archive's code is known."""
    return _topic(finding.topic(slug), Places.of(request))


@reads.get(router, "/topics/{slug}/works", WorkList, "Works of a topic", reads.SUBJECT)
def topic_works(request: HttpRequest, slug: str, asked: Query[SubjectWorksAsked]) -> WorkList:
    """The works that carry the topic, newest first."""
    rows = models.WorkTopic.objects.filter(topic=finding.topic(slug))
    return works_page(request, of_year(rows, asked.year), asked, Order("topic-works", BY_DAY))


@reads.get(router, "/topics/{slug}/authors", People, "People of a topic", reads.SUBJECT)
def topic_authors(request: HttpRequest, slug: str) -> People:
    """Who stands on the newest works of the topic, in the order of names."""
    return _people(finding.topic(slug), Places.of(request))


@reads.get(router, "/institutions", InstitutionList, "List of institutions")
def institutions(request: HttpRequest, asked: Query[SubjectsAsked]) -> InstitutionList:
    """Every institution that a source tags a work with, in the order of names."""
    order, at = Order("institutions", BY_NAME), Places.of(request)
    found, following = _named(request, models.Institution.objects.all(), asked, order)
    return InstitutionList(items=[_institution(record, at) for record in found], next=following)


@reads.get(router, "/institutions/{slug}", Institution, "One institution", reads.SUBJECT)
def institution(request: HttpRequest, slug: str) -> Institution:
    """An institution, as sources name it."""
    return _institution(finding.institution(slug), Places.of(request))


@reads.get(router, "/institutions/{slug}/works", WorkList, "Works of an institution", reads.SUBJECT)
def institution_works(request: HttpRequest, slug: str, asked: Query[SubjectWorksAsked]) -> WorkList:
    """The works that a source tags with the institution, newest first."""
    rows = models.WorkInstitution.objects.filter(institution=finding.institution(slug))
    return works_page(request, of_year(rows, asked.year), asked, Order("institution-works", BY_DAY))


@reads.get(router, "/institutions/{slug}/authors", People, "People of an institution", reads.SUBJECT)
def institution_authors(request: HttpRequest, slug: str) -> People:
    """Who stands on the newest works that are tagged with the institution, in the order of names."""
    return _people(finding.institution(slug), Places.of(request))


def _people(subject: models.Topic | models.Institution, at: Places) -> People:
    found = subjects.people(subject).values(*people.BRIEF)
    return People(
        items=[people.brief(row, at) for row in found],
        scope=f"at most {subjects.PEOPLE} people, on the {subjects.NEWEST} newest works",
    )


def _named(
    request: HttpRequest, rows: QuerySet[Any], asked: SubjectsAsked, order: Order
) -> tuple[list[Any], str | None]:
    # In the order of bytes, as the index has them: what begins with a text is one stretch of it.
    rows = rows.filter(works_count__gt=0).annotate(start=Collate("folded_name", "C"))
    if asked.name:
        rows = rows.filter(**paging.beginning("start", fold_words(asked.name)))
    found = paging.first(order.parts(rows, paging.place_of(asked, order)), asked.limit + 1)
    if len(found) <= asked.limit:
        return found, None
    last = found[asked.limit - 1]
    return found[: asked.limit], paging.next_page(request, order, (last.start, last.pk))


def _topic(record: models.Topic, at: Places) -> Topic:
    here = at.here("topics", record.slug)
    return Topic(
        code=record.code, name=record.name, slug=record.slug, url=here, page=at.page(f"/topics/{record.slug}/"),
        works=numbers.counted(record.works_count, _WORKS), works_url=f"{here}/works",
        followers=numbers.counted(record.followers_count, _FOLLOWERS),
    )  # fmt: skip


def _institution(record: models.Institution, at: Places) -> Institution:
    here = at.here("institutions", record.slug)
    return Institution(
        name=record.name, slug=record.slug, url=here, page=at.page(f"/institutions/{record.slug}/"),
        works=numbers.counted(record.works_count, _WORKS), works_url=f"{here}/works",
        followers=numbers.counted(record.followers_count, _FOLLOWERS),
    )  # fmt: skip

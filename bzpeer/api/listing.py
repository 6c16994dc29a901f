"""Works in lists and alone, from the rows that exports are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from bzpeer.api import numbers, paging
from bzpeer.api.paging import Order
from bzpeer.api.places import Places
from bzpeer.api.schemas.lists import Listed
from bzpeer.api.schemas.subjects import InstitutionRef, TopicRef
from bzpeer.api.schemas.works import Identifier, SourceRef, WorkBrief, WorkList, Writer
from works.exports import rows
from works.exports.records import Person, WorkRow

# A page ends before it holds more names than this, as one work may have thousands.
MOST_NAMES = 10_000
HEAT = "recent activity on the work, as the source measures it"
CITATIONS = "citations of the work, as the source counts them"
type Found = tuple[int, int, *tuple[Any, ...]]


def works_page(
    request: HttpRequest, found: QuerySet[Any, Any], asked: Listed, order: Order, work: str = "work"
) -> WorkList:
    """A page of the works that these rows lead to, in this order: at most 11 queries, whatever the page holds."""
    prefix = f"{work}__" if work else ""
    columns = (f"{prefix}id", f"{prefix}byline_length", *(key.name for key in order.keys))
    parts = order.parts(found, paging.place_of(asked, order))
    page = paging.first([part.values_list(*columns) for part in parts], asked.limit + 1)
    shown, last = cut(page, asked.limit)
    at = Places.of(request)
    items = [brief(row, at) for row in rows.of([row[0] for row in shown])]
    return WorkList(items=items, next=paging.next_page(request, order, last[2:]) if last else None)


def of_year[M: Model](found: QuerySet[M, Any], year: int | None) -> QuerySet[M, Any]:
    """Those of a year, where one is asked for: a stretch of the index, as works of a year have their place in it."""
    return found.filter(ordered_on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31))) if year else found


def cut(page: Sequence[Found], limit: int) -> tuple[Sequence[Found], Found | None]:
    """The rows that one page shows of those that were read, and the last of them where more follow."""
    size = names = 0
    for size, row in enumerate(page[:limit], start=1):  # noqa: B007 - the last size is what is asked for
        names += row[1]
        if names >= MOST_NAMES:
            break
    return page[:size], page[size - 1] if size < len(page) else None


def brief(row: WorkRow, at: Places) -> WorkBrief:
    """A work as lists show it."""
    return WorkBrief(**fields(row, at))


def fields(row: WorkRow, at: Places) -> dict[str, Any]:
    """What every form of a work has."""
    return {
        "id": row.public_id,
        "title": row.title,
        "url": at.here("works", row.public_id),
        "page": at.page(row.url),
        "kind": row.kind or None,
        "host": row.host or None,
        "published_on": row.published_on,
        "year": row.year,
        "authors": [writer(person, at) for person in row.people],
        "byline_complete": row.byline_complete,
        "topics": [topic(*told, at=at) for told in row.topics],
        "institutions": [institution(*told, at=at) for told in row.institutions],
        "identifiers": [Identifier(scheme=scheme, value=value) for scheme, value in row.identifiers],
        "has_code": row.has_code,
        "code_url": row.code_url or None,
        "heat": numbers.said(row.heat, row.heat_source, row.heat_on, HEAT),
        "citations": numbers.said(row.citations, row.citations_source, row.citations_on, CITATIONS),
        "sources": [SourceRef(name=told.source, captured_on=told.captured_on) for told in row.sources],
    }


def writer(person: Person, at: Places) -> Writer:
    """An author of a work."""
    return Writer(
        name=person.name,
        id=person.public_id or None,
        url=at.here("authors", person.public_id) if person.public_id else None,
        page=at.page(person.url) if person.url else None,
        position=person.position,
    )


def topic(code: str, name: str, slug: str, at: Places) -> TopicRef:
    """A topic that a work carries."""
    return TopicRef(code=code, name=name, slug=slug, url=at.here("topics", slug), page=at.page(f"/topics/{slug}/"))


def institution(name: str, slug: str, at: Places) -> InstitutionRef:
    """An institution that a work is tagged with."""
    return InstitutionRef(
        name=name, slug=slug, url=at.here("institutions", slug), page=at.page(f"/institutions/{slug}/")
    )

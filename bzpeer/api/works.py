"""Works: the newest first, and one with what each source asserts of it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Query, Router

from bzpeer.api import assertions, finding, listing, numbers, problems, reads
from bzpeer.api.paging import Key, Order
from bzpeer.api.places import Places
from bzpeer.api.schemas.works import Work, WorkList, WorksAsked
from works import models
from works.exports import rows

router = Router(tags=["works"])
# As the index of all works has them.
ORDER = Order("works", (Key("ordered_on", descending=True, nullable=True, kind=dt.date), Key("id", kind=int)))


@reads.get(router, "/works", WorkList, "List of works")
def works(request: HttpRequest, asked: Query[WorksAsked]) -> WorkList:
    """Every work that somebody lists, newest first; of an unknown date last."""
    found = listing.of_year(models.Work.objects.standing(), asked.year)
    if asked.identifier:
        found = found.filter(identifiers__contains=[asked.identifier])
    return listing.works_page(request, found, asked, ORDER, work="")


@reads.get(router, "/works/{id}", Work, "One work", reads.RECORD)
def work(request: HttpRequest, id: str) -> Work:  # noqa: A002 - the name in the address
    """A work with its byline, its abstract, its ids elsewhere, and what each source asserts of it.

    What is asserted stands side by side: each source with the pages and lines that say so.
    """
    found = rows.of([finding.work(id)])
    if not found:
        raise problems.gone("work")
    row = found[0]
    said = assertions.of(row.id)
    return Work(
        **listing.fields(row, Places.of(request)),
        title_tex=row.title_tex,
        abstract=row.abstract or None,
        abstract_cut=row.abstract_cut,
        asserted=said.asserted,
        pages=numbers.counted(
            said.pages, "captured pages that list the work", or_more=said.pages == assertions.MOST_PAGES
        ),
    )

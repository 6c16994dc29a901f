"""Authors: in the order of their names, and one with works, co-authors and trust."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Collate
from django.http import HttpRequest
from ninja import Query, Router

from bzpeer.api import finding, numbers, paging, people, reads
from bzpeer.api.own_works import page_of
from bzpeer.api.paging import Key, Order
from bzpeer.api.places import Places
from bzpeer.api.schemas.people import Author, AuthorList, AuthorsAsked, Coauthors, Shared, Trust
from bzpeer.api.schemas.works import AuthorWorksAsked, OwnWorkList
from profiles import models
from profiles.names import fold
from works.owners import shown

router = Router(tags=["authors"])
ORDER = Order("authors", (Key("start"), Key("id", kind=int)))


@reads.get(router, "/authors", AuthorList, "List of authors")
def authors(request: HttpRequest, asked: Query[AuthorsAsked]) -> AuthorList:
    """Everyone with an imported work, in the order of names."""
    found = models.Author.objects.public().annotate(start=Collate("folded_name", "C"))
    if asked.name:
        found = found.filter(**paging.beginning("start", fold(asked.name)))
    parts = [part.values(*people.BRIEF, "start") for part in ORDER.parts(found, paging.place_of(asked, ORDER))]
    page: list[dict[str, Any]] = paging.first(parts, asked.limit + 1)
    at = Places.of(request)
    items = [people.brief(row, at) for row in page[: asked.limit]]
    last = page[asked.limit - 1] if len(page) > asked.limit else None
    return AuthorList(items=items, next=paging.next_page(request, ORDER, (last["start"], last["id"])) if last else None)


@reads.get(router, "/authors/{id}", Author, "One author", reads.RECORD)
def author(request: HttpRequest, id: str) -> Author:  # noqa: A002 - the name in the address
    """An author's record: what is said of the person and by whom, counts, metrics and trust."""
    return people.whole(finding.author(id), Places.of(request))


@reads.get(router, "/authors/{id}/works", OwnWorkList, "Works of an author", reads.RECORD)
def author_works(request: HttpRequest, id: str, asked: Query[AuthorWorksAsked]) -> OwnWorkList:  # noqa: A002
    """The works of an author, filtered and sorted as on the profile."""
    return page_of(request, finding.author(id), asked)


@reads.get(router, "/authors/{id}/coauthors", Coauthors, "Co-authors of an author", reads.RECORD)
def coauthors(request: HttpRequest, id: str) -> Coauthors:  # noqa: A002
    """With whom an author wrote, the closest first."""
    record, at = finding.author(id), Places.of(request)
    items = [
        Shared(
            id=told["id"], name=told["name"], url=at.here("authors", told["id"]), page=at.page(told["url"]),
            works_shared=numbers.counted(told["works"], "works that both wrote, those of large teams left out"),
        )
        for told in record.side.get("coauthors", ())
    ]  # fmt: skip
    total = numbers.known(record.coauthors_count, people.COAUTHORS)
    return Coauthors(items=items, total=total, complete=len(items) >= record.coauthors_count)


@reads.get(router, "/authors/{id}/trust", Trust, "Trust in an author's record", reads.RECORD)
def author_trust(request: HttpRequest, id: str) -> Trust:  # noqa: A002
    """How well the record is backed, with the sum: not how good the person is."""
    record = finding.author(id)
    shown.dress_history(record)
    return people.trust_of(record, Places.of(request))

"""Search, as the page of it searches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from bzpeer.api import listing, numbers, paging, people, problems, reads
from bzpeer.api.paging import Key, Order
from bzpeer.api.places import Places
from bzpeer.api.problems import Refused
from bzpeer.api.schemas import search
from bzpeer.api.schemas.problems import FieldError
from profiles.models import Author
from works.exports import rows
from works.search import people as people_search
from works.search import straight, subjects
from works.search import works as works_search
from works.search.facets import Count, Facets
from works.search.found import Found

router = Router(tags=["search"])
_FACETS = ("year", "topic", "kind", "source", "has_code")
_BEARING = "works that carry it"


@reads.get(router, "/search", search.Results, "Search everything", (problems.UNAVAILABLE,))
def search_all(request: HttpRequest, asked: Query[search.SearchAsked]) -> search.Results:
    """Works by their words, and authors, topics and institutions by their names.

    Names are found without regard to accents, hyphens and the order of words; where nobody bears one, those like it
    are given and `guessed` is true. Of works the 1,000 best are ranked at most.
    """
    order, at = Order(f"search.{asked.in_}", (Key("place"),)), Places.of(request)
    place = paging.place_of(asked, order)
    found = _found(asked, place[0] if place else "")
    if found.gave_up:
        detail = "This search took too long. Ask for rarer words."
        raise Refused(problems.UNAVAILABLE, detail, headers={"Retry-After": "10"})
    results = search.Results(
        items=_items(asked.in_, found.rows, at),
        straight=_straight(asked.q, at),
        guessed=found.guessed,
        partial=found.partial,
        nothing_to_look_for=False,
        total=None,
        facets=None,
        next=paging.next_page(request, order, (found.next,)) if found.next else None,
    )
    return _with_facets(results, found) if isinstance(found, works_search.FoundWorks) else results


def _found(asked: search.SearchAsked, place: str) -> Found[Any]:
    if asked.in_ == "works":
        # As those of an address, so that nothing reaches the database that it takes for no text.
        given = {"year": asked.year, "topic": asked.topic, "kind": asked.kind, "source": asked.source}
        pairs = {name: str(value) for name, value in given.items() if value}
        facets = Facets.from_query(pairs | ({"code": "yes"} if asked.has_code else {}))
        return works_search.find(asked.q, facets, place, asked.limit)
    if odd := [name for name in _FACETS if getattr(asked, name) is not None]:
        errors = [FieldError(field=name, message="Only works are narrowed down by it.") for name in odd]
        raise problems.unreadable(errors)
    if asked.in_ == "authors":
        return people_search.find(asked.q, place, asked.limit)
    return subjects.find(asked.q, "topic" if asked.in_ == "topics" else "institution", place, asked.limit)


def _items(kind: search.Kind, found: Sequence[Any], at: Places) -> list[search.Hit]:
    if kind == "authors":
        return list(_authors(found, at))
    if kind == "works":
        return list(_works(found, at))
    return [_subject(told, at) for told in found]


def _authors(found: Sequence[people_search.Person], at: Places) -> Iterable[search.AuthorHit]:
    told = {
        row["id"]: row for row in Author.objects.public().filter(id__in=[p.id for p in found]).values(*people.BRIEF)
    }
    for person in found:
        if person.id in told:
            known = people.brief(told[person.id], at).model_dump()
            yield search.AuthorHit(**known, topics=list(person.topics), coauthors=list(person.coauthors))


def _works(found: Sequence[Any], at: Places) -> Iterable[search.WorkHit]:
    snippets = {hit.id: hit.snippet for hit in found}
    for row in rows.of(list(snippets)):
        yield search.WorkHit(**listing.fields(row, at), snippet_html=snippets[row.id])


def _subject(told: subjects.Subject, at: Places) -> search.TopicHit | search.InstitutionHit:
    works = numbers.counted(told.works, _BEARING)
    if told.noun == "topic":
        ref = listing.topic(told.code, told.name, told.slug, at)
        return search.TopicHit(**ref.model_dump(), works=works)
    return search.InstitutionHit(**listing.institution(told.name, told.slug, at).model_dump(), works=works)


def _straight(text: str, at: Places) -> search.Straight | None:
    path = straight.address(text)
    if not path:
        return None
    rooms: dict[str, Literal["author", "work"]] = {"authors": "author", "works": "work"}
    room, public_id = path.split("/")[1:3]
    return search.Straight(type=rooms[room], url=at.here(room, public_id), page=at.page(path))


def _with_facets(results: search.Results, found: works_search.FoundWorks) -> search.Results:
    total = numbers.counted(found.total, "works that match", or_more=found.partial)
    facets = {
        "has_code" if kind == "code" else kind: [_value(count, found) for count in counts]
        for kind, counts in found.counts.items()
    }
    told = {"total": total, "facets": facets, "nothing_to_look_for": found.nothing_to_look_for}
    return results.model_copy(update=told)


def _value(count: Count, found: works_search.FoundWorks) -> search.FacetValue:
    works = numbers.counted(count.works, "works that match and bear the value", or_more=found.partial)
    value = "true" if count.kind == "code" else count.value
    return search.FacetValue(value=value, label=count.words, works=works)

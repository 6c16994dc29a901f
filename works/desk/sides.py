"""What a question shows: two sides with works, co-authors, years and topics, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.utils.html import strip_tags

from profiles.addresses import address
from profiles.models import Author
from works.imports import work_ids
from works.models import Authorship, Listing, Question, SourceProfile, Topic, Work

Kind = Question.Kind
# So many works are shown of a side: those in doubt are what is decided about, of others the newest do.
WORKS, WORKS_IN_DOUBT = 12, 50
# So many of a side's works, the newest, say who its co-authors and topics are.
GATHERED = 1_000
COAUTHORS, SHARED, TOPICS, NAMES, BYLINE = 8, 12, 5, 8, 30
ABSTRACT = 600


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its address; its mark says "own" of the author asked about, "shared" of who is on both sides."""

    name: str
    url: str = ""
    mark: str = ""
    works: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A work with its byline, and how many names that leaves out."""

    work: Work
    byline: Sequence[Name]
    more: int


@dataclass(slots=True)
class Side:
    """One side of a question about people: an author, or a part of an author's list."""

    heading: str
    author: Author
    total: int = 0
    first_year: int | None = None
    last_year: int | None = None
    topics: Sequence[tuple[str, int]] = ()
    coauthors: Sequence[Name] = ()
    works: Sequence[Row] = ()
    sources: Sequence[SourceProfile] = ()
    slots: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkSide:
    """One side of a question about works."""

    work: Work
    byline: Sequence[Name]
    more: int
    abstract: str
    ids: Sequence[str]
    listings: Sequence[Listing]


def of(question: Question) -> list[Side] | list[WorkSide]:
    """The two sides of the question, as its records stand now."""
    if question.kind == Kind.WORK:
        return _works([work.merged_into or work for work in (question.work, question.other_work) if work])
    authors = [author.merged_into or author for author in (question.author, question.other) if author]
    if question.kind == Kind.PERSON:
        return _people([Side(author.name, author) for author in authors], None)
    sides = [Side("The works in doubt", authors[0]), Side("The rest of the list", authors[0])]
    return _people(sides, question.mentions)


def _people(sides: list[Side], doubted: Collection[int] | None) -> list[Side]:
    """The sides filled in; what is `doubted` of one list stands on the left, else each author has a side."""
    _gather_slots(sides, doubted)
    works = sorted({work for side in sides for work in side.slots})
    shared = _gather_coauthors(sides, works)
    _gather_topics(sides, works)
    _gather_sources(sides)
    most = (WORKS_IN_DOUBT if doubted is not None else WORKS, WORKS)
    shown = [list(side.slots)[:limit] for side, limit in zip(sides, most, strict=True)]
    own = {slot for side in sides for slot in side.slots.values()}
    rows = _rows([work for numbers in shown for work in numbers], own, shared)
    for side, numbers in zip(sides, shown, strict=True):
        side.works = [rows[number] for number in numbers]
    return sides


def both_on(sides: Sequence[Any]) -> int:
    """How many works have both sides in their byline, as two authors."""
    one, other = (set(side.slots) if isinstance(side, Side) else set() for side in sides)
    return len(one & other)


def _gather_topics(sides: list[Side], works: Sequence[int]) -> None:
    names: dict[int, list[str]] = defaultdict(list)
    for work, name in Topic.works.through.objects.filter(work__in=works).values_list("work_id", "topic__name"):
        names[work].append(name)
    for side in sides:
        found = Counter(name for work in side.slots for name in names[work])
        side.topics = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:TOPICS]


def _gather_sources(sides: list[Side]) -> None:
    pages = SourceProfile.objects.filter(author__in={side.author.pk for side in sides}).select_related("source")
    found = list(pages.order_by("source__name", "id"))
    for side in sides:
        side.sources = [page for page in found if page.author_id == side.author.pk]


def _gather_slots(sides: list[Side], doubted: Collection[int] | None) -> None:
    numbers: dict[str, Any] = {
        "authors": [side.author.pk for side in sides], "first": sides[0].author.pk, "whole": doubted is None,
        "doubted": list(doubted or ()), "most": GATHERED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, numbers)
        for number, work, slot, total, first, last in cursor.fetchall():
            side = sides[number]
            side.slots[work] = slot
            side.total, side.first_year, side.last_year = total, first, last


_SLOTS = """
    SELECT side, work_id, id, total, first, last FROM (
        SELECT a.side, a.work_id, a.id, count(*) OVER of_side AS total, min(w.year) OVER of_side AS first,
               max(w.year) OVER of_side AS last,
               row_number() OVER (PARTITION BY a.side ORDER BY w.ordered_on DESC NULLS LAST, w.id) AS place
        FROM (
            SELECT id, work_id, CASE WHEN author_id = %(first)s AND (%(whole)s OR id = ANY(%(doubted)s::bigint[]))
                   THEN 0 ELSE 1 END AS side
            FROM works_authorship WHERE author_id = ANY(%(authors)s)
        ) a JOIN works_work w ON w.id = a.work_id WINDOW of_side AS (PARTITION BY a.side)
    ) placed WHERE place <= %(most)s ORDER BY side, place
"""
_TEAMS = """
    SELECT work_id, array_agg(author_id) FROM works_authorship WHERE work_id = ANY(%s) AND author_id IS NOT NULL
    GROUP BY work_id HAVING count(*) <= %s
"""


def _gather_coauthors(sides: list[Side], works: Sequence[int]) -> set[int]:
    """Names each side's co-authors, first those of both; gives all of these."""
    # Counted here, as in works.side: planners join authorships with themselves badly.
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, [list(works), settings.COAUTHOR_LIMIT])
        teams: dict[int, list[int]] = dict(cursor.fetchall())
    counts = [Counter(one for work in side.slots for one in teams.get(work, ())) for side in sides]
    for side, count in zip(sides, counts, strict=True):
        del count[side.author.pk]
    shared = counts[0].keys() & counts[1].keys()
    closest = [_closest(count, shared) for count in counts]
    people = Author.objects.only("name", "public_id", "slug").in_bulk({one for found in closest for one in found})
    for side, count, found in zip(sides, counts, closest, strict=True):
        side.coauthors = [
            Name(people[one].name, people[one].get_absolute_url(), "shared" if one in shared else "", count[one])
            for one in found
        ]
    return shared


def _closest(count: Counter[int], shared: Collection[int]) -> list[int]:
    found = sorted(count, key=lambda one: (-count[one], one))
    of_both = [one for one in found if one in shared][:SHARED]
    return of_both + [one for one in found if one not in shared][: max(0, COAUTHORS - len(of_both))]


def _rows(works: Collection[int], own: Collection[int], shared: Collection[int]) -> dict[int, Row]:
    fields = ("public_id", "slug", "title_html", "year", "host", "byline_length", "byline_complete")
    found = Work.objects.only(*fields).in_bulk(set(works))
    bylines = _bylines(found, own, shared, NAMES)
    return {pk: Row(work, bylines[pk], _left_out(work, bylines[pk])) for pk, work in found.items()}


def _bylines(
    works: Mapping[int, Work], own: Collection[int], shared: Collection[int], most: int
) -> dict[int, list[Name]]:
    slots = Authorship.objects.filter(Q(position__lte=most) | Q(id__in=own), work__in=works)
    columns = ("work", "id", "author", "author__public_id", "author__slug", "printed_name")
    bylines: dict[int, list[Name]] = defaultdict(list)
    for work, slot, author, public_id, slug, name in slots.order_by(
        "work", F("position").asc(nulls_last=True), "id"
    ).values_list(*columns):
        mark = "own" if slot in own else "shared" if author in shared else ""
        bylines[work].append(Name(name, address(public_id, slug) if public_id else "", mark))
    return bylines


def _left_out(work: Work, byline: Sequence[Name]) -> int:
    return max(0, work.byline_length - len(byline))


def _works(works: list[Work]) -> list[WorkSide]:
    slots = Authorship.objects.filter(work__in=works, author__isnull=False).values_list("work", "author")
    authors: dict[int, set[int]] = defaultdict(set)
    for work, author in slots:
        authors[work].add(author)
    bylines = _bylines({work.pk: work for work in works}, (), authors[works[0].pk] & authors[works[1].pk], BYLINE)
    newest = Listing.objects.filter(work__in=works).newest().select_related("profile__source", "profile__author")
    listings: dict[int, list[Listing]] = defaultdict(list)
    for listing in newest.defer("record"):
        listings[listing.work_id].append(listing)
    return [
        WorkSide(
            work=work,
            byline=bylines[work.pk],
            more=_left_out(work, bylines[work.pk]),
            abstract=_beginning(work),
            ids=[work_ids.label((scheme, value)) for scheme, _, value in (i.partition(":") for i in work.identifiers)],
            listings=listings[work.pk],
        )
        for work in works
    ]


def _beginning(work: Work) -> str:
    # Stored HTML is well-formed; of formulas the letters stay.
    text = " ".join(unescape(strip_tags(work.abstract_html)).split())
    return text if len(text) <= ABSTRACT else f"{text[:ABSTRACT].rsplit(' ', 1)[0]} …"

"""Works as they leave the site: for exports, the API, the cite box and what machines are told of a page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import F, Model, QuerySet
from django.db.models.fields.json import KT

from profiles.addresses import address
from profiles.models import Author
from works.exports.records import Captured, Person, WorkRow
from works.models import Authorship, Listing, Work, WorkInstitution, WorkTopic
from works.owners import shown
from works.selection import NEWEST

__all__ = ["Captured", "Person", "WorkRow", "chunks_of", "of", "of_author", "path_of"]

A_CHUNK = 200
# A chunk ends before it holds more names than this, as one work may have thousands; a work is never divided.
NAMES_A_CHUNK = 10_000


class Chosen(Protocol):
    """A selection of an author's works and their order: works.lists.Choice."""

    def apply(self, authorships: QuerySet[Authorship]) -> QuerySet[Authorship]:
        """The chosen authorships, in order."""
        ...


def of(work_ids: Sequence[int]) -> list[WorkRow]:
    """The works in the order of the ids, without those that are not shown: 6 queries, 8 where somebody was renamed."""
    told = {work.pk: work for work in Work.objects.standing().filter(id__in=work_ids).values_list(*_WORK, named=True)}
    ids = list(told)
    people, topics, institutions = _people(ids), _topics(ids), _institutions(ids)
    listings = _listings(ids)
    return [
        _row(told[pk], people.get(pk, ()), topics.get(pk, ()), institutions.get(pk, ()), listings.get(pk, ()))
        for pk in work_ids
        if pk in told
    ]


def of_author(author: Author, size: int = A_CHUNK, choice: Chosen | None = None) -> Iterator[WorkRow]:
    """The author's works one after another, newest first or as chosen; read in chunks of at most `size` works."""
    for ids in chunks_of(author, size, choice):
        yield from of(ids)


def chunks_of(author: Author, size: int = A_CHUNK, choice: Chosen | None = None) -> Iterator[list[int]]:
    """The ids of the author's works, in chunks that are small enough to be held; the ids alone are read at once."""
    own = Authorship.objects.filter(author=author, work__is_listed=True, work__merged_into=None)
    chosen = choice.apply(own) if choice else own.order_by(*NEWEST)
    chunk: list[int] = []
    names = 0
    for pk, length in chosen.values_list("work_id", "work__byline_length"):
        if chunk and (len(chunk) == size or names + length > NAMES_A_CHUNK):
            yield chunk
            chunk, names = [], 0
        chunk.append(pk)
        names += length
    if chunk:
        yield chunk


def path_of(public_id: str, slug: str) -> str:
    """The path of a work's page, without the resolver; a test holds it to the URL named "work"."""
    return f"/works/{public_id}/{slug}/"


_WORK = (
    "pk", "public_id", "slug", "title", "text__title_tex", "text__abstract", "abstract_cut", "kind", "host",
    "published_on", "year", "identifiers", "byline_complete", "has_code", "code_url", "heat", "heat_on", "citations",
    "citations_on",
)  # fmt: skip


def _row(
    work: Any,
    people: Sequence[Person],
    topics: Sequence[tuple[str, str, str]],
    institutions: Sequence[tuple[str, str]],
    listings: Collection[_Listed],
) -> WorkRow:
    newest: dict[str, dt.date] = {}
    for line in listings:
        newest[line.source] = max(line.captured_on, newest.get(line.source, line.captured_on))
    return WorkRow(
        id=work.pk, public_id=work.public_id, slug=work.slug, url=path_of(work.public_id, work.slug),
        title=work.title, title_tex=work.text__title_tex or "", abstract=work.text__abstract or "",
        abstract_cut=work.abstract_cut, kind=work.kind, host=work.host, published_on=work.published_on, year=work.year,
        identifiers=tuple((scheme, value) for scheme, _, value in (i.partition(":") for i in work.identifiers)),
        topics=tuple(topics), institutions=tuple(institutions), people=tuple(people),
        byline_complete=work.byline_complete, has_code=work.has_code, code_url=work.code_url,
        heat=work.heat, heat_on=work.heat_on, citations=work.citations, citations_on=work.citations_on,
        sources=tuple(Captured(source, day) for source, day in sorted(newest.items())),
        heat_source=_who_said(listings, work.heat_on, "heat", work.heat),
        citations_source=_who_said(listings, work.citations_on, "citations", work.citations),
    )  # fmt: skip


def _people(ids: Collection[int]) -> Mapping[int, list[Person]]:
    columns = ("work", "id", "printed_name", "position", "author", "author__public_id", "author__slug")
    rows = Authorship.objects.filter(work__in=ids).order_by(F("position").asc(nulls_last=True), "id")
    names = shown.on(ids)
    found: dict[int, list[Person]] = defaultdict(list)
    for work, pk, printed, position, author, public_id, slug, hidden_at in rows.values_list(
        *columns, "author__hidden_at"
    ):
        is_linked = author is not None and hidden_at is None
        if position is None and not is_linked:
            continue
        url = address(public_id, slug) if is_linked else ""
        found[work].append(Person(names.slot(pk, printed), public_id if is_linked else "", url, position))
    return found


def _topics(ids: Collection[int]) -> Mapping[int, list[tuple[str, str, str]]]:
    return _grouped(WorkTopic, ids, "topic__code", "topic__name", "topic__slug")


def _institutions(ids: Collection[int]) -> Mapping[int, list[tuple[str, str]]]:
    return _grouped(WorkInstitution, ids, "institution__name", "institution__slug")


def _grouped(through: type[Model], ids: Collection[int], *columns: str) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = through._default_manager.filter(work__in=ids).order_by(columns[0])
    for work, *words in rows.values_list("work", *columns):
        found[work].append(tuple(words))
    return found


@dataclass(frozen=True, slots=True)
class _Listed:
    source: str
    captured_on: dt.date
    heat: str | None
    citations: str | None


def _listings(ids: Collection[int]) -> Mapping[int, list[_Listed]]:
    newest = Listing.objects.filter(work__in=ids).newest()
    columns = ("work", "profile__source__name", "captured_on", "record_heat", "record_citations")
    rows = newest.annotate(record_heat=KT("record__heat"), record_citations=KT("record__citations"))
    found: dict[int, list[_Listed]] = defaultdict(list)
    for work, *line in rows.values_list(*columns):
        found[work].append(_Listed(*line))
    return found


def _who_said(listings: Collection[_Listed], on: dt.date | None, kind: str, value: Decimal | int | None) -> str:
    if value is None:
        return ""
    said = {line.source for line in listings if line.captured_on == on and (got := getattr(line, kind)) is not None
            and Decimal(got) == value}  # fmt: skip
    return min(said, default="")

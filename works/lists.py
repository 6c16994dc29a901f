"""The list of works on an author's page: filtered, sorted and paged by what the address says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Author
from works import cards
from works.models import Authorship

WORKS_A_PAGE = 25
PUBLICATIONS_A_PAGE = 200
LONGEST_QUERY = 200

_NEWEST = (F("work__ordered_on").desc(nulls_last=True), "work__title", "work_id")
SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "newest": ("Newest first", _NEWEST),
    "oldest": ("Oldest first", (F("work__ordered_on").asc(nulls_last=True), "work__title", "work_id")),
    "heat": ("Most heat", (F("work__heat").desc(nulls_last=True), *_NEWEST)),
    "title": ("Title", ("work__title", "work_id")),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asked for; "" is no restriction, and what makes no sense is no restriction either."""

    year: str = ""
    topic: str = ""
    kind: str = ""
    coauthor: str = ""
    text: str = ""
    sort: str = "newest"
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Choice:
        """The choice that an address's query holds."""
        year, sort = query.get("year", ""), query.get("sort", "")
        return cls(
            year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
            topic=_short(query, "topic"),
            kind=_short(query, "kind"),
            coauthor=_short(query, "with"),
            text=_short(query, "q").strip(),
            sort=sort if sort in SORTS else "newest",
            page=page_number(query),
        )

    @property
    def is_filtered(self) -> bool:
        """Whether the reader sees a selection."""
        return bool(self.year or self.topic or self.kind or self.coauthor or self.text)

    @property
    def is_plain(self) -> bool:
        """Whether the reader sees everything in the usual order."""
        return not self.is_filtered and self.sort == "newest"

    def query(self) -> str:
        """The choice as the query of an address; "" for the plain list."""
        pairs = {
            "year": self.year,
            "topic": self.topic,
            "kind": self.kind,
            "with": self.coauthor,
            "q": self.text,
            "sort": self.sort if self.sort != "newest" else "",
            "page": self.page if self.page > 1 else "",
        }
        return urlencode({key: value for key, value in pairs.items() if value})

    def apply(self, authorships: QuerySet[Authorship]) -> QuerySet[Authorship]:
        """The chosen authorships, in the chosen order."""
        if self.year:
            authorships = authorships.filter(work__year=int(self.year))
        if self.topic:
            authorships = authorships.filter(work__topics__code=self.topic)
        if self.kind:
            authorships = authorships.filter(work__kind=self.kind)
        if self.coauthor:
            authorships = authorships.filter(work__authorships__author__public_id=self.coauthor)
        if self.text:
            authorships = authorships.filter(work__title__icontains=self.text)
        return authorships.order_by(*SORTS[self.sort][1])


def page_number(query: Mapping[str, str]) -> int:
    """The number of the page that an address asks for; 1 where it asks for nothing that makes sense."""
    page = query.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def _short(query: Mapping[str, str], key: str) -> str:
    # PostgreSQL takes no NUL in a text.
    return query.get(key, "").replace("\0", "")[:LONGEST_QUERY]


def options(rows: Iterable[tuple[Any, Any, int | None]], chosen: str) -> SafeString:
    """The <option>s of (value, words, how many works); joined here, since a template takes ten times as long."""
    made = []
    for value, words, works in rows:
        count = "" if works is None else f" ({works:,})"
        mark = " selected" if str(value) == chosen else ""
        made.append(f'<option value="{escape(str(value))}"{mark}>{escape(str(words))}{count}</option>')
    return mark_safe("".join(made))  # noqa: S308 - every value is escaped above


@dataclass(frozen=True, slots=True)
class WorksPage:
    """One page of an author's works, ready to show."""

    cards: Sequence[SafeString]
    total: int
    choice: Choice
    address: str
    side: Mapping[str, Any]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // WORKS_A_PAGE))

    @property
    def previous(self) -> str:
        """The address of the page before, or ""."""
        return self._address(self.choice.page - 1) if self.choice.page > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or ""."""
        return self._address(self.choice.page + 1) if self.choice.page < self.pages else ""

    def _address(self, page: int) -> str:
        query = replace(self.choice, page=min(page, self.pages)).query()
        return self.address + (f"?{query}" if query else "")

    @property
    def sorts(self) -> SafeString:
        """The orders to choose from, as <option>s."""
        return options(((key, name, None) for key, (name, _) in SORTS.items()), self.choice.sort)

    @property
    def years(self) -> SafeString:
        """The years of the author's works, as <option>s."""
        return options(((year, year, works) for year, works in self.side.get("years", ())), self.choice.year)

    @property
    def topics(self) -> SafeString:
        """The topics of the author's works, as <option>s."""
        return options(((t["code"], t["name"], t["works"]) for t in self.side.get("topics", ())), self.choice.topic)

    @property
    def kinds(self) -> SafeString:
        """The kinds of the author's works, as <option>s."""
        return options(((kind, kind, works) for kind, works in self.side.get("kinds", ())), self.choice.kind)

    @property
    def coauthors(self) -> SafeString:
        """The closest co-authors, as <option>s."""
        people = ((p["id"], p["name"], p["works"]) for p in self.side.get("coauthors", ()))
        return options(people, self.choice.coauthor)


type _Row = tuple[str, int | None, int, bool, bool]
# What nearly every reader gets: Django takes longer to compile this statement than the database to run it.
_PLAIN = """
    SELECT w.card, a.position, w.byline_length, w.byline_complete, a.is_doubted
    FROM works_authorship a JOIN works_work w ON w.id = a.work_id
    WHERE a.author_id = %s ORDER BY w.ordered_on DESC NULLS LAST, w.title, w.id LIMIT %s OFFSET %s
"""


def _plain(author: Author, page: int) -> tuple[int, Iterable[_Row]]:
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, [author.pk, WORKS_A_PAGE, (page - 1) * WORKS_A_PAGE])
        return author.works_count, cursor.fetchall()


def _chosen(author: Author, choice: Choice) -> tuple[int, Iterable[_Row]]:
    chosen = choice.apply(Authorship.objects.filter(author=author))
    rows = chosen.values_list("work__card", "position", "work__byline_length", "work__byline_complete", "is_doubted")
    start = (choice.page - 1) * WORKS_A_PAGE
    return chosen.count() if choice.is_filtered else author.works_count, rows[start : start + WORKS_A_PAGE]


def works_of(author: Author, choice: Choice) -> WorksPage:
    """The page of works that the choice asks for: one query, and one more to count a selection."""
    total, rows = _plain(author, choice.page) if choice.is_plain else _chosen(author, choice)
    url = author.get_absolute_url()
    own = cards.OwnPage(url, author.name)
    shown = [own.finish(*row) for row in rows]
    return WorksPage(shown, total, choice, url, author.side)


@dataclass(frozen=True, slots=True)
class Publications:
    """A page of the plain list: (title, abstract, whether the abstract is cut, year) of each work, as safe HTML."""

    rows: Sequence[tuple[SafeString, SafeString, bool, int | None]]
    page: int
    pages: int

    @property
    def numbers(self) -> range:
        """The numbers of the pages."""
        return range(1, self.pages + 1)

    @classmethod
    def of(cls, author: Author, number: int) -> Publications:
        """The page of this number; it has no rows where there are fewer pages."""
        pages = max(1, -(-author.works_count // PUBLICATIONS_A_PAGE))
        start = (number - 1) * PUBLICATIONS_A_PAGE
        found = Authorship.objects.filter(author=author).order_by(*_NEWEST)[start : start + PUBLICATIONS_A_PAGE]
        rows = found.values_list("work__title_html", "work__abstract_html", "work__abstract_cut", "work__year")
        # Both are made safe at import (works.tex.to_html).
        return cls([(mark_safe(t), mark_safe(a), cut, year) for t, a, cut, year in rows], number, pages)  # noqa: S308

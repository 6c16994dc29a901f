"""Which works of an author a reader asks for, in which order: what an address says, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.utils.http import urlencode

from works.models import Authorship

LONGEST_QUERY = 200
UNKNOWN = "unknown"

NEWEST = (F("work__ordered_on").desc(nulls_last=True), "work__title", "work_id")
SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "newest": ("Newest first", NEWEST),
    "oldest": ("Oldest first", (F("work__ordered_on").asc(nulls_last=True), "work__title", "work_id")),
    "heat": ("Most heat", (F("work__heat").desc(nulls_last=True), *NEWEST)),
    "citations": ("Most cited", (F("work__citations").desc(nulls_last=True), *NEWEST)),
    "title": ("Title", ("work__title", "work_id")),
}
# How an address calls each restriction, in the order in which the page names them.
_KEYS = {"year": "year", "topic": "topic", "kind": "kind", "coauthor": "with", "text": "q"}


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
            year=year if (year.isascii() and year.isdigit() and len(year) == 4) or year == UNKNOWN else "",
            topic=_short(query, "topic"),
            kind=_short(query, "kind"),
            coauthor=_short(query, "with"),
            text=_short(query, "q").strip(),
            sort=sort if sort in SORTS else "newest",
            page=page_number(query),
        )

    @property
    def restrictions(self) -> dict[str, str]:
        """What narrows the list down: {field: value}."""
        return {field: value for field in _KEYS if (value := getattr(self, field))}

    @property
    def is_filtered(self) -> bool:
        """Whether the reader sees a selection."""
        return bool(self.restrictions)

    @property
    def is_plain(self) -> bool:
        """Whether the reader sees everything in the usual order."""
        return not self.is_filtered and self.sort == "newest"

    def without(self, field: str) -> Choice:
        """The choice with one restriction less, from its first page."""
        return replace(self, **{field: "", "page": 1})  # type: ignore[arg-type]

    def query(self) -> str:
        """The choice as the query of an address; "" for the plain list."""
        pairs: dict[str, Any] = {_KEYS[field]: value for field, value in self.restrictions.items()}
        if self.sort != "newest":
            pairs["sort"] = self.sort
        if self.page > 1:
            pairs["page"] = self.page
        return urlencode(pairs)

    def apply(self, authorships: QuerySet[Authorship]) -> QuerySet[Authorship]:
        """The chosen authorships, in the chosen order."""
        if self.year:
            authorships = authorships.filter(work__year=None if self.year == UNKNOWN else int(self.year))
        if self.topic:
            authorships = authorships.filter(work__topics__code=self.topic)
        if self.kind:
            authorships = authorships.filter(work__kind=self.kind)
        if self.coauthor:
            # Of who is not shown, no address tells the works.
            with_them = Q(work__authorships__author__public_id=self.coauthor)
            authorships = authorships.filter(with_them, work__authorships__author__hidden_at=None)
        if self.text:
            authorships = authorships.filter(_says(self.text))
        return authorships.order_by(*SORTS[self.sort][1])


def _says(text: str) -> Q:
    # All words, in whatever form, in title and abstract; or the very letters in the title, as of half a word.
    words = SearchQuery(text, config="english", search_type="websearch")
    return Q(work__title__icontains=text) | Q(work__text__vector=words)


def page_number(query: Mapping[str, str]) -> int:
    """The number of the page that an address asks for; 1 where it asks for nothing that makes sense."""
    page = query.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def _short(query: Mapping[str, str], key: str) -> str:
    # PostgreSQL takes no NUL in a text.
    return query.get(key, "").replace("\0", "")[:LONGEST_QUERY]

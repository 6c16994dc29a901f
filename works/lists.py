"""The list of works on an author's page: filtered, sorted and paged by what the address says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Author
from works import cards
from works.models import Authorship
from works.selection import NEWEST, SORTS, UNKNOWN, Choice, page_number

__all__ = ["PUBLICATIONS_A_PAGE", "WORKS_A_PAGE", "Choice", "Publications", "WorksPage", "page_number", "works_of"]

WORKS_A_PAGE = 25
PUBLICATIONS_A_PAGE = 200


def options(rows: Iterable[tuple[Any, Any, int | None]], chosen: str, words: str = "") -> SafeString:
    """The <option>s of (value, words, how many works); joined here, since a template takes ten times as long.

    What is chosen is among them, in its `words`, also where the rows lack it.
    """
    made, is_there = [], not chosen
    for value, said, works in rows:
        count = "" if works is None else f" ({works:,})"
        mark = " selected" if str(value) == chosen else ""
        is_there = is_there or bool(mark)
        made.append(f'<option value="{escape(str(value))}"{mark}>{escape(str(said))}{count}</option>')
    if not is_there:
        made.append(f'<option value="{escape(chosen)}" selected>{escape(words or chosen)}</option>')
    return mark_safe("".join(made))  # noqa: S308 - every value is escaped above


@dataclass(frozen=True, slots=True)
class Chip:
    """One restriction in words, and the address of the list without it."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class WorksPage:
    """One page of an author's works, ready to show."""

    cards: Sequence[SafeString]
    total: int
    choice: Choice
    address: str
    side: Mapping[str, Any]
    works_count: int
    coauthor: str = ""

    @property
    def joined(self) -> SafeString:
        """The cards one after another; joined here, since a template takes longer for the loop than for the rest."""
        return mark_safe("".join(self.cards))  # noqa: S308 - each is safe

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // WORKS_A_PAGE))

    @property
    def here(self) -> str:
        """The address of this view."""
        return self._of(self.choice)

    @property
    def first(self) -> str:
        """The address of the first page, or "" where the page before is the first."""
        return self._page(1) if self.choice.page > 2 else ""

    @property
    def previous(self) -> str:
        """The address of the page before, or ""."""
        return self._page(self.choice.page - 1) if self.choice.page > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or ""."""
        return self._page(self.choice.page + 1) if self.choice.page < self.pages else ""

    @property
    def last(self) -> str:
        """The address of the last page, or "" where the page after is the last."""
        return self._page(self.pages) if self.choice.page < self.pages - 1 else ""

    def _page(self, page: int) -> str:
        return self._of(replace(self.choice, page=min(page, self.pages)))

    def _of(self, choice: Choice) -> str:
        query = choice.query()
        return self.address + (f"?{query}" if query else "")

    @property
    def all_doubted(self) -> bool:
        """Whether it is open of each work whether it belongs to the record."""
        doubted: int = self.side.get("doubted", 0)
        return 0 < self.works_count <= doubted

    @property
    def chips(self) -> Sequence[Chip]:
        """What narrows the list down, in words."""
        words = {
            "year": "of an unknown year" if self.choice.year == UNKNOWN else f"from {self.choice.year}",
            "topic": f"about {self._topic}",
            "kind": f"of the kind {self.choice.kind}",
            "coauthor": f"with {self.coauthor}",
            "text": f"with “{self.choice.text}” in title or abstract",
        }
        return [Chip(words[field], self._of(self.choice.without(field))) for field in self.choice.restrictions]

    @property
    def _topic(self) -> str:
        code = self.choice.topic
        return next((t["name"] for t in self.side.get("topics", ()) if t["code"] == code), code)

    @property
    def sorts(self) -> SafeString:
        """The orders to choose from, as <option>s; by citations only where some are known."""
        cited = "computed" in self.side or self.choice.sort == "citations"
        names = ((key, name, None) for key, (name, _) in SORTS.items() if cited or key != "citations")
        return options(names, self.choice.sort)

    @property
    def years(self) -> SafeString:
        """The years of the author's works, as <option>s."""
        found = [(year, year, works) for year, works in self.side.get("years", ())]
        if (unknown := self.works_count - sum(works for *_, works in found)) > 0:
            found.append((UNKNOWN, UNKNOWN, unknown))
        return options(found, self.choice.year)

    @property
    def topics(self) -> SafeString:
        """The topics of the author's works, as <option>s."""
        rows = ((t["code"], t["name"], t["works"]) for t in self.side.get("topics", ()))
        return options(rows, self.choice.topic)

    @property
    def kinds(self) -> SafeString:
        """The kinds of the author's works, as <option>s."""
        return options(((kind, kind, works) for kind, works in self.side.get("kinds", ())), self.choice.kind)

    @property
    def coauthors(self) -> SafeString:
        """The closest co-authors, as <option>s."""
        people = ((p["id"], p["name"], p["works"]) for p in self.side.get("coauthors", ()))
        return options(people, self.choice.coauthor, self.coauthor)


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


def _coauthor(author: Author, public_id: str) -> str:
    """The name of a co-author; a query only for one who is not among the closest."""
    for person in author.side.get("coauthors", ()):
        if person["id"] == public_id:
            return str(person["name"])
    found = Author.objects.standing().filter(public_id=public_id, hidden_at=None)
    return found.values_list("name", flat=True).first() or "somebody who is not shown here"


def works_of(author: Author, choice: Choice) -> WorksPage:
    """The page of works that the choice asks for: one query, one more to count a selection, one for a far co-author."""
    total, rows = _plain(author, choice.page) if choice.is_plain else _chosen(author, choice)
    url = author.get_absolute_url()
    own = cards.OwnPage(url, author.name)
    shown = [own.finish(*row) for row in rows]
    coauthor = _coauthor(author, choice.coauthor) if choice.coauthor else ""
    return WorksPage(shown, total, choice, url, author.side, author.works_count, coauthor)


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
        found = Authorship.objects.filter(author=author).order_by(*NEWEST)[start : start + PUBLICATIONS_A_PAGE]
        rows = found.values_list("work__title_html", "work__abstract_html", "work__abstract_cut", "work__year")
        # Both are made safe at import (works.tex.to_html).
        return cls([(mark_safe(t), mark_safe(a), cut, year) for t, a, cut, year in rows], number, pages)  # noqa: S308

"""What the database knows near a focus: one query for a whole frontier, each bounded, whatever the size of the focus.

People are read from the edge table, in the order of its indexes; works with the topics and institutions they carry.
Of somebody with more than WORKS_SEEN works the ones that were brought in last are looked at, of a topic or institution
its SUBJECT_SEEN newest ones; of people the PEOPLE_SEEN strongest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings

from graph import frontier_queries as queries
from graph import sql
from graph.focus import Focus
from graph.map_rows import Line
from graph.models import MILLIONTHS

WORKS_SEEN = 500
SUBJECT_SEEN = 120
PEOPLE_SEEN = 200
# The second hop starts from this many people, and looks at this many edges from either end and works of each.
FRONTIER = 24
EDGES_SEEN_EACH = 30
WORKS_SEEN_EACH = 40
BEYOND_SEEN = 100


class WorkRow(NamedTuple):
    """A work, the people it joins, and the ids of the topics and institutions that it carries."""

    id: int
    public_id: str
    slug: str
    title: str
    year: int | None
    people: list[int]
    topics: list[int]
    institutions: list[int]


class TagRow(NamedTuple):
    """A topic or an institution that a work carries."""

    kind: str
    id: int
    slug: str
    name: str


class PersonRow(NamedTuple):
    """Somebody who shares works with the focus: how many, counted whole and as 1/(n-1) of n authors, and when.

    Of a work's author `shared` is the position in the byline, 0 where it is not known.
    """

    id: int
    public_id: str
    slug: str
    name: str
    shared: int
    weight: int
    first: int | None
    last: int | None

    @property
    def fraction(self) -> float:
        """The weight in works."""
        return self.weight / MILLIONTHS


class FarRow(NamedTuple):
    """Somebody who wrote with people of the frontier, and not with the focus."""

    id: int
    public_id: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class People:
    """People near the focus, strongest first; how many there are in all, and how many of those seen are hidden."""

    rows: Sequence[PersonRow] = ()
    total: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Works:
    """Works with what they carry, and how many there are in all."""

    rows: Sequence[WorkRow] = ()
    tags: Sequence[TagRow] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Ties:
    """Who of the people shares works with whom, who is one step beyond them, and how many such people were seen.

    The first of two is of the frontier, the second too, or one step beyond.
    """

    rows: Sequence[Line] = ()
    beyond: Sequence[FarRow] = ()
    total: int = 0


def people_near(focus: Focus) -> People:
    """Hop 1, people: co-authors, authors of the work, or who wrote most of the newest works of a subject."""
    found = _rows(queries.PEOPLE[focus.kind], focus=focus.pk)
    total = found[0][0] if found else 0
    hidden = sum(row[1] for row in found)
    return People([PersonRow(*row[2:]) for row in found if not row[1]], total - hidden, hidden)


def works_near(focus: Focus) -> Works:
    """Hop 1, works: the focus's own, with their topics and institutions; of a work, itself."""
    return _works(_rows(queries.WORKS[focus.kind], focus=focus.pk))


def ties_of(focus: Focus, people: Sequence[int], most: int) -> Ties:
    """Hop 2, people: edges among the first `most` people and from the first FRONTIER of them to others."""
    author = focus.pk if focus.kind == "author" else 0
    frontier = list(people[:FRONTIER])
    found = _rows(queries.TIES, focus=author, known=list(people), people=list(people[:most]), frontier=frontier)
    beyond = {row[1]: FarRow(row[1], *row[6:9]) for row in found if row[6]}
    return Ties([Line(*row[:6]) for row in found], list(beyond.values()), max((row[9] for row in found), default=0))


def works_joining(focus: Focus, people: Sequence[int]) -> Works:
    """Hop 2, works: works by two or more of the first FRONTIER people without the focus, those that join most first."""
    return _works(_rows(queries.JOINING[focus.kind], focus=focus.pk, frontier=list(people[:FRONTIER])))


def _works(rows: Iterable[tuple[Any, ...]]) -> Works:
    works, tags, total = [], [], 0
    for kind, many, *row in rows:
        if kind == "work":
            total = many
            pk, public_id, slug, title, year, people, topics, institutions = row
            works.append(WorkRow(pk, public_id, slug, title, year, people or [], topics or [], institutions or []))
        else:
            tags.append(TagRow(kind, row[0], row[2], row[3]))
    return Works(works, tags, total)


def _rows(statement: str, **values: int | Collection[int]) -> list[tuple[Any, ...]]:
    given = dict[str, Any](values) | {
        "seen": WORKS_SEEN, "newest": SUBJECT_SEEN, "most": PEOPLE_SEEN, "edges": EDGES_SEEN_EACH,
        "each": WORKS_SEEN_EACH, "beyond": BEYOND_SEEN, "team": settings.COAUTHOR_LIMIT,
    }  # fmt: skip
    return sql.rows(statement, given)

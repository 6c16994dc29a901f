"""What the search for paths asks of the edges: whole frontiers at once, read off indexes alone."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from graph import focus
from graph.models import MILLIONTHS
from graph.sql import rows
from profiles.addresses import address

# Of the works of one step so many are named, the newest.
WORKS_NAMED = 5


class Line(NamedTuple):
    """Two people who share works; `weight` counts a work of n authors as 1/(n-1)."""

    near: int
    far: int
    shared: int
    weight: float


class PersonRow(NamedTuple):
    """Somebody on a path."""

    id: int
    public_id: str
    slug: str
    name: str

    @property
    def url(self) -> str:
        """The address of the profile."""
        return address(self.public_id, self.slug)

    @property
    def graph(self) -> str:
        """The address of what is near this person."""
        return focus.address(f"author:{self.public_id}")


class WorkRow(NamedTuple):
    """A work that two people share: which two by their place in the list asked for; of all such works, the years."""

    pair: int
    public_id: str
    slug: str
    title_html: str
    year: int | None
    first: int | None
    last: int | None

    @property
    def url(self) -> str:
        """The address of the work."""
        return reverse("work", args=[self.public_id, self.slug])

    @property
    def words(self) -> SafeString:
        """The title as safe HTML, as it was made at import (works.tex.to_html)."""
        return mark_safe(self.title_html)  # noqa: S308


def beside(people: Collection[int]) -> set[int]:
    """Everybody who wrote with one of these people."""
    [(packed,)] = rows(_BESIDE, [list(people)])
    ids = array("q", bytes(packed or b""))
    # As the database sends numbers: the largest byte first.
    ids.byteswap()
    return set(ids)


def reach(people: Collection[int]) -> dict[int, int]:
    """Those of the people who may be shown, each with how many co-authors the record counts."""
    return dict(rows(_REACH, [list(people)]))


def lines(people: Collection[int], others: Collection[int]) -> list[Line]:
    """The lines from these people to those others; reads every line of the people, so give the smaller crowd first."""
    return [
        Line(near, far, shared, weight / MILLIONTHS)
        for near, far, shared, weight in rows(_LINES, [list(people), list(others)])
    ]


def named(people: Collection[int]) -> dict[int, PersonRow]:
    """The people by id."""
    return {row[0]: PersonRow(*row) for row in rows(_NAMED, [list(people)])}


def works(pairs: Iterable[tuple[int, int]]) -> list[WorkRow]:
    """The newest works that each of these pairs shares, as edges count them."""
    ends = list(pairs)
    return [WorkRow(*row) for row in rows(_WORKS, [[a for a, _ in ends], [b for _, b in ends], WORKS_NAMED])]


# One value of many bytes, since rows and arrays of a hundred thousand ids take twice as long to be read.
_BESIDE = """
    SELECT string_agg(int8send(n.id), ''::bytea) FROM unnest(%s::bigint[]) AS f (id) CROSS JOIN LATERAL (
        SELECT b_id AS id FROM graph_edge WHERE a_id = f.id UNION ALL SELECT a_id FROM graph_edge WHERE b_id = f.id
    ) AS n
"""
_REACH = """
    SELECT p.id, p.coauthors_count FROM unnest(%s::bigint[]) AS f (id) JOIN profiles_author p ON p.id = f.id
    WHERE p.hidden_at IS NULL AND p.merged_into_id IS NULL
"""
# OFFSET 0: first all lines, then those that lead there; else each two people would be looked up on their own.
_LINES = """
    SELECT f.id, n.id, n.shared, n.weight FROM unnest(%s::bigint[]) AS f (id) CROSS JOIN LATERAL (
        SELECT b_id AS id, shared, weight FROM graph_edge WHERE a_id = f.id
        UNION ALL SELECT a_id, shared, weight FROM graph_edge WHERE b_id = f.id OFFSET 0
    ) AS n WHERE n.id = ANY(%s::bigint[])
"""
_NAMED = "SELECT id, public_id, slug, name FROM profiles_author WHERE id = ANY(%s) AND hidden_at IS NULL"
# Both lists of works are read in order, so that two people of thousands of works cost two short scans.
_WORKS = """
    SELECT p.number::int - 1, w.public_id, w.slug, w.title_html, w.year, s.first, s.last
    FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS p (a, b, number) CROSS JOIN LATERAL (
        SELECT c.work_id, c.year, min(c.year) OVER () AS first, max(c.year) OVER () AS last
        FROM (SELECT work_id FROM works_authorship WHERE author_id = p.a
              INTERSECT SELECT work_id FROM works_authorship WHERE author_id = p.b) AS both_of
        JOIN graph_countedwork c USING (work_id)
        ORDER BY c.year DESC NULLS LAST, c.work_id DESC LIMIT %s
    ) AS s JOIN works_work w ON w.id = s.work_id
    WHERE w.is_listed AND w.merged_into_id IS NULL ORDER BY p.number, s.year DESC NULLS LAST, s.work_id DESC
"""

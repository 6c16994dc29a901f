"""What the database knows near one author: one query for a whole frontier, each bounded, whatever the author's size.

Of somebody with more than WORKS_SEEN works the ones that were brought in last are looked at, read off the index alone;
of a work at most one author more than make a team, which is enough to see that it is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection

WORKS_SEEN = 1000
PEOPLE_SEEN = 200
TAGS_SEEN = 100
# The second hop starts from this many co-authors, and looks at this many works of each.
FRONTIER = 24
WORKS_SEEN_EACH = 40
BEYOND_SEEN = 60


class WorkRow(NamedTuple):
    """A work; `people` are the ids of those it was reached through, `total` counts all that could have been."""

    id: int
    public_id: str
    slug: str
    title: str
    year: int | None
    people: list[int]
    total: int


class PersonRow(NamedTuple):
    """A co-author: how many works are shared, counted whole and as 1/(n-1) of n authors, when, and which."""

    id: int
    public_id: str
    slug: str
    name: str
    shared: int
    weight: float
    first: int | None
    last: int | None
    works: list[int]
    total: int


class TagRow(NamedTuple):
    """A topic or an institution with the works that carry it; `own` counts those of the focus."""

    kind: str
    slug: str
    name: str
    own: int
    works: list[int]
    total: int


class PairRow(NamedTuple):
    """Two people who share works. The second is one of the frontier, or, if it has a public id, one step beyond."""

    a: int
    b: int
    shared: int
    public_id: str | None
    slug: str | None
    name: str | None
    total: int


def works_of(author: int) -> list[WorkRow]:
    """Hop 0: the author's own works, at most WORKS_SEEN."""
    return [WorkRow(*row) for row in _rows(_WORKS, author=author, seen=WORKS_SEEN)]


def people_of(works: Iterable[WorkRow], author: int, team: int) -> list[PersonRow]:
    """Hop 1, people: the author's co-authors on these works by strength, at most PEOPLE_SEEN."""
    rows = list(works)
    ids, years = [row.id for row in rows], [row.year for row in rows]
    return [PersonRow(*row) for row in _rows(_PEOPLE, author=author, ids=ids, years=years, team=team, seen=PEOPLE_SEEN)]


def tags_of(own: Collection[int], joining: Collection[int]) -> list[TagRow]:
    """Hop 1, subjects: topics and institutions of the own works by number, at most TAGS_SEEN of either."""
    rows = _rows(_TAGS, own=list(own), works=[*own, *joining], seen=TAGS_SEEN)
    return [TagRow(*row) for row in rows]


def pairs_among(people: Collection[int], own: Collection[int], author: int, team: int) -> list[PairRow]:
    """Hop 2, people: who of the frontier wrote with whom, and at most BEYOND_SEEN others, those who wrote with most."""
    return [PairRow(*row) for row in _rows(_PAIRS, frontier=list(people), own=list(own), author=author, team=team)]


def works_joining(people: Collection[int], author: int, team: int) -> list[WorkRow]:
    """Hop 2, works: works by two or more of the frontier without the author, those that join most people first."""
    return [WorkRow(*row) for row in _rows(_JOINING, frontier=list(people), author=author, team=team)]


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    values |= {"each": WORKS_SEEN_EACH, "beyond": BEYOND_SEEN}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_WORKS = """
    WITH mine AS MATERIALIZED (
        SELECT work_id FROM works_authorship WHERE author_id = %(author)s ORDER BY work_id DESC LIMIT %(seen)s
    )
    SELECT w.id, w.public_id, w.slug, w.title, w.year, '{}'::bigint[],
           (SELECT count(*) FROM works_authorship WHERE author_id = %(author)s)
    FROM mine JOIN works_work w ON w.id = mine.work_id
"""

# The weight is rounded as a decimal, so that ties do not depend on the order of the sum.
_PEOPLE = """
    WITH slots AS (
        SELECT w.id AS work_id, w.year, s.author_id, count(*) OVER (PARTITION BY w.id) AS team
        FROM unnest(%(ids)s::bigint[], %(years)s::int[]) AS w (id, year)
        CROSS JOIN LATERAL (SELECT author_id FROM works_authorship
                            WHERE work_id = w.id AND author_id IS NOT NULL LIMIT %(team)s + 1) s
    ),
    people AS (
        SELECT author_id, count(*) AS shared, round(sum(1::numeric / (team - 1)), 6)::float8 AS weight,
               min(year) AS first, max(year) AS last, array_agg(work_id) AS works
        FROM slots WHERE team <= %(team)s AND author_id <> %(author)s GROUP BY 1
    )
    SELECT a.id, a.public_id, a.slug, a.name, p.shared, p.weight, p.first, p.last, p.works, count(*) OVER ()
    FROM people p JOIN profiles_author a ON a.id = p.author_id AND a.merged_into_id IS NULL AND a.hidden_at IS NULL
    ORDER BY p.shared DESC, p.weight DESC, p.last DESC NULLS LAST, a.name, a.public_id LIMIT %(seen)s
"""

_TAGS = """
    (SELECT 'topic', t.slug, t.name, count(own.id) AS carried,
            array_agg(x.work_id), count(*) OVER ()
     FROM works_work_topics x JOIN works_topic t ON t.id = x.topic_id
     LEFT JOIN unnest(%(own)s::bigint[]) AS own (id) ON own.id = x.work_id
     WHERE x.work_id = ANY(%(works)s::bigint[]) GROUP BY t.id HAVING count(own.id) > 0
     ORDER BY carried DESC, t.name, t.slug LIMIT %(seen)s)
    UNION ALL
    (SELECT 'institution', i.slug, i.name, count(own.id) AS carried,
            array_agg(x.work_id), count(*) OVER ()
     FROM works_work_institutions x JOIN works_institution i ON i.id = x.institution_id
     LEFT JOIN unnest(%(own)s::bigint[]) AS own (id) ON own.id = x.work_id
     WHERE x.work_id = ANY(%(works)s::bigint[]) GROUP BY i.id HAVING count(own.id) > 0
     ORDER BY carried DESC, i.name, i.slug LIMIT %(seen)s)
"""

_SEEN = """
    WITH seen AS MATERIALIZED (
        SELECT f.id AS person, a.work_id FROM unnest(%(frontier)s::bigint[]) AS f (id)
        CROSS JOIN LATERAL (
            SELECT work_id FROM works_authorship WHERE author_id = f.id ORDER BY work_id DESC LIMIT %(each)s) a
    )
"""

_PAIRS = f"""
    {_SEEN},
    slots AS MATERIALIZED (
        SELECT w.work_id, s.author_id, count(*) OVER (PARTITION BY w.work_id) AS team
        FROM (SELECT DISTINCT work_id FROM seen) w
        CROSS JOIN LATERAL (SELECT author_id FROM works_authorship
                            WHERE work_id = w.work_id AND author_id IS NOT NULL LIMIT %(team)s + 1) s
    ),
    pairs AS MATERIALIZED (
        SELECT seen.person, s.author_id AS other, count(*) AS shared FROM seen JOIN slots s ON s.work_id = seen.work_id
        WHERE s.team <= %(team)s AND s.author_id NOT IN (seen.person, %(author)s) GROUP BY 1, 2
    ),
    known AS (
        SELECT DISTINCT s.author_id FROM unnest(%(own)s::bigint[]) AS w (id)
        CROSS JOIN LATERAL (SELECT author_id FROM works_authorship
                            WHERE work_id = w.id AND author_id IS NOT NULL LIMIT %(team)s + 1) s
    ),
    beyond AS (
        SELECT p.other, a.public_id, a.slug, a.name, count(*) OVER () AS total
        FROM (SELECT other, count(*) AS bridges, sum(shared) AS shared FROM pairs GROUP BY 1) p
        LEFT JOIN known k ON k.author_id = p.other
        JOIN profiles_author a ON a.id = p.other AND a.merged_into_id IS NULL AND a.hidden_at IS NULL
        WHERE k.author_id IS NULL ORDER BY p.bridges DESC, p.shared DESC, a.name, a.public_id LIMIT %(beyond)s
    )
    SELECT person, other, shared, NULL, NULL, NULL, 0 FROM pairs
    WHERE other = ANY(%(frontier)s::bigint[]) AND person < other
    UNION ALL
    SELECT p.person, p.other, p.shared, b.public_id, b.slug, b.name, b.total FROM pairs p JOIN beyond b USING (other)
"""  # noqa: S608 - put together from constants

_JOINING = f"""
    {_SEEN},
    joining AS (
        SELECT work_id, array_agg(person) AS people FROM seen s
        WHERE NOT EXISTS (SELECT 1 FROM works_authorship o WHERE o.work_id = s.work_id AND o.author_id = %(author)s)
        GROUP BY 1 HAVING count(*) > 1
    )
    SELECT w.id, w.public_id, w.slug, w.title, w.year, j.people, count(*) OVER ()
    FROM joining j JOIN works_work w ON w.id = j.work_id
    WHERE (SELECT count(*) FROM (
        SELECT 1 FROM works_authorship WHERE work_id = j.work_id AND author_id IS NOT NULL LIMIT %(team)s + 1) t
    ) <= %(team)s
    ORDER BY cardinality(j.people) DESC, w.year DESC NULLS LAST, w.title, w.public_id LIMIT %(beyond)s
"""  # noqa: S608 - put together from constants

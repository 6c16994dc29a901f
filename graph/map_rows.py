"""What the database knows around a map, a whole frontier at a time: every query is bounded, however large the focus.

Who wrote with whom is read off the indexes of the edges by strength, so many of each person; works of people, and of
topics and institutions, are the newest that were brought in, so many of each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from graph.sql import rows, strongest


class Near(NamedTuple):
    """Somebody of the frontier and a co-author, with the works they share and their weight in millionths."""

    person: int
    other: int
    shared: int
    weight: int


class Line(NamedTuple):
    """Two people who share works, with the first and the last year of these."""

    a: int
    b: int
    shared: int
    weight: int
    first: int | None
    last: int | None


class Name(NamedTuple):
    """What stands for a record: its key in addresses, the slug of its page and its name; works have a year."""

    id: int
    key: str
    slug: str
    name: str
    year: int | None


def near(frontier: Collection[int], each: int) -> list[Near]:
    """The strongest co-authors of each of these people, so many of either end of the edges."""
    return [Near(*row) for row in rows(_NEAR, {"frontier": list(frontier), "each": each})]


def among(people: Collection[int], each: int) -> list[tuple[int, int, int]]:
    """Pairs among these people that are among the strongest of one of the two: (a, b, works shared), a before b."""
    return rows(_AMONG, {"people": list(people), "each": each})


def lines(pairs: Sequence[tuple[int, int]]) -> list[Line]:
    """The edges of these pairs."""
    return [Line(*row) for row in rows(_LINES, {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]})]


def works_of(people: Collection[int], each: int) -> list[tuple[int, int]]:
    """(person, work): so many of each one's works, those that were brought in last."""
    return rows(_WORKS_OF, {"people": list(people), "each": each})


def newest(kind: str, subjects: Collection[int], each: int) -> list[tuple[int, int]]:
    """(topic or institution, work): so many of the newest works of each."""
    return rows(_NEWEST[kind], {"subjects": list(subjects), "each": each})


def writers(works: Collection[int], each: int) -> list[tuple[int, int]]:
    """(work, author): so many authors of each work, in no order of rank."""
    return rows(_WRITERS, {"works": list(works), "each": each})


def teams(works: Collection[int]) -> list[tuple[int, list[int]]]:
    """The works that the edges count, each with all its authors."""
    return rows(_TEAMS, {"works": list(works)})


def tags(works: Collection[int]) -> list[tuple[str, int, int]]:
    """(kind, topic or institution, work) for these works."""
    return rows(_TAGS, {"works": list(works)})


def names(kind: str, ids: Collection[int]) -> list[Name]:
    """The names of those of these records that are shown to readers."""
    return [Name(*row) for row in rows(_NAMES[kind], {"ids": list(ids)})] if ids else []


def hidden(people: Collection[int]) -> int:
    """How many of these people are hidden."""
    return int(rows(_HIDDEN, {"ids": list(people)})[0][0])


def found(kind: str, keys: Collection[str]) -> list[Name]:
    """The records of these keys that are shown to readers."""
    return [Name(*row) for row in rows(_FOUND[kind], {"ids": list(keys)})] if keys else []


_NEAR = f"""
    SELECT f.id, e.other, e.shared, e.weight FROM unnest(%(frontier)s::bigint[]) AS f (id)
    CROSS JOIN LATERAL ({strongest("f.id", "%(each)s")}) e
"""  # noqa: S608 - put together from constants
_AMONG = """
    WITH f AS MATERIALIZED (SELECT unnest(%(people)s::bigint[]) AS id)
    SELECT f.id AS a, e.b_id AS b, e.shared FROM f CROSS JOIN LATERAL (
        SELECT b_id, shared FROM graph_edge WHERE a_id = f.id ORDER BY shared DESC, weight DESC, b_id LIMIT %(each)s
    ) e JOIN f g ON g.id = e.b_id
    UNION
    SELECT e.a_id, f.id, e.shared FROM f CROSS JOIN LATERAL (
        SELECT a_id, shared FROM graph_edge WHERE b_id = f.id ORDER BY shared DESC, weight DESC, a_id LIMIT %(each)s
    ) e JOIN f g ON g.id = e.a_id
"""
_LINES = """
    SELECT e.a_id, e.b_id, e.shared, e.weight, e.first_year, e.last_year
    FROM unnest(%(a)s::bigint[], %(b)s::bigint[]) AS p (a, b) JOIN graph_edge e ON e.a_id = p.a AND e.b_id = p.b
"""
_WORKS_OF = """
    SELECT p.id, w.work_id FROM unnest(%(people)s::bigint[]) AS p (id) CROSS JOIN LATERAL (
        SELECT work_id FROM works_authorship WHERE author_id = p.id ORDER BY work_id DESC LIMIT %(each)s) w
"""
_NEWEST = {
    kind: f"""
    SELECT s.id, w.work_id FROM unnest(%(subjects)s::bigint[]) AS s (id) CROSS JOIN LATERAL (
        SELECT work_id FROM works_work_{plural} WHERE {kind}_id = s.id
        ORDER BY ordered_on DESC NULLS LAST, work_id DESC LIMIT %(each)s) w
"""  # noqa: S608 - put together from constants
    for kind, plural in (("topic", "topics"), ("institution", "institutions"))
}
_WRITERS = """
    SELECT w.id, a.author_id FROM unnest(%(works)s::bigint[]) AS w (id) CROSS JOIN LATERAL (
        SELECT author_id FROM works_authorship WHERE work_id = w.id AND author_id IS NOT NULL
        ORDER BY author_id LIMIT %(each)s) a
"""
_TEAMS = "SELECT work_id, team FROM graph_countedwork WHERE work_id = ANY(%(works)s::bigint[])"
_TAGS = """
    SELECT 'topic', topic_id, work_id FROM works_work_topics WHERE work_id = ANY(%(works)s::bigint[])
    UNION ALL
    SELECT 'institution', institution_id, work_id FROM works_work_institutions WHERE work_id = ANY(%(works)s::bigint[])
"""
_SHOWN = {
    "author": (
        "SELECT id, public_id, slug, name, NULL FROM profiles_author WHERE merged_into_id IS NULL AND hidden_at IS NULL"
    ),
    "work": "SELECT id, public_id, slug, title, year FROM works_work WHERE merged_into_id IS NULL AND is_listed",
    "topic": "SELECT id, slug, slug, name, NULL FROM works_topic WHERE true",
    "institution": "SELECT id, slug, slug, name, NULL FROM works_institution WHERE true",
}
_NAMES = {kind: f"{shown} AND id = ANY(%(ids)s::bigint[])" for kind, shown in _SHOWN.items()}
_KEYS = {"author": "public_id", "work": "public_id", "topic": "slug", "institution": "slug"}
_FOUND = {kind: f"{shown} AND {_KEYS[kind]} = ANY(%(ids)s::text[])" for kind, shown in _SHOWN.items()}
_HIDDEN = """
    SELECT count(*) FROM profiles_author WHERE id = ANY(%(ids)s::bigint[]) AND hidden_at IS NOT NULL
    AND merged_into_id IS NULL
"""

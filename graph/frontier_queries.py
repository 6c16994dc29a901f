"""The queries of graph.frontiers: two for each hop, every one bounded by LIMITs that indexes serve."""

from __future__ import annotations

from graph.sql import strongest

_CO_AUTHORS = f"""
    SELECT (SELECT count(*) FROM graph_edge WHERE a_id = %(focus)s)
           + (SELECT count(*) FROM graph_edge WHERE b_id = %(focus)s),
           p.hidden_at IS NOT NULL, p.id, p.public_id, p.slug, p.name, e.shared, e.weight, e.first_year, e.last_year
    FROM ({strongest("%(focus)s", "%(most)s", years=", first_year, last_year")}) e
    JOIN profiles_author p ON p.id = e.other AND p.merged_into_id IS NULL
    ORDER BY e.shared DESC, e.weight DESC, e.last_year DESC NULLS LAST, p.name, p.public_id LIMIT %(most)s
"""  # noqa: S608 - put together from constants, as all of this module
_BYLINE = """
    SELECT (SELECT count(*) FROM works_authorship WHERE work_id = %(focus)s AND author_id IS NOT NULL),
           p.hidden_at IS NOT NULL, p.id, p.public_id, p.slug, p.name, coalesce(s.position, 0), 0, NULL, NULL
    FROM (SELECT author_id, position FROM works_authorship WHERE work_id = %(focus)s AND author_id IS NOT NULL
          ORDER BY position NULLS LAST, id LIMIT %(most)s) s
    JOIN profiles_author p ON p.id = s.author_id AND p.merged_into_id IS NULL
    ORDER BY s.position NULLS LAST, p.name, p.public_id
"""


def _newest(kind: str) -> str:
    return f"""
        SELECT work_id FROM works_work_{kind}s WHERE {kind}_id = %(focus)s
        ORDER BY ordered_on DESC NULLS LAST, work_id DESC LIMIT %(newest)s
    """  # noqa: S608


def _writers(kind: str) -> str:
    return f"""
        WITH slots AS (
            SELECT w.id, w.year, s.author_id, count(*) OVER (PARTITION BY w.id) AS team
            FROM ({_newest(kind)}) newest JOIN works_work w ON w.id = newest.work_id
            CROSS JOIN LATERAL (SELECT author_id FROM works_authorship
                                WHERE work_id = w.id AND author_id IS NOT NULL LIMIT %(team)s + 1) s
        ),
        people AS (
            SELECT author_id, count(*) AS works, sum(1000000 / team) AS weight, min(year) AS first, max(year) AS last
            FROM slots WHERE team <= %(team)s GROUP BY 1
        )
        SELECT count(*) OVER (), p.hidden_at IS NOT NULL, p.id, p.public_id, p.slug, p.name,
               x.works, x.weight::bigint, x.first, x.last
        FROM people x JOIN profiles_author p ON p.id = x.author_id AND p.merged_into_id IS NULL
        ORDER BY x.works DESC, x.weight DESC, x.last DESC NULLS LAST, p.name, p.public_id LIMIT %(most)s
    """  # noqa: S608


PEOPLE = {
    "author": _CO_AUTHORS, "work": _BYLINE, "topic": _writers("topic"), "institution": _writers("institution"),
}  # fmt: skip


def _carried(some: str, people: str, total: str) -> str:
    # Works with the ids of what they carry, then what these ids are: one query for both.
    return f"""
        topics AS MATERIALIZED (SELECT x.work_id, x.topic_id FROM {some} JOIN works_work_topics x USING (work_id)),
        places AS MATERIALIZED (
            SELECT x.work_id, x.institution_id FROM {some} JOIN works_work_institutions x USING (work_id))
        SELECT 'work', {total}, w.id, w.public_id, w.slug, w.title, w.year, {people}, t.ids, i.ids
        FROM {some} JOIN works_work w ON w.id = {some}.work_id AND w.is_listed AND w.merged_into_id IS NULL
        LEFT JOIN graph_countedwork c ON c.work_id = w.id
        LEFT JOIN (SELECT work_id, array_agg(topic_id) AS ids FROM topics GROUP BY 1) t ON t.work_id = w.id
        LEFT JOIN (SELECT work_id, array_agg(institution_id) AS ids FROM places GROUP BY 1) i ON i.work_id = w.id
        UNION ALL SELECT 'topic', 0, id, '', slug, name, NULL, NULL, NULL, NULL
        FROM works_topic WHERE id IN (SELECT topic_id FROM topics)
        UNION ALL SELECT 'institution', 0, id, '', slug, name, NULL, NULL, NULL, NULL
        FROM works_institution WHERE id IN (SELECT institution_id FROM places)
    """  # noqa: S608


def _own(which: str, total: str) -> str:
    return f"WITH own AS MATERIALIZED ({which}), {_carried('own', 'c.team', total)}"


_BY_AUTHOR = "SELECT work_id FROM works_authorship WHERE author_id = %(focus)s ORDER BY work_id DESC LIMIT %(seen)s"
_ALL_BY_AUTHOR = "(SELECT count(*) FROM works_authorship WHERE author_id = %(focus)s)"

WORKS = {
    "author": _own(_BY_AUTHOR, _ALL_BY_AUTHOR),
    "work": _own("SELECT %(focus)s::bigint AS work_id", "1"),
    **{
        kind: _own(_newest(kind), f"(SELECT works_count FROM works_{kind} WHERE id = %(focus)s)")  # noqa: S608
        for kind in ("topic", "institution")
    },
}

# Names and years are read only of those who may come to be shown: years stand in no index, and asking for them at once
# would sort whole lists of co-authors.
TIES = f"""
    WITH seen AS MATERIALIZED (
        SELECT f.id AS person, e.* FROM unnest(%(frontier)s::bigint[]) AS f (id)
        CROSS JOIN LATERAL ({strongest("f.id", "%(edges)s")}) e
        WHERE e.other <> %(focus)s AND e.other <> ALL(%(known)s::bigint[])
    ),
    far AS (
        SELECT x.other, x.bridges, x.shared, count(*) OVER () AS total
        FROM (SELECT other, count(*) AS bridges, sum(shared) AS shared FROM seen GROUP BY 1) x
        WHERE NOT EXISTS (SELECT 1 FROM graph_edge e
                          WHERE e.a_id = least(x.other, %(focus)s) AND e.b_id = greatest(x.other, %(focus)s))
        ORDER BY x.bridges DESC, x.shared DESC, x.other LIMIT %(beyond)s
    ),
    beyond AS (
        SELECT far.other, far.total, p.public_id, p.slug, p.name FROM far
        JOIN profiles_author p ON p.id = far.other AND p.merged_into_id IS NULL AND p.hidden_at IS NULL
    )
    SELECT e.a_id, e.b_id, e.shared, e.weight, e.first_year, e.last_year, NULL, NULL, NULL, 0
    FROM unnest(%(people)s::bigint[]) AS x (id) JOIN unnest(%(people)s::bigint[]) AS y (id) ON x.id < y.id
    JOIN graph_edge e ON e.a_id = x.id AND e.b_id = y.id
    UNION ALL
    SELECT s.person, s.other, s.shared, s.weight, e.first_year, e.last_year, b.public_id, b.slug, b.name, b.total
    FROM seen s JOIN beyond b USING (other)
    JOIN graph_edge e ON e.a_id = least(s.person, s.other) AND e.b_id = greatest(s.person, s.other)
"""  # noqa: S608


def _joining(others: str) -> str:
    return f"""
    WITH seen AS MATERIALIZED (
        SELECT f.id AS person, a.work_id FROM unnest(%(frontier)s::bigint[]) AS f (id)
        CROSS JOIN LATERAL (
            SELECT work_id FROM works_authorship WHERE author_id = f.id ORDER BY work_id DESC LIMIT %(each)s) a
    ),
    joining AS MATERIALIZED (
        SELECT s.work_id, s.people, count(*) OVER () AS total
        FROM (SELECT work_id, array_agg(person) AS people FROM seen GROUP BY 1 HAVING count(*) > 1) s
        JOIN graph_countedwork c ON c.work_id = s.work_id AND {others}
        JOIN works_work w ON w.id = s.work_id
        ORDER BY cardinality(s.people) DESC, w.year DESC NULLS LAST, w.title, w.public_id LIMIT %(beyond)s
    ),
    {_carried("joining", "joining.people", "joining.total")}
"""  # noqa: S608


def _without(kind: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM works_work_{kind}s x WHERE x.work_id = s.work_id AND x.{kind}_id = %(focus)s)"  # noqa: S608


# Works that are none of the focus's own.
JOINING = {
    "author": _joining("%(focus)s <> ALL(c.team)"),
    "work": _joining("s.work_id <> %(focus)s"),
    "topic": _joining(_without("topic")),
    "institution": _joining(_without("institution")),
}

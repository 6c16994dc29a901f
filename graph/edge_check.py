"""The edges, counted anew from the works and compared with what is kept; or mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph import edges
from graph.models import MILLIONTHS
from works.ledger import kept
from works.ledger.kept import Difference, Part, Touched


def _works(ids: list[int]) -> Iterable[Difference]:
    held, now = edges.held(ids), edges.now(ids)
    for pk in ids:
        if held.get(pk) != now.get(pk):
            yield Difference(pk, None, f"Work {pk} is counted {_told(held.get(pk))}; it stands {_told(now.get(pk))}.")


def _told(team: edges.Team | None) -> str:
    return f"for authors {', '.join(map(str, team.authors))} in {team.year or 'no year'}" if team else "for nobody"


def _count_works(found: Sequence[Difference]) -> Touched:
    edges.keep([one.pk for one in found])
    return Touched()


def _pairs(ids: list[int]) -> Iterable[Difference]:
    for a, b, *values in kept.fetch(_DIFFERING, ids, ids):
        kept_now, due = values[:4], values[4:]
        yield Difference(a, (a, b, *due), f"Authors {a} and {b} have {_said(*kept_now)}; counted: {_said(*due)}.")


def _said(shared: int | None, weight: int, first: int | None, last: int | None) -> str:
    if not shared:
        return "no edge"
    return f"{shared} works of weight {weight / MILLIONTHS:.6f}, {first or 'no year'} to {last or 'no year'}"


def _write(found: Sequence[Difference]) -> Touched:
    for one in found:
        kept.fetch("DELETE FROM graph_edge WHERE a_id = %s AND b_id = %s", *one.due[:2])
        if one.due[2]:
            kept.fetch(_WRITE, *one.due)
    return Touched()


_DIFFERING = f"""
    WITH due AS (
        SELECT x.author_id AS a, b, count(*) AS shared,
               sum({edges.WEIGHT}) AS weight,
               min(c.year) AS first, max(c.year) AS last
        FROM works_authorship x JOIN graph_countedwork c ON c.work_id = x.work_id CROSS JOIN unnest(c.team) AS b
        WHERE x.author_id = ANY(%s) AND x.author_id = ANY(c.team) AND b > x.author_id GROUP BY 1, 2
    ),
    held AS (SELECT * FROM graph_edge WHERE a_id = ANY(%s))
    SELECT coalesce(d.a, h.a_id), coalesce(d.b, h.b_id), h.shared, h.weight, h.first_year, h.last_year,
           d.shared, d.weight, d.first, d.last
    FROM due d FULL JOIN held h ON h.a_id = d.a AND h.b_id = d.b
    WHERE (h.shared, h.weight, h.first_year, h.last_year) IS DISTINCT FROM (d.shared, d.weight, d.first, d.last)
    ORDER BY 1, 2
"""  # noqa: S608 - constants
_WRITE = """
    INSERT INTO graph_edge (a_id, b_id, shared, weight, first_year, last_year) VALUES (%s, %s, %s, %s, %s, %s)
"""

# The second rests on the first.
PARTS = (
    Part("counted works", "works_work", _works, _count_works),
    Part("edges", "profiles_author", _pairs, _write),
)

"""Who wrote with whom: the edges, kept equal to what the works at hand say, in time proportional to what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched, combinations
from operator import itemgetter
from typing import Any

from django.conf import settings

from graph.models import MILLIONTHS, CountedWork
from graph.sql import rows

# Pairs that are written at once.
CHUNK = 5_000

type Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Team:
    """The authors of a work that counts, the smallest id first, and its year."""

    authors: tuple[int, ...]
    year: int | None

    @property
    def weight(self) -> int:
        """What the work adds to the weight of each pair, in millionths: 1/(n-1) of n authors (Newman 2001)."""
        others = len(self.authors) - 1
        return (MILLIONTHS + others // 2) // others


@dataclass(slots=True)
class Change:
    """What becomes of one pair: works and millionths more or less, and by year how many works more or less."""

    shared: int = 0
    weight: int = 0
    had: bool = False
    years: Counter[int] = field(default_factory=Counter)

    @property
    def is_none(self) -> bool:
        """Whether nothing changes after all."""
        return not (self.shared or self.weight or any(self.years.values()))

    def row(self) -> tuple[int, int, int | None, int | None, bool]:
        """Works, millionths, the first and last year that came, and whether a year went."""
        came = [year for year, works in self.years.items() if works > 0]
        went = any(works < 0 for works in self.years.values())
        return self.shared, self.weight, min(came, default=None), max(came, default=None), went


def keep(work_ids: Collection[int]) -> None:
    """Brings the edges of these works' authors up to date; in a transaction, and as often as one likes."""
    ids = sorted(work_ids)
    # Two imports of one work take turns.
    rows("SELECT 1 FROM works_work WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids])
    before, after = held(ids), now(ids)
    moved = [work for work in ids if before.get(work) != after.get(work)]
    if not moved:
        return
    gone = {work: before[work] for work in moved if work in before}
    come = {work: after[work] for work in moved if work in after}
    rows("DELETE FROM graph_countedwork WHERE work_id = ANY(%s)", [list(gone)])
    CountedWork.objects.bulk_create(
        [CountedWork(work_id=work, team=list(team.authors), year=team.year) for work, team in come.items()],
        batch_size=CHUNK,
    )
    found = changes(gone.values(), come.values())
    for chunk in batched((one for one in found if not one[1].had), CHUNK, strict=False):
        rows(_ADD, _columns(chunk))
    for chunk in batched((one for one in found if one[1].had), CHUNK, strict=False):
        rows(_END, _columns(chunk)[:3])
        rows(_MOVE, _columns(chunk))


def held(work_ids: Collection[int]) -> dict[int, Team]:
    """Those of the works that the edges count at present."""
    return {work: Team(tuple(team), year) for work, team, year in rows(_HELD, [list(work_ids)])}


def now(work_ids: Collection[int]) -> dict[int, Team]:
    """Those of the works that ought to count: of two or more authors, and not of very many."""
    found = rows(_NOW, [list(work_ids), settings.COAUTHOR_LIMIT])
    return {work: Team(tuple(team), year) for work, team, year in found}


def changes(gone: Iterable[Team], come: Iterable[Team]) -> list[tuple[Pair, Change]]:
    """What becomes of each pair when these works cease to count and those begin to."""
    found: dict[Pair, Change] = defaultdict(Change)
    for teams, sign in ((gone, -1), (come, 1)):
        for team in teams:
            for pair in combinations(team.authors, 2):
                change = found[pair]
                change.shared += sign
                change.weight += sign * team.weight
                change.had |= sign < 0
                if team.year:
                    change.years[team.year] += sign
    return [(pair, change) for pair, change in sorted(found.items(), key=itemgetter(0)) if not change.is_none]


def fill(after: int = 0) -> None:
    """Counts all works after this id in bulk, none of which is counted yet: for a new table, or one that was loaded."""
    rows(_FILL_WORKS, [after, settings.COAUTHOR_LIMIT])
    rows(_FILL_EDGES, [after])


def _columns(chunk: Sequence[tuple[Pair, Change]]) -> tuple[list[Any], ...]:
    columns = zip(*((*pair, *change.row()) for pair, change in chunk), strict=True)
    return tuple(list(column) for column in columns)


_HELD = "SELECT work_id, team, year FROM graph_countedwork WHERE work_id = ANY(%s)"
# The team of each work as it stands; with one author, or with very many, it says nothing about who works with whom.
_TEAMS = """
    SELECT a.work_id, array_agg(a.author_id ORDER BY a.author_id), w.year
    FROM works_authorship a JOIN works_work w ON w.id = a.work_id
    WHERE {which} AND a.author_id IS NOT NULL GROUP BY a.work_id, w.year HAVING count(*) BETWEEN 2 AND %s
"""
_NOW = _TEAMS.format(which="a.work_id = ANY(%s)")
_DUE = """
    unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bigint[], %s::int[], %s::int[], %s::boolean[])
        AS n (a, b, shared, weight, first_year, last_year, lost)
"""
_ADDED_UP = """ON CONFLICT (a_id, b_id) DO UPDATE SET
        shared = e.shared + excluded.shared, weight = e.weight + excluded.weight,
        first_year = least(e.first_year, excluded.first_year), last_year = greatest(e.last_year, excluded.last_year)
"""
# In the order of the pairs, so that two imports never wait for each other crosswise.
_ADD = f"""
    INSERT INTO graph_edge AS e (a_id, b_id, shared, weight, first_year, last_year)
    SELECT a, b, shared, weight, first_year, last_year FROM {_DUE} ORDER BY a, b
    {_ADDED_UP}
"""  # noqa: S608 - constants
_END = """
    DELETE FROM graph_edge e USING unnest(%s::bigint[], %s::bigint[], %s::int[]) AS n (a, b, shared)
    WHERE e.a_id = n.a AND e.b_id = n.b AND e.shared + n.shared <= 0
"""
# Years are read again only where one went: it may have been the first or the last.
_MOVE = f"""
    UPDATE graph_edge e SET
        shared = e.shared + n.shared, weight = e.weight + n.weight,
        first_year = CASE WHEN n.lost THEN y.first ELSE least(e.first_year, n.first_year) END,
        last_year = CASE WHEN n.lost THEN y.last ELSE greatest(e.last_year, n.last_year) END
    FROM {_DUE} LEFT JOIN LATERAL (
        SELECT min(c.year) AS first, max(c.year) AS last
        FROM works_authorship x JOIN graph_countedwork c ON c.work_id = x.work_id
        WHERE n.lost AND x.author_id = n.a AND c.team @> ARRAY[n.a, n.b]
    ) y ON true
    WHERE e.a_id = n.a AND e.b_id = n.b
"""  # noqa: S608 - constants
_FILL_WORKS = f"INSERT INTO graph_countedwork (work_id, team, year) {_TEAMS.format(which='a.work_id > %s')}"
# What a counted work c adds to the weight of each pair, as Team.weight says it.
WEIGHT = f"(({MILLIONTHS} + (cardinality(c.team) - 1) / 2) / (cardinality(c.team) - 1))"
# Without conflicts where the table is empty; a pair of old and new works is added up.
_FILL_EDGES = f"""
    INSERT INTO graph_edge AS e (a_id, b_id, shared, weight, first_year, last_year)
    SELECT c.team[i], c.team[j], count(*), sum({WEIGHT}), min(c.year), max(c.year)
    FROM graph_countedwork c CROSS JOIN LATERAL generate_series(1, cardinality(c.team) - 1) i
    CROSS JOIN LATERAL generate_series(i + 1, cardinality(c.team)) j
    WHERE c.work_id > %s GROUP BY 1, 2
    {_ADDED_UP}
"""  # noqa: S608 - constants

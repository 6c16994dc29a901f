"""Names found rung by rung: those that begin with what was typed first, then those that hold its words somewhere.

Every rung is a range of an index in its own order, so that a page reads its rows and no others; a page begins at a
place on a rung. The last rungs look at a bounded number of rows only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from works.search.found import Place

# Of rows that hold the long words somewhere, so many are looked at, and so many are taken.
MOST_LOOKED_AT = 2_000
MOST_SCATTERED = 200
# Letters that a word needs to be looked up in the middle of names: shorter ones stand nearly everywhere.
SHORTEST = 3
SCATTERED = 90
# Behind the space, the digits and the letters of folded names.
_LAST = "~"

type Row = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Rung:
    """Names of which this column is at least `low` and less than `high`, in the order of bytes."""

    column: str
    low: str
    high: str

    @classmethod
    def beginning(cls, column: str, text: str) -> Rung:
        """Names that begin with this text."""
        return cls(column, text, f"{text}{_LAST}")

    @classmethod
    def of_word(cls, column: str, word: str) -> Rung:
        """Names that are this word, or begin with it."""
        return cls(column, word, f"{word} {_LAST}")

    @classmethod
    def beyond_word(cls, column: str, word: str) -> Rung:
        """Names that begin with a longer word that begins with this one."""
        return cls(column, f"{word} {_LAST}", f"{word}{_LAST}")

    @property
    def bounds(self) -> tuple[str, list[Any]]:
        """The condition, and its values."""
        key = f'{self.column} COLLATE "C"'
        return f"{key} >= %s AND {key} < %s", [self.low, self.high]


@dataclass(frozen=True, slots=True)
class Table:
    """Where names are looked for: the table, its column of folded names, and which rows readers find."""

    name: str
    shown: str = "TRUE"
    folded: str = "folded_name"


@dataclass(frozen=True, slots=True)
class Climbed:
    """The (rung, key, id) of a page's rows, whether there are more, and whether only some were looked at."""

    rows: Sequence[Row]
    more: bool = False
    partial: bool = False


def climb(table: Table, rungs: Sequence[Rung], words: Sequence[str], place: Place | None, size: int) -> Climbed:
    """A page of the names on these rungs, then of those that hold all of `words`: two queries at most."""
    begin = place or Place(-1, "", 0)
    found = _ranges(table, rungs, begin, size + 1) if begin.rung < len(rungs) else []
    if len(found) > size:
        return Climbed(found[:size], more=True)
    if not any(len(word) >= SHORTEST for word in words):
        return Climbed(found)
    scattered, is_partial = _scattered(table, rungs, words)
    rest = [row for row in scattered if Place(*row) > begin]
    room = size - len(found)
    return Climbed([*found, *rest[:room]], len(rest) > room, is_partial)


def _ranges(table: Table, rungs: Sequence[Rung], begin: Place, size: int) -> list[Row]:
    parts, values = [], []
    for number in range(max(begin.rung, 0), len(rungs)):
        after = (begin.key, begin.pk) if number == begin.rung else None
        sql, given = _range(table, rungs, number, after)
        parts.append(sql)
        values += [*given, size]
    return sorted(_rows(" UNION ALL ".join(parts), values))[:size]


def _range(table: Table, rungs: Sequence[Rung], number: int, after: tuple[str, int] | None) -> tuple[str, list[Any]]:
    rung = rungs[number]
    key = f'{rung.column} COLLATE "C"'
    bounds, values = rung.bounds
    where = [table.shown, bounds]
    if after:
        where.append(f"({key}, id) > (%s, %s)")
        values += after
    _leave_out(rungs[:number], where, values)
    sql = f"(SELECT {number} AS rung, {key} AS key, id FROM {table.name} WHERE {' AND '.join(where)}"  # noqa: S608
    return f"{sql} ORDER BY {key}, id LIMIT %s)", values


def _leave_out(rungs: Sequence[Rung], where: list[str], values: list[Any]) -> None:
    for rung in rungs:
        bounds, given = rung.bounds
        where.append(f"NOT ({bounds})")
        values += given


def _scattered(table: Table, rungs: Sequence[Rung], words: Sequence[str]) -> tuple[list[Row], bool]:
    # The index finds long words; short ones, and what a rung has shown, only sift the first rows that it brings.
    long = [f"%{word}%" for word in words if len(word) >= SHORTEST]
    short = [f"% {word}%" for word in words if len(word) < SHORTEST]
    where, values = [f"' ' || {table.folded} LIKE %s"] * len(short), list[Any](short)
    _leave_out(rungs, where, values)
    columns = ", ".join(sorted({"id", table.folded, *(rung.column for rung in rungs)}))
    held = " AND ".join([table.shown, *[f"{table.folded} LIKE %s"] * len(long)])
    sql = f"""
        WITH looked AS MATERIALIZED (SELECT {columns} FROM {table.name} WHERE {held} LIMIT {MOST_LOOKED_AT})
        SELECT {SCATTERED}, {table.folded}, id, (SELECT count(*) FROM looked)
        FROM looked WHERE {" AND ".join(where) or "TRUE"} LIMIT {MOST_SCATTERED}
    """  # noqa: S608 - names of ours
    found = _rows(sql, [*long, *values])
    is_partial = len(found) >= MOST_SCATTERED or any(looked >= MOST_LOOKED_AT for *_, looked in found)
    return sorted((rung, key, pk) for rung, key, pk, _ in found), is_partial


def alike(table: Table, name: str, size: int) -> list[int]:
    """The id of one row of each name that is most like this one, the likest first; none where none is like it.

    Nor where its words are all so short that very many names are like them.
    """
    if max(map(len, name.split()), default=0) <= SHORTEST:
        return []
    sql = f"""
        SELECT min(id) FROM (
            SELECT id, {table.folded} AS folded FROM {table.name} WHERE {table.shown} AND %s <%% {table.folded} LIMIT %s
        ) AS found GROUP BY folded
        ORDER BY word_similarity(%s, folded) + similarity(%s, folded) DESC, folded LIMIT %s
    """  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [name, MOST_SCATTERED, name, name, size])
        return [row[0] for row in cursor.fetchall()]


def _rows(sql: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())

"""What it takes to compare a kind of value that the tables keep of the ledger, and to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Difference:
    """One row whose value is not what follows from the ledger, as a sentence, and the value that does."""

    pk: int
    due: Any
    text: str


@dataclass(slots=True)
class Touched:
    """The records that mended values were of."""

    works: set[int] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of value: what it is called, the table whose rows keep it, how it is compared and how it is mended."""

    name: str
    table: str
    compare: Callable[[list[int]], Iterable[Difference]]
    mend: Callable[[Sequence[Difference]], Touched]


def next_ids(table: str, last: int, most: int) -> list[int]:
    """The ids of the table that come after this one, at most so many."""
    sql = f"SELECT id FROM {table} WHERE id > %s ORDER BY id LIMIT %s"  # noqa: S608 - a constant
    return [row[0] for row in fetch(sql, last, most)]


def last_id(table: str) -> int:
    """The highest id of the table."""
    [[last]] = fetch(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - a constant
    return int(last)


def fetch(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement, none where it has none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def update(sql: str, found: Sequence[Difference]) -> list[tuple[Any, ...]]:
    """The rows that a statement returns which takes the ids and the values that are due as two arrays."""
    return fetch(sql, [one.pk for one in found], [one.due for one in found])

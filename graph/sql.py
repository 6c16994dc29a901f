"""What the statements of this room share: how they are asked, and the strongest edges of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def rows(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """The rows of a statement; none where it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def strongest(person: str, limit: str, years: str = "") -> str:
    """SQL of a person's strongest edges from either end, so many of each, as the indexes hold them.

    Columns: other, shared, weight. Years, such as ", first_year, last_year", stand in no index: each costs a look.
    """
    return f"""
        (SELECT b_id AS other, shared, weight{years} FROM graph_edge WHERE a_id = {person}
         ORDER BY shared DESC, weight DESC, b_id LIMIT {limit})
        UNION ALL
        (SELECT a_id, shared, weight{years} FROM graph_edge WHERE b_id = {person}
         ORDER BY shared DESC, weight DESC, a_id LIMIT {limit})
    """  # noqa: S608 - put together from constants

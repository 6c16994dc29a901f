"""Moves works and source profiles from one author record to another."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection


def move_records(moves: Mapping[int, int]) -> None:
    """Gives all that the keys hold to the values {from author: to author}; three statements, however much that is."""
    if not moves:
        return
    arrays = [list(moves), list(moves.values())]
    with connection.cursor() as cursor:
        # Where both hold a slot of one work, the slot with a position stays.
        cursor.execute(
            """
            WITH moves AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS m (gone, kept)),
            ranked AS (
                SELECT a.id, row_number() OVER (
                    PARTITION BY a.work_id, coalesce(m.kept, a.author_id) ORDER BY a.position NULLS LAST, a.id
                ) AS place
                FROM works_authorship a LEFT JOIN moves m ON m.gone = a.author_id
                WHERE a.author_id IN (SELECT gone FROM moves UNION SELECT kept FROM moves)
            )
            DELETE FROM works_authorship WHERE id IN (SELECT id FROM ranked WHERE place > 1)
            """,
            arrays,
        )
        for table in ("works_authorship", "works_sourceprofile"):
            cursor.execute(
                f"""
                UPDATE {table} SET author_id = m.kept
                FROM unnest(%s::bigint[], %s::bigint[]) AS m (gone, kept) WHERE author_id = m.gone
                """,  # noqa: S608 - the two table names stand above
                arrays,
            )

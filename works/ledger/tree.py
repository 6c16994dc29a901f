"""Merges as a tree: who leads where, for author records and for works; kept flat in `merged_into`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from django.db import connection

from works.ledger.slots import BASE

type Kind = Literal["author", "work"]
_TABLES = {"author": ("profiles_author", "merge"), "work": ("works_work", "same_work")}
# The kinds of edges and the columns have the names of what they join.
_COLUMNS = {"author": ("author_id", "other_id"), "work": ("work_id", "other_work_id")}


def below(kind: Kind, pk: int) -> list[int]:
    """The record and all that was merged into it, directly or by way of others."""
    gone, kept = _COLUMNS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE below (id) AS (
                SELECT %s::bigint
                UNION SELECT d.{gone} FROM works_decision d JOIN below b ON d.{kept} = b.id
                WHERE d.kind = %s AND d.in_force
            ) SELECT id FROM below
            """,  # noqa: S608 - constants
            [pk, _TABLES[kind][1]],
        )
        return [row[0] for row in cursor.fetchall()]


def lead(kind: Kind, ids: Collection[int], root: int | None) -> None:
    """Lets these records lead to the root; a root of None makes them stand for themselves."""
    table = _TABLES[kind][0]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET merged_into_id = %s WHERE id = ANY(%s)", [root, list(ids)])  # noqa: S608


def works_of(authors: Collection[int]) -> set[int]:
    """The works with a mention that any line of the ledger gave to one of these authors."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT a.work_id FROM works_assignment s JOIN works_authorship a ON a.id = s.mention_id
            WHERE s.author_id = ANY(%s)
            """,
            [list(authors)],
        )
        return {row[0] for row in cursor.fetchall()}


def settle_profiles(authors: Collection[int]) -> None:
    """Gives the source profiles that were ever assigned to one of these authors to whom the ledger says now."""
    base = BASE.format(column="profile_id", row="p")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE works_sourceprofile SET author_id = found.author FROM (
                SELECT p.id, coalesce(r.merged_into_id, r.id) AS author FROM works_sourceprofile p
                JOIN profiles_author r ON r.id = {base}
                WHERE p.id IN (SELECT profile_id FROM works_assignment WHERE author_id = ANY(%s))
            ) AS found WHERE works_sourceprofile.id = found.id AND works_sourceprofile.author_id <> found.author
            """,  # noqa: S608 - constants
            [list(authors)],
        )


def move_works(ids: Collection[int]) -> set[int]:
    """Puts what was listed as these works on the works they lead to now; gives all works concerned."""
    touched = set(ids)
    with connection.cursor() as cursor:
        for table in ("works_listing", "works_authorship"):
            # Positions are given anew by who calls; two slots must not meet on one before that.
            extra = ", position = NULL, author_id = NULL, aside = 'nobody'" if table == "works_authorship" else ""
            cursor.execute(
                f"""
                UPDATE {table} t SET work_id = coalesce(w.merged_into_id, w.id){extra}
                FROM works_work w JOIN {table} was ON was.base_work_id = w.id
                WHERE was.id = t.id AND w.id = ANY(%s) AND t.work_id <> coalesce(w.merged_into_id, w.id)
                RETURNING t.work_id, was.work_id
                """,  # noqa: S608 - constants
                [list(ids)],
            )
            touched |= {work for row in cursor.fetchall() for work in row}
    return touched

"""Bulk loading in one transaction: indexes and constraints are put down, rows copied, and all is put up again."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from django.db import connection

# Filled by COPY. Of what else points to them nothing is there, or nothing changes.
TABLES = (
    "profiles_author", "profiles_trustscore", "works_work", "works_worktext", "works_authorship", "works_assignment",
    "works_decision", "works_importpage", "works_sourceprofile", "works_listing", "works_reportednumber",
    "works_work_topics", "works_work_institutions",
)  # fmt: skip
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE (contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[])))
    OR (contype = 'u' AND conrelid = ANY(%(tables)s::regclass[])) ORDER BY contype = 'f', conrelid, oid
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%(tables)s::regclass[]) AND NOT i.indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype = 'u')
    ORDER BY i.indrelid, i.indexrelid
"""
_MEMORY = ("maintenance_work_mem = '512MB'", "max_parallel_maintenance_workers = 2")


class Indexes:
    """Puts indexes and constraints of the tables down, and up again as they were."""

    def __init__(self) -> None:
        tables = {"tables": list(TABLES)}
        self.constraints = rows(_CONSTRAINTS, tables)
        self.indexes = rows(_INDEXES, tables)

    def down(self) -> None:
        """Drops them: rows then come in several times as fast, and each index is built once."""
        for table, name, _ in reversed(self.constraints):
            run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in self.indexes:
            run(f"DROP INDEX {name}")

    def up(self) -> Iterator[str]:
        """Builds them again; yields the name of each before it."""
        for name, definition in self.indexes:
            yield name
            run(definition)
        for table, name, definition in self.constraints:
            yield name
            run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.indexes) + len(self.constraints)


def begin(*, fresh: bool) -> Indexes:
    """Puts indexes and constraints down, gives the session memory, and empties the tables where nothing is in them.

    What is copied into a table that was emptied in the same transaction needs no log, and is never vacuumed.
    """
    for setting in _MEMORY:
        run(f"SET LOCAL {setting}")
    # A table with deferred checks that wait cannot be altered.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    indexes = Indexes()
    indexes.down()
    if fresh:
        run(f"TRUNCATE {', '.join(TABLES)}")
    return indexes


def next_ids() -> dict[str, int]:
    """The first free id of each table."""
    free = {}
    for table in TABLES:
        if table != "works_worktext":
            [[last]] = rows(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - a constant
            free[table] = int(last) + 1
    return free


def settle_sequences() -> None:
    """Lets the ids that the database gives go on behind those that were copied."""
    for table in TABLES:
        if table != "works_worktext":
            run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 1)) FROM {table}")  # noqa: S608


class Copier:
    """Sends rows by COPY, in a thread of its own, so that the next ones are made meanwhile."""

    def __init__(self, *, fresh: bool) -> None:
        connection.ensure_connection()
        self._options = " (FREEZE)" if fresh else ""
        self._raw: Any = connection.connection
        self._queue: queue.Queue[tuple[str, str] | None] = queue.Queue(maxsize=24)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="copier")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._error = self._error or error  # what waits is not sent any more
        self._queue.put(None)
        self._thread.join()
        if kind is None and self._error:
            raise self._error

    def rows(self, table: str, columns: str, lines: list[str]) -> None:
        """Sends these lines, each a row of these columns as COPY reads them."""
        if lines:
            options = "" if table.startswith("generated_") else self._options
            self._put(f"COPY {table} ({columns}) FROM STDIN{options}", "\n".join(lines) + "\n")

    def then(self, sql: str) -> None:
        """Runs a statement when the rows before it are there."""
        self._put(sql, "")

    def _put(self, sql: str, body: str) -> None:
        if self._error:
            raise self._error
        self._queue.put((sql, body))

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            if self._error:
                continue
            sql, body = task
            try:
                with self._raw.cursor() as cursor:
                    if not body:
                        cursor.execute(sql)
                        continue
                    with cursor.copy(sql) as copy:
                        copy.write(body)
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that fills
                self._error = error


def run(sql: str) -> None:
    """Runs a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())

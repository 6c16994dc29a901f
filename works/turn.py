"""Taking turns: who changes works waits for whoever does so now."""

from __future__ import annotations

from django.db import connection

# Any number that nothing else in the database locks.
IMPORT_LOCK = 0x627A70656572


def take() -> None:
    """Returns when it is this transaction's turn, which lasts until its end.

    Two pages that share a work must see each other's authors, and two writers of many works must not wait for each
    other's rows: resolving and storing is quick, so it is done one at a time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])

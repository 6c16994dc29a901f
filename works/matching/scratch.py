"""A database of its own for a while: made beside the configured one, and gone at the end however it comes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import Error, connection

# PostgreSQL cuts names that are longer than 63 bytes.
LONGEST = 40


class NotAllowed(Exception):
    """Why there is no scratch database, as a sentence for who wanted it."""


@contextmanager
def database(purpose: str) -> Iterator[str]:
    """An empty, migrated database, to which Django's default connection leads until the end; gives its name."""
    configured = str(connection.settings_dict["NAME"])
    name = f"{configured[:LONGEST]}_{purpose}_{os.getpid()}"
    _create(name)
    try:
        _lead_to(name)
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        _lead_to(configured)
        _beside(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def _create(name: str) -> None:
    quoted = connection.ops.quote_name(name)
    try:
        # What a killed process of the same number left behind.
        _beside(f"DROP DATABASE IF EXISTS {quoted}", f"CREATE DATABASE {quoted}")
        # Nothing of it has to survive a crash.
        _beside(f"ALTER DATABASE {quoted} SET synchronous_commit = off")
    except Error as error:
        if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            role = connection.settings_dict["USER"]
            raise NotAllowed(
                f"The role {role!r} may not create databases, and this needs one of its own for a while; "
                f"an administrator of the server can allow it: ALTER ROLE {connection.ops.quote_name(role)} CREATEDB."
            ) from error
        raise NotAllowed(f"PostgreSQL made no scratch database: {str(error).strip()}") from error


def _beside(*statements: str) -> None:
    """Runs statements on a connection of their own: none of them may stand in a transaction."""
    admin = connection.copy()
    try:
        with admin.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        admin.close()


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()

"""A database and a Valkey number of the benchmarks' own, on the servers that DATABASE_URL and REDIS_URL name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

VALKEY_NUMBER = 5


def prepare(database: str, static: Path) -> None:
    """Makes the database where there is none, empties the Valkey number, and sets the environment of production."""
    given = os.environ["DATABASE_URL"]
    with psycopg.connect(given, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    os.environ.pop("BZPEER_LOCAL", None)
    os.environ |= {
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "CELERY_QUEUE": "bench",
        "DATABASE_URL": urlunsplit(urlsplit(given)._replace(path=f"/{database}")),
        "DJANGO_SETTINGS_MODULE": "bzpeer.settings",
        "LOG_LEVEL": "WARNING",
        "REDIS_URL": _own_number(os.environ["REDIS_URL"]),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SECURE_SSL_REDIRECT": "0",
        "STATIC_ROOT": str(static),
    }
    empty_valkey()


def empty_valkey() -> None:
    """Forgets every kept page, session and task of the benchmarks."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()


def _own_number(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"{url.partition('?')[0]}?db={VALKEY_NUMBER}"
    return urlunsplit(parts._replace(path=f"/{VALKEY_NUMBER}"))

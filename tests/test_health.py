"""What a load balancer asks: does the process answer, and has it what it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import sql

from tests import workers
from tests.make import make_user
from tests.production import environment, get, web


@pytest.fixture
def servers(transactional_db: None) -> dict[str, str]:
    """The addresses of a database that is up to date, and of a broker that answers."""
    return {name: workers.environment()[name] for name in ("DATABASE_URL", "REDIS_URL")}


@pytest.fixture
def empty_database(servers: dict[str, str]) -> Iterator[str]:
    """The address of a database in which nothing was migrated yet."""
    name = f"empty_{uuid4().hex}"
    address = servers["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
        link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def asked(env: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Status and reasons of /readyz, from a process that says of itself that it is alive."""
    with web(env) as port:
        alive, said = get(port, "/healthz")
        assert (alive.status, said) == (200, "ok\n")
        assert "no-store" in (alive.getheader("Cache-Control") or "")
        ready, reasons = get(port, "/readyz")
        return ready.status, json.loads(reasons)


def test_a_process_that_has_all_it_needs_is_ready(servers: dict[str, str]) -> None:
    assert asked(environment(**servers)) == (200, {"database": "ok", "broker": "ok", "migrations": "ok"})


def test_without_its_database_a_process_lives_and_is_not_ready(servers: dict[str, str]) -> None:
    status, reasons = asked(environment(REDIS_URL=servers["REDIS_URL"]))
    assert status == 503
    assert reasons == {
        "database": "does not answer",
        "broker": "ok",
        "migrations": "not known without the database",
    }


def test_without_its_broker_a_process_lives_and_is_not_ready(servers: dict[str, str]) -> None:
    status, reasons = asked(environment(DATABASE_URL=servers["DATABASE_URL"]))
    assert (status, reasons) == (503, {"database": "ok", "broker": "does not answer", "migrations": "ok"})


def test_before_its_migrations_a_process_lives_and_is_not_ready(servers: dict[str, str], empty_database: str) -> None:
    status, reasons = asked(environment(DATABASE_URL=empty_database, REDIS_URL=servers["REDIS_URL"]))
    assert (status, reasons["database"], reasons["broker"]) == (503, "ok", "ok")
    assert reasons["migrations"].endswith(" not applied")
    assert int(reasons["migrations"].split()[0]) > 10


def connected() -> set[int]:
    """The processes of PostgreSQL that serve this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def test_a_process_that_lost_its_database_is_ready_again_once_it_is_back(servers: dict[str, str]) -> None:
    # Browsers of other tests have connections of their own, which stay.
    before = connected()
    with web(environment(**servers)) as port:
        assert get(port, "/readyz")[0].status == 200
        own = connected() - before
        assert own
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [list(own)])
        assert get(port, "/readyz")[0].status == 200


def test_the_health_checks_are_answered_without_tls_and_without_a_redirect(servers: dict[str, str]) -> None:
    with web(environment(**servers, SECURE_SSL_REDIRECT="1")) as port:
        assert [get(port, path)[0].status for path in ("/healthz", "/readyz", "/")] == [200, 200, 301]


def test_without_its_broker_a_reader_who_is_logged_in_stays_so(servers: dict[str, str], client: Client) -> None:
    client.force_login(make_user("Cleo"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    local = {"BZPEER_LOCAL": "1", "SECRET_KEY": settings.SECRET_KEY}
    with web(environment(DATABASE_URL=servers["DATABASE_URL"], **local)) as port:
        answer, seen = get(port, "/about/", Cookie=cookie)
        assert (answer.status, "Log out" in seen) == (200, True)
        assert get(port, "/accounts/login/")[0].status == 200

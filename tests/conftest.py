"""What every test may use: real PostgreSQL and Valkey (tests/servers.py), and an empty Valkey before each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

SEEDS = Path(settings.BASE_DIR) / "seeds"


@pytest.fixture(autouse=True)
def _empty_valkey() -> None:
    """No page, session, lock or queued task of another test."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture
def valkey() -> Iterator[redis.Redis]:
    """A client of the Valkey that the site under test uses."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client

"""Real Celery workers for tests, as processes of their own, and ways to end them rudely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection


def environment() -> dict[str, str]:
    """The environment of this test, with the database that the test really uses."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return os.environ | {"DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL}


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a session of its own; ended with everything it started, however the test leaves."""
    celery = [sys.executable, "-m", "celery", "-A", "bzpeer"]
    command = [*celery, "worker", "--concurrency", "1", "-l", "WARNING", *options]
    process = subprocess.Popen(command, env=environment(), cwd=settings.BASE_DIR, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and its children: nobody gets to clean up."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Returns when the condition holds; fails the test with the sentence when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"Waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.05)

"""The servers under the tests: a plugin for pytest (`-p tests.servers`), and a command that runs another one with them.

PostgreSQL and Valkey are started once, before Django's settings are read, and pytest-xdist's workers inherit the
addresses. Where DATABASE_URL and REDIS_URL are set already, those servers are used instead.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from bzpeer import embedded
from bzpeer.embedded.processes import InUse


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Starts the servers ahead of pytest-django, which reads the settings in this hook."""
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    try:
        prepare(stack)
    except embedded.Problem as problem:
        raise pytest.UsageError(str(problem)) from problem
    return (yield)


def prepare(stack: ExitStack) -> None:
    """Sets the environment that the settings need, with servers that live until the stack is closed."""
    os.environ.setdefault("SECRET_KEY", "only-for-tests-and-known-to-everyone")
    os.environ.setdefault("BZPEER_LOCAL", "1")
    # Playwright's synchronous interface runs a loop in the test's thread, which Django takes for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    if "MAIL_DIR" not in os.environ:
        os.environ["MAIL_DIR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="bzpeer-mail-"))
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        servers = _servers(stack)
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = servers.database_url, servers.redis_url
    os.environ["REDIS_URL"] = _own_database(os.environ["REDIS_URL"], os.environ.get("PYTEST_XDIST_WORKER", ""))


def _own_database(redis_url: str, worker: str) -> str:
    """The address with a database number of its own for each of pytest-xdist's workers (gw0 has 1, …)."""
    if not worker:
        return redis_url
    number = int(worker.removeprefix("gw")) + 1
    if redis_url.startswith("unix://"):
        return f"{redis_url.partition('?')[0]}?db={number}"
    return urlsplit(redis_url)._replace(path=f"/{number}").geturl()


def _servers(stack: ExitStack) -> embedded.Servers:
    """Servers on the first data folder that no other run uses; folders are kept, since making one takes a second."""
    for folder in embedded.TESTS:
        try:
            return stack.enter_context(embedded.servers(folder, durable=False))
        except InUse:
            continue
    raise embedded.Problem(f"{len(embedded.TESTS)} test runs of this checkout go on already; wait for one to end.")


def main(command: list[str]) -> int:
    """Runs a command with the servers of the tests and returns its exit code."""
    with ExitStack() as stack:
        try:
            prepare(stack)
        except embedded.Problem as problem:
            print(problem, file=sys.stderr)
            return 1
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make run` from outside: what it prints, what it refuses, and that nothing is left of it, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bzpeer.embedded import places
from bzpeer.embedded.__main__ import main as embedded_command
from bzpeer.local.address import Address
from tests.family import command_line, descendants, survivors

START_LIMIT = 120.0  # seconds; a busy machine is no failure


@dataclass
class Site:
    """A supervisor that was started, its port, and everything it has said so far."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until_said(self, words: str) -> None:
        deadline = time.monotonic() + START_LIMIT
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def health(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return int(answer.status)

    def end(self, signum: signal.Signals) -> tuple[int, set[int]]:
        """Sends the supervisor a signal; returns its exit code and who of its family outlived it."""
        family = {self.process.pid, *descendants(self.process.pid)}
        self.process.send_signal(signum)
        code = self.process.wait(30)
        return code, survivors(family)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def supervisor(data: Path, port: int | str, log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "BZPEER_DATA": str(data), "PORT": str(port)}
    with log.open("wb") as file:
        command = [sys.executable, "-m", "bzpeer.local"]
        return subprocess.Popen(command, stdout=file, stderr=file, env=environment, cwd=places.CHECKOUT)


@contextmanager
def a_site(data: Path) -> Iterator[Site]:
    """The site on these data, answering."""
    port, log = free_port(), data.parent / f"{data.name}.log"
    site = Site(supervisor(data, port, log), port, log)
    try:
        site.wait_until_said("Stop   Ctrl-C")
        yield site
    finally:
        site.process.terminate()
        site.process.wait(30)


def refused(data: Path, port: int | str, log: Path) -> str:
    """What a supervisor says that ends at once with exit code 1."""
    assert supervisor(data, port, log).wait(30) == 1
    return log.read_text()


@dataclass(frozen=True)
class Past:
    """A first run from nothing that was killed outright, and a second that was ended by Ctrl-C."""

    data: Path
    port: int
    said_first: str
    left_by_kill: set[int]
    left_by_ctrl_c: set[int]
    code_of_ctrl_c: int


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """The data of two earlier runs and how those ended."""
    data = tmp_path_factory.mktemp("local") / "data"
    with a_site(data) as first:
        assert first.health() == 200
        _, left_by_kill = first.end(signal.SIGKILL)
    said = first.said
    with a_site(data) as second:
        code, left_by_ctrl_c = second.end(signal.SIGINT)
    yield Past(data, first.port, said, left_by_kill, left_by_ctrl_c, code)
    assert embedded_command(["reset", "--folder", str(data)]) == 0


@pytest.fixture(scope="module")
def site(past: Past) -> Iterator[Site]:
    """A later run on the same data, answering."""
    with a_site(past.data) as site:
        yield site


def test_a_first_run_imports_the_seeds_and_prints_the_address_the_accounts_and_where_the_data_lie(past: Past) -> None:
    assert f"BZPEER answers at http://localhost:{past.port}" in past.said_first
    assert "admin@example.org" in past.said_first
    assert "failed" not in past.said_first
    assert f"Data   {places.place(past.data).data}" in past.said_first


def test_ctrl_c_ends_it_with_code_0_and_leaves_no_process(past: Past) -> None:
    assert (past.code_of_ctrl_c, past.left_by_ctrl_c) == (0, set())


def test_killing_the_supervisor_outright_leaves_no_process(past: Past) -> None:
    assert past.left_by_kill == set()


def test_the_secret_key_is_kept_for_its_owner_only(past: Past) -> None:
    key = places.place(past.data).data / "secret-key"
    assert len(key.read_text()) > 50
    assert key.stat().st_mode & 0o077 == 0


def test_a_later_run_has_nothing_to_prepare_and_shows_the_accounts_again(site: Site) -> None:
    assert "Bringing the database up to date" not in site.said
    assert "admin@example.org" in site.said


def test_a_port_in_use_is_said_in_one_line_with_the_way_out(site: Site, tmp_path: Path) -> None:
    said = refused(tmp_path / "data", site.port, tmp_path / "log")
    assert said == (
        f"Port {site.port} on 127.0.0.1 is already in use; choose another port: make run PORT={site.port + 1}\n"
    )


def test_the_address_to_type_has_a_name_where_this_machine_is_meant() -> None:
    # Browsers keep passkeys for names alone.
    assert Address("127.0.0.1", "127.0.0.1", 8000).url == Address("0.0.0.0", "0.0.0.0", 8000).url
    assert Address("::1", "::1", 8000).url == "http://localhost:8000"
    assert Address("192.0.2.7", "192.0.2.7", 80).url == "http://192.0.2.7:80"


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_said_in_one_line(port: str, tmp_path: Path) -> None:
    said = refused(tmp_path / "data", port, tmp_path / "log")
    assert said == f"PORT is {port!r}: expected a number from 1 to 65535, as in: make run PORT=8001\n"


def test_a_second_site_on_the_same_data_says_who_uses_them(site: Site, past: Past, tmp_path: Path) -> None:
    said = refused(past.data, free_port(), tmp_path / "log")
    assert f"is in use by process {site.process.pid}" in said


def test_a_web_server_that_dies_is_reported_and_started_again(site: Site) -> None:
    granians = {pid for pid in descendants(site.process.pid) if "granian" in command_line(pid)}
    # The one the supervisor started: a child of that one is replaced by granian itself, without a word.
    web = next(pid for pid in granians if psutil.Process(pid).ppid() not in granians)
    os.kill(web, signal.SIGKILL)
    site.wait_until_said("web died")
    deadline = time.monotonic() + START_LIMIT
    while True:
        try:
            assert site.health() == 200
            break
        except OSError:
            assert time.monotonic() < deadline, site.said
            time.sleep(0.1)

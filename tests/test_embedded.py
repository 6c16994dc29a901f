"""The embedded servers keep data, keep to themselves, and never outlive their owner."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import redis

from bzpeer import embedded
from bzpeer.embedded import places
from bzpeer.embedded.__main__ import main
from tests.family import descendants, survivors


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder of one's own, deleted afterwards wherever its data really lie."""
    yield tmp_path / "data"
    assert main(["reset", "--folder", str(tmp_path / "data")]) == 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Servers]:
    """Servers for the tests that only look at them."""
    folder = tmp_path_factory.mktemp("embedded") / "data"
    with embedded.servers(folder, durable=False) as servers:
        yield servers
    assert main(["reset", "--folder", str(folder)]) == 0


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "bzpeer.embedded", *map(str, arguments)]


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of bzpeer.embedded to its end."""
    env = {**os.environ, **environment}
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=env, cwd=places.CHECKOUT, check=False
    )


@contextmanager
def an_owner(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that runs both servers on this folder, ready; ended with the block if it still lives."""
    with subprocess.Popen(
        command("serve", "--folder", folder), stdout=subprocess.PIPE, text=True, cwd=places.CHECKOUT
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "ready\n"
        yield owner
        owner.terminate()


def write(servers: embedded.Servers, word: str) -> None:
    """Leaves a word in the database and one in the queue."""
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT %s::text AS word", [word])
    redis.Redis.from_url(servers.redis_url).rpush("queue", word)


def read(servers: embedded.Servers) -> tuple[str, str]:
    """The words that `write` left in the database and in the queue."""
    with psycopg.connect(servers.database_url) as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
    queued = redis.Redis.from_url(servers.redis_url, decode_responses=True).lrange("queue", 0, -1)
    assert row is not None
    assert isinstance(queued, list)
    return str(row[0]), str(queued[-1])


def test_two_folders_have_servers_side_by_side_that_know_nothing_of_each_other(
    running: embedded.Servers, folder: Path
) -> None:
    with embedded.servers(folder, durable=False) as others:
        write(running, "mine")
        write(others, "theirs")
        assert read(running) == ("mine", "mine")
        assert read(others) == ("theirs", "theirs")


def test_the_servers_open_no_port_and_sort_text_alike_everywhere(running: embedded.Servers) -> None:
    settings = "SELECT current_setting('listen_addresses'), datlocprovider, datlocale FROM pg_database"
    assert running.ask(f"{settings} WHERE datname = 'bzpeer'") == "|b|C.UTF-8\n"
    port = redis.Redis.from_url(running.redis_url, decode_responses=True).config_get("port")
    assert port == {"port": "0"}


def test_a_second_start_on_the_same_folder_says_who_uses_it(running: embedded.Servers) -> None:
    folder = (running.data / "made-for").read_text().strip()
    second = run("serve", "--folder", folder)
    assert second.returncode == 1
    assert f"is in use by process {os.getpid()}" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_killing_the_owner_outright_leaves_no_server_and_loses_nothing(folder: Path) -> None:
    with an_owner(folder) as owner:
        place = places.place(folder)
        with psycopg.connect(embedded.urls(place)[0]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'committed' AS word")
        started = descendants(owner.pid)
        assert len(started) > 2
        owner.kill()
        owner.wait()
        assert survivors(started) == set()
    with embedded.servers(folder) as servers:
        assert servers.ask("SELECT word FROM kept") == "committed\n"


def test_killing_everything_at_once_does_not_prevent_the_next_start(folder: Path) -> None:
    with an_owner(folder) as owner:
        everyone = {owner.pid, *descendants(owner.pid)}
        for pid in everyone:
            with suppress(ProcessLookupError):  # the death of another has ended it
                os.kill(pid, signal.SIGKILL)
        owner.wait()
        assert survivors(everyone) == set()
    with embedded.servers(folder) as servers:
        assert servers.ask("SELECT 1") == "1\n"


def test_data_and_queue_survive_a_restart_and_a_lock_file_of_a_number_that_lives_again(folder: Path) -> None:
    with embedded.servers(folder) as servers:
        write(servers, "still here")
    # As after a power cut, when the number in PostgreSQL's own lock file has come to belong to somebody else.
    (servers.data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{servers.data}/postgres\n1\n5432\n")
    with embedded.servers(folder) as servers:
        assert read(servers) == ("still here", "still here")


def test_env_starts_them_in_the_background_whatever_the_caller_has_set_and_stop_ends_them(folder: Path) -> None:
    first = run("env", "--folder", folder, PGPORT="1", PGHOST="nowhere", PGUSER="nobody", PGDATA="/nowhere")
    try:
        assert first.returncode == 0, first.stderr
        owner = places.owner(places.place(folder))
        assert owner is not None
        started = {owner, *descendants(owner)}
        assert run("env", "--folder", folder).stdout == first.stdout
        exported = dict(word.split("=", 1) for word in shlex.split(first.stdout)[1:])
        with psycopg.connect(exported["DATABASE_URL"]) as connection:
            assert connection.info.dbname == "bzpeer"
        assert redis.Redis.from_url(exported["REDIS_URL"]).ping()
        refused = run("reset", "--folder", folder)
        assert (refused.returncode, "in use" in refused.stderr) == (1, True)
    finally:
        assert run("stop", "--folder", folder).returncode == 0
    assert survivors(started) == set()


def test_no_folder_above_the_data_gets_another_mode_or_owner(tmp_path: Path) -> None:
    checkout = tmp_path / "private" / "checkout"
    checkout.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    above = [checkout, *checkout.parents]
    before = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above]
    old_umask = os.umask(0o077)
    try:
        with embedded.servers(checkout / "data", durable=False) as servers:
            assert servers.ask("SELECT 1") == "1\n"
            assert servers.data.stat().st_mode & 0o066 == 0
    finally:
        os.umask(old_umask)
    assert [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above] == before
    assert main(["reset", "--folder", str(checkout / "data")]) == 0


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, folder: Path) -> None:
    data = places.place(folder).data
    (data / "made-for").unlink()
    (data / "thesis.tex").write_text("years of work")
    for name in ("serve", "reset"):
        refused = run(name, "--folder", folder)
        assert (refused.returncode, "holds something else" in refused.stderr) == (1, True)
    assert (data / "thesis.tex").read_text() == "years of work"
    (data / "thesis.tex").unlink()


def test_data_of_another_major_version_are_named_and_not_touched(folder: Path) -> None:
    place = places.place(folder)
    (place.own(place.data / "postgres") / "PG_VERSION").write_text("12\n")
    refused = run("serve", "--folder", folder)
    assert refused.returncode == 1
    assert "was made by PostgreSQL 12, and this is 18" in refused.stderr

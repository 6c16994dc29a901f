"""The embedded PostgreSQL: its data directory, its settings, and whether it answers."""

import shutil
import signal
from pathlib import Path

from bzpeer.embedded import processes
from bzpeer.embedded.places import Place, clean_environment
from bzpeer.embedded.processes import Child, Problem, said_plainly

NAME = "bzpeer"  # of the database and of its superuser
PORT = "5432"  # opens no port: it is a part of the socket's name
_MAKE_DATABASE = r"""
SELECT 'CREATE DATABASE bzpeer' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'bzpeer') \gexec
"""

# One modest server for one small site.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "96MB",
    "max_connections": "60",
    "jit": "off",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# For data that may be lost: a crash of the machine, though not of the server, can ruin such a data directory.
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# C.UTF-8 is built into the server: text sorts and folds alike on every machine, whatever its locales.
_LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")


def child(place: Place, programs: Path, *, durable: bool) -> Child:
    """The server, ready to be started: its data directory is there and nothing stale is in its way."""
    cluster = _cluster(place, programs, durable)
    with said_plainly("What a killed server left behind cannot be removed"):
        (cluster / "postmaster.pid").unlink(missing_ok=True)  # we hold the lock that a living server would hold
    settings = {**_SETTINGS, "unix_socket_directories": str(place.sockets), **({} if durable else _FORGETFUL)}
    command = [str(programs / "postgres"), "-D", str(cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    fast, immediate = signal.SIGINT, signal.SIGQUIT  # as PostgreSQL names its ways to shut down
    log = place.data / "logs" / "postgres.log"
    return Child("PostgreSQL", command, log, clean_environment(), farewells=(fast, immediate), account=place.account)


def let_in(place: Place, programs: Path) -> bool:
    """Whether the server lets us in; makes the database if it is not there."""
    return ask(place, programs, _MAKE_DATABASE, database="postgres") is not None


def answers(place: Place, programs: Path) -> bool:
    """Whether the server runs and the database is there."""
    return ask(place, programs, "SELECT 1") is not None


def ask(place: Place, programs: Path, query: str, database: str = NAME) -> str | None:
    """What psql prints for this query, None if it failed; importing a driver would double memory and start time."""
    command = [
        str(programs / "psql"),
        "-XqtAw",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        str(place.sockets),
        "-p",
        PORT,
        "-U",
        NAME,
    ]
    done = processes.run_once([*command, "-d", database], None, clean_environment(), say=query)
    return None if done.returncode else done.stdout


def _cluster(place: Place, programs: Path, durable: bool) -> Path:
    """The data directory, made on first use: complete or not there at all."""
    cluster, draft = place.data / "postgres", place.data / "postgres.draft"
    if cluster.exists():
        place.own(cluster)
        _check_version(cluster, programs)
        return cluster
    with said_plainly("What a broken start left behind cannot be removed"):
        if draft.exists():
            shutil.rmtree(draft)
    command = [str(programs / "initdb"), f"--pgdata={place.own(draft)}", f"--username={NAME}", "--auth=trust", *_LOCALE]
    done = processes.run_once(command if durable else [*command, "--no-sync"], place.account, clean_environment())
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        reasons = [line for line in done.stdout.splitlines() if "error:" in line or "FATAL:" in line]
        raise Problem(f"PostgreSQL could not make its data directory: {'; '.join(reasons) or done.stdout.strip()}")
    with said_plainly("The new data directory cannot be put in its place"):
        draft.rename(cluster)
    return cluster


def _check_version(cluster: Path, programs: Path) -> None:
    with said_plainly(f"{cluster} is no PostgreSQL data directory"):
        theirs = (cluster / "PG_VERSION").read_text().strip()
    said = processes.run_once([str(programs / "postgres"), "--version"], None, clean_environment()).stdout
    ours = said.split()[-1].partition(".")[0]
    if theirs != ours:
        raise Problem(
            f"{cluster} was made by PostgreSQL {theirs}, and this is {ours}: dump it with {theirs}, or `make reset`."
        )

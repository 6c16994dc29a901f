"""`python -m bzpeer.embedded COMMAND`: the two servers for development, in the background."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bzpeer import embedded
from bzpeer.embedded import binaries, places, postgres
from bzpeer.embedded.processes import Problem, said_plainly

_END_LIMIT = 30.0  # seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code; a problem is one sentence on standard error."""
    commands = {"env": env, "serve": serve, "stop": stop, "where": where, "reset": reset}
    parser = argparse.ArgumentParser(prog="python -m bzpeer.embedded", description=__doc__)
    parser.add_argument("command", choices=commands, help="; ".join(f"{n}: {c.__doc__}" for n, c in commands.items()))
    parser.add_argument("--folder", type=Path, default=places.RUN, help="whose data (default: those of `make run`)")
    chosen = parser.parse_args(arguments)
    try:
        commands[chosen.command](chosen.folder)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def env(folder: Path) -> None:
    """starts both unless they run, and prints the lines to export"""
    place = places.place(folder)
    if not places.is_held(place):
        try:
            _start_in_background(folder)
        except Problem:
            if not places.is_held(place):  # else someone else has just started them
                raise
    programs, _ = binaries.binaries(place)
    embedded.wait_until_ready(place, lambda: postgres.answers(place, programs))
    database, broker = embedded.urls(place)
    print(f"export DATABASE_URL={shlex.quote(database)} REDIS_URL={shlex.quote(broker)}")


def _start_in_background(folder: Path) -> None:
    command = [sys.executable, "-m", "bzpeer.embedded", "serve", "--folder", str(folder.resolve())]
    keeper = subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=places.CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert keeper.stdout is not None
    first = keeper.stdout.readline().decode()
    if first.strip() != "ready":
        raise Problem((first + keeper.stdout.read().decode()).strip())
    keeper.returncode = 0  # it is to outlive us: no warning that we leave it behind


def serve(folder: Path) -> None:
    """runs both until a signal comes, says "ready" when they are"""
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.default_int_handler)
    with embedded.servers(folder) as servers:
        print("ready", flush=True)
        while all(child.running for child in servers.children):
            time.sleep(0.5)
        dead = next(child for child in servers.children if not child.running)
        raise Problem(f"{dead.name} has ended; its log ends with:\n{dead.tail()}")


def stop(folder: Path) -> None:
    """ends them, whoever started them"""
    place = places.place(folder)
    holder = places.owner(place)
    if not places.is_held(place):
        print("Nothing runs.", file=sys.stderr)
        return
    if holder is not None:
        with said_plainly(f"Process {holder}, which runs the servers, cannot be told to stop"):
            os.kill(holder, signal.SIGTERM)
    deadline = time.monotonic() + _END_LIMIT
    while places.is_held(place):
        if time.monotonic() > deadline:
            raise Problem(
                f"The servers of {place.data} still run {_END_LIMIT:.0f} seconds after they were told to stop."
            )
        time.sleep(0.05)


def where(folder: Path) -> None:
    """prints the folder that holds the data"""
    print(places.place(folder).data)


def reset(folder: Path) -> None:
    """deletes the data for good, those of tests and measurements too unless a folder is named; not while it is used"""
    folders = (folder, *places.TESTS, places.BENCHMARKS) if folder == places.RUN else (folder,)
    doomed = [places.place(each) for each in folders]
    with ExitStack() as locks, said_plainly("The data cannot be deleted"):
        for place in doomed:
            locks.enter_context(places.held(place, patience=5))
        for path in [path for place in doomed for path in (place.data, place.sockets)]:
            if path.exists():
                shutil.rmtree(path)


if __name__ == "__main__":
    sys.exit(main())

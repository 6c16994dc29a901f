"""The two servers of an installation that brings its own: PostgreSQL and Valkey on Unix sockets, gone with their owner.

As a library: `with embedded.servers(folder) as servers: servers.database_url, servers.redis_url`. As a command, for
development: `python -m bzpeer.embedded env` starts both in the background and prints what to export, `stop` ends them.
No TCP port is opened, so that any number of checkouts run side by side. Nothing here imports Django.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bzpeer.embedded import binaries, places, postgres, processes, valkey
from bzpeer.embedded.places import RUN, TESTS, Place
from bzpeer.embedded.processes import Child, Problem, said_plainly

__all__ = ["RUN", "TESTS", "Problem", "Servers", "servers"]

START_LIMIT = 60.0  # seconds; a slow disk and the recovery from a crash fit in


@dataclass(frozen=True)
class Servers:
    """Both servers, ready: how to reach them, and the processes themselves."""

    database_url: str
    redis_url: str
    children: tuple[Child, ...]
    place: Place
    programs: Path

    @property
    def data(self) -> Path:
        """The folder of everything that outlives the servers."""
        return self.place.data

    def ask(self, query: str) -> str | None:
        """The database's answer as psql prints it, None if the query failed."""
        return postgres.ask(self.place, self.programs, query)


def urls(place: Place) -> tuple[str, str]:
    """The database's and the broker's address at this place, whether or not the servers run."""
    sockets = str(place.sockets)
    database = f"postgresql://{postgres.NAME}@{quote(sockets, safe='')}:{postgres.PORT}/{postgres.NAME}"
    return database, f"unix://{quote(sockets)}/{valkey.SOCKET}?db=0"


@contextmanager
def servers(folder: Path, *, durable: bool = True) -> Iterator[Servers]:
    """Runs both servers for the length of the block, on data kept for `folder` (root's lie elsewhere: see `places`).

    With `durable=False` nothing is forced to disk and the queue starts empty. Raises `Problem` if they cannot be had.
    """
    place = places.place(folder)
    with places.held(place) as lock:
        places.make_checked(place.data / "logs", 0o700)
        _empty(place.own(place.sockets))
        programs, valkey_program = binaries.binaries(place)
        database = postgres.child(place, programs, durable=durable)
        broker = valkey.child(place, valkey_program, durable=durable)
        children = (database, broker)
        try:
            for child in children:
                child.holds = (lock,)
                child.start_afresh()
            wait_until_ready(place, lambda: postgres.let_in(place, programs), children)
            yield Servers(*urls(place), children, place, programs)
        finally:
            processes.stop(children, patience=8)
            _empty(place.sockets).rmdir()


def _empty(sockets: Path) -> Path:
    with said_plainly("What killed servers left behind cannot be removed"):
        for stale in sockets.iterdir():
            stale.unlink()
    return sockets


def wait_until_ready(place: Place, database_answers: Callable[[], bool], children: tuple[Child, ...] = ()) -> None:
    """Returns once both servers let us in; raises `Problem` when one of `children` ends or it takes too long."""
    deadline = time.monotonic() + START_LIMIT
    while not (database_answers() and valkey.answers(place)):
        dead = [child for child in children if not child.running]
        late = time.monotonic() > deadline
        if dead or late:
            what = f"{dead[0].name} ended while it started" if dead else f"No answer within {START_LIMIT:.0f} seconds"
            logs = "\n".join(f"  {child.name}:\n{child.tail()}" for child in dead or children)
            raise Problem(f"{what}; {place.data / 'logs'} ends with:\n{logs}")
        time.sleep(0.03)

"""The children of one run: watched, started again when they die, and told to go in good order."""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bzpeer.embedded import processes
from bzpeer.embedded.processes import Child, Problem

_TICK = 0.05  # seconds between two looks while something is awaited
_SETTLED = 60.0  # seconds after which a child that was started again counts as sound
_TRIES = 5


class Failed(Problem):
    """A command that was to be run to its end ended badly; the others are well."""


@dataclass
class _Member:
    child: Child
    since: float = 0.0
    deaths: int = 0
    due: float | None = None  # when to start it again


class Crew:
    """The servers are looked after from the start, others from `add` on; `check` raises when the run is to end."""

    def __init__(self, servers: Iterable[Child], check: Callable[[], None]) -> None:
        now = time.monotonic()
        self._servers = [_Member(child, now) for child in servers]
        self._others: list[_Member] = []
        self._check = check

    def add(self, child: Child) -> None:
        """Starts a child and looks after it from now on."""
        child.start_afresh()
        self._others.append(_Member(child, time.monotonic()))

    def run(self, child: Child) -> None:
        """Runs a child to its end; raises `Failed` with its last words if it failed."""
        child.start_afresh()
        try:
            self.wait(lambda: not child.running)
        finally:
            processes.stop([child], patience=1)
        if child.process is None or child.process.returncode:
            raise Failed(f"{child.name} failed; its log ends with:\n{child.tail(20)}")

    def wait(self, done: Callable[[], bool], limit: float = float("inf"), complaint: str = "") -> None:
        """Returns when `done()`; raises `Problem` if a child dies meanwhile or after `limit` seconds."""
        deadline = time.monotonic() + limit
        while not done():
            self._check()
            for member in self._servers + self._others:
                if not member.child.running:
                    raise Problem(
                        f"{member.child.name} ended while it started; its log ends with:\n{member.child.tail(20)}"
                    )
            if time.monotonic() > deadline:
                raise Problem(complaint)
            time.sleep(_TICK)

    def watch(self) -> None:
        """Looks after everyone until a signal ends the run; raises `Problem` when a child cannot be kept alive."""
        while True:
            self._check()
            for member in self._servers + self._others:
                _look_after(member)
            time.sleep(0.2)

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Ends web server, worker and clock; the servers are ended by whoever started them, afterwards."""
        processes.stop((member.child for member in self._others), patience=3.5, hurry=hurry)


def _look_after(member: _Member) -> None:
    child, now = member.child, time.monotonic()
    if child.running:
        if member.deaths and now - member.since > _SETTLED:
            member.deaths = 0
    elif member.due is None:
        member.deaths += 1
        if member.deaths > _TRIES:
            raise Problem(f"{child.name} died {member.deaths} times in a row; its log ends with:\n{child.tail(20)}")
        pause = 2.0 ** (member.deaths - 1)
        member.due = now + pause
        code = child.process.returncode if child.process else "?"
        print(
            f"{child.name} died (code {code}); starting it again in {pause:.0f} s. Its log ends with:\n{child.tail()}",
            file=sys.stderr,
            flush=True,
        )
    elif now >= member.due:
        child.bury()
        child.start()
        member.since, member.due = now, None

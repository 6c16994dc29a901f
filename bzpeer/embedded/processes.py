"""Programs that run beside us: each in a session of its own, ended in good order, never left behind.

Standard library only, and nothing of Django: the process that holds the others must stay small.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1


class Problem(Exception):
    """What went wrong, as a sentence for the person at the terminal; commands print it instead of a traceback."""


class InUse(Problem):
    """Somebody else holds what was asked for."""


@contextmanager
def said_plainly(what: str) -> Iterator[None]:
    """Turns an error of the operating system inside the block into a `Problem` that begins with `what`."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise Problem(f"{what}: {error.strerror or error}{where}.") from error


@dataclass(frozen=True)
class Account:
    """The unprivileged user that root lends to programs which refuse to run as root."""

    name: str
    uid: int
    gid: int


@dataclass
class Child:
    """A program that can be started, watched and stopped; `farewells` are the signals that ask it to, kindest first."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str]
    cwd: Path = Path("/")
    farewells: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    account: Account | None = None
    holds: tuple[int, ...] = ()
    output: Path | None = None  # where standard output goes if not to the log
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Starts the program, or raises a `Problem` that says why it cannot be."""
        who = f" as the user {self.account.name}" if self.account else ""
        with (
            said_plainly(f"{self.name} cannot be started{who}"),
            self.log.open("ab") as log,
            (self.output or self.log).open("ab") as output,
        ):
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                env=dict(self.env),
                cwd=self.cwd,
                pass_fds=self.holds,
                start_new_session=True,  # the terminal's Ctrl-C is for the supervisor, which ends the rest in order
                preexec_fn=_tied_to(os.getpid(), self.farewells[0]),  # takes no lock
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )

    def start_afresh(self) -> None:
        """Starts the program with an empty log; the log of the run before becomes `name.log.1`."""
        with said_plainly(f"The log of {self.name} cannot be moved"):
            if self.log.exists():
                self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        self.start()

    @property
    def running(self) -> bool:
        """Whether the program has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def tell(self, signum: signal.Signals) -> None:
        """Sends a signal to the program itself, if it still runs."""
        if self.process is not None and self.running:
            self.process.send_signal(signum)

    def wait(self, seconds: float) -> bool:
        """Waits at most so long for the end; returns whether it came."""
        try:
            return self.process is None or self.process.wait(max(seconds, 0)) is not None
        except subprocess.TimeoutExpired:
            return False

    def bury(self) -> None:
        """Kills what is left of the program's session, its own children included, and collects it."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group that holds only the dead
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tail(self, lines: int = 12) -> str:
        """The last lines of the program's log, indented."""
        with said_plainly(f"The log of {self.name} cannot be read"):
            text = self.log.read_text(errors="replace")
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def stop(children: Iterable[Child], patience: float, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ends these programs together: a farewell has `patience` seconds, none once `hurry()`; then they are killed."""
    left = [child for child in children if child.process is not None]
    for turn in range(max((len(child.farewells) for child in left), default=0)):
        for child in left:
            if turn < len(child.farewells):
                child.tell(child.farewells[turn])
        deadline = time.monotonic() + patience
        while any(child.running for child in left) and time.monotonic() < deadline and not hurry():
            time.sleep(0.02)
    for child in left:
        child.bury()


def alive(pid: int) -> bool:
    """Whether a process of this number exists, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def run_once(
    command: Sequence[str], account: Account | None, env: Mapping[str, str], say: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs a short program to its end, `say` on its standard input; returns its exit code and everything it said."""
    who = f" as the user {account.name}" if account else ""
    with said_plainly(f"{Path(command[0]).name} cannot be run{who}"):
        return subprocess.run(  # noqa: S603 - our own command
            command,
            input=say,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(env),
            cwd="/",
            check=False,
            preexec_fn=_tied_to(os.getpid(), signal.SIGTERM),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def _tied_to(parent: int, signum: signal.Signals) -> Callable[[], None] | None:
    """What a new process does before it becomes the program: the kernel will send it `signum` if its parent vanishes.

    Only Linux has this; it holds even when the parent is killed outright. It runs after the change of user, which would
    clear it. Elsewhere a supervisor that is killed outright leaves its children to the next start, which names them.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie

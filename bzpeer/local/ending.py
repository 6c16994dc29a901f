"""How a run learns that it is to end: by a signal, or because those who would have sent one are gone."""

import os
import signal
from types import FrameType

_OUTPUT = 1


class Ending:
    """Raises KeyboardInterrupt once, at the first reason to end; what comes after only makes `hurry` true."""

    def __init__(self) -> None:
        self.begun = False
        self._signals = 0
        self._parent = os.getppid()
        # Under nohup a vanished terminal is no reason.
        heeds_terminal = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN
        self._had_terminal = heeds_terminal and os.isatty(_OUTPUT)
        for signum in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if heeds_terminal else [])):
            signal.signal(signum, self._note)

    def _note(self, signum: int, frame: FrameType | None) -> None:
        self._signals += 1
        if not self.begun:
            self.begun = True
            raise KeyboardInterrupt

    def check(self) -> None:
        """Notices what no signal tells: a `make` killed outright, a terminal that vanished under a make that waits."""
        orphaned = "MAKELEVEL" in os.environ and os.getppid() != self._parent
        if orphaned or (self._had_terminal and not os.isatty(_OUTPUT)):
            self.begun = True
            raise KeyboardInterrupt

    def hurry(self) -> bool:
        """Whether the person at the terminal has asked twice."""
        return self._signals > 1

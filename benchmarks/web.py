"""Real web servers for the measurements: granian as `make run` starts it, one process each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

CHECKOUT = Path(__file__).resolve().parent.parent
START_LIMIT = 30.0  # seconds
_OPTIONS = ["--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1", "--no-ws", "--log-level", "warning"]
_OPTIONS += ["--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"]


@dataclass(frozen=True, slots=True)
class Server:
    """A site that answers: on which port, and its processes."""

    port: int
    process: psutil.Process

    def memory(self) -> float:
        """How much memory all of its processes hold by now, in MB."""
        every = (self.process, *self.process.children(recursive=True))
        return float(sum(one.memory_info().rss for one in every)) / 1e6


@contextmanager
def server(bodies: Path, page_cache_seconds: int) -> Iterator[Server]:
    """A site with the bare view for the files in `bodies`; ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {
        **os.environ,
        "BARE_BODIES": str(bodies),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings",
        "PAGE_CACHE_SECONDS": str(page_cache_seconds),
    }
    command = [sys.executable, "-m", "granian", *_OPTIONS, "--port", str(port), "bzpeer.wsgi:application"]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment)
    try:
        _wait(process, port)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("The web server did not start; its log stands above.")

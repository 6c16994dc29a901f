"""What a process has started, for the tests that really kill: numbers of processes, and whether they still live."""

import subprocess
import time
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """The living children of a process, theirs, and so on."""
    parents = _parents()
    found: set[int] = set()
    fresh = {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def survivors(pids: set[int], patience: float = 10) -> set[int]:
    """Which of these processes still live once all have ended or `patience` seconds have passed."""
    deadline = time.monotonic() + patience
    while (left := pids & set(_parents())) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def command_line(pid: int) -> str:
    """The words a process was started with."""
    path = Path(f"/proc/{pid}/cmdline")
    if path.exists():
        return path.read_bytes().replace(b"\0", b" ").decode()
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout


def _parents() -> dict[int, int]:
    """The parent of every living process; the dead that nobody has collected yet are left out."""
    if not Path("/proc/self/stat").exists():
        lines = subprocess.run(["ps", "-axo", "pid=,ppid=,state="], capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in lines.splitlines()]
        return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
            continue
        if state != "Z":
            found[int(folder.name)] = int(parent)
    return found

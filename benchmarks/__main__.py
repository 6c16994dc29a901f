"""`make bench` runs every measurement, `make bench ARGS=profile` one of them.

Profile, reading, search and graph are measured on a made-up installation, which is kept:
`make bench ARGS="reading 100000"` is of 100,000 authors; without a number it is the largest that is kept, or a new one
of 20,000.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django

from benchmarks import installed, place
from bzpeer import embedded
from bzpeer.embedded.places import BENCHMARKS

# The module of each, and its database; none is one of the made-up installations, or needs no database.
_MEASUREMENTS = {
    "profile": ("profile_page", ""),
    "reading": ("reading", ""),
    "search": ("searching", ""),
    "graph": ("graph", ""),
    "import": ("import_page", "bench_import"),
    "identity": ("identity_import", "bench_identity"),
    "trust": ("trust", "bench_trust"),
    "feed": ("feed", "bench_feed"),
}
NAMES = tuple(_MEASUREMENTS)


def main(arguments: list[str]) -> int:
    """Runs the measurements named, or all of them, each in a process and on a database of its own."""
    sizes = [int(text.replace("_", "")) for text in arguments if text.replace("_", "").isdecimal()]
    names = [text for text in arguments if not text.replace("_", "").isdecimal()]
    if unknown := [name for name in names if name not in NAMES]:
        print(f"There is no measurement {unknown[0]!r}; there are {' and '.join(NAMES)}.", file=sys.stderr)
        return 2
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return _run(names, sizes)
    try:
        with embedded.servers(BENCHMARKS, durable=False) as servers:
            os.environ |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            return _run(names, sizes)
    except embedded.Problem as problem:
        print(problem, file=sys.stderr)
        return 1


def _run(names: list[str], sizes: list[int]) -> int:
    if len(names) == 1 and len(sizes) < 2:
        with tempfile.TemporaryDirectory(prefix="bzpeer-bench-") as folder:
            _measure(names[0], sizes[0] if sizes else None, Path(folder))
        return 0
    every: list[tuple[str, int | None]] = []
    for name in names or NAMES:
        own: Sequence[int | None] = sizes if sizes and not _MEASUREMENTS[name][1] else (None,)
        every += [(name, size) for size in own]
    return max(subprocess.call([sys.executable, "-m", "benchmarks", *_words(*each)]) for each in every)


def _words(name: str, size: int | None) -> list[str]:
    return [name] if size is None else [name, str(size)]


def _measure(name: str, authors: int | None, folder: Path) -> None:
    module, database = _MEASUREMENTS[name]
    if name == "identity":
        import_module("benchmarks.identity_block").run()
    # Mails that a measurement causes are written, and never sent.
    os.environ |= {"MAIL_DIR": str(folder / "mail"), "SECRET_KEY": secrets.token_urlsafe(50)}
    place.prepare(database or installed.database(authors), folder / "static")
    django.setup()
    # Only now can anything be imported that knows a model.
    measure = import_module(f"benchmarks.{module}").run
    measure(folder) if module in ("profile_page", "reading") else measure()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

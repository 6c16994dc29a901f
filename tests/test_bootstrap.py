"""Getting uv with the standard library alone: what is fetched is checked, and what cannot be is said in sentences."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bzpeer import bootstrap

PROGRAM = b"#!/bin/sh\necho uv 99.0.0\n"


class _Quiet(SimpleHTTPRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Says nothing."""


@contextmanager
def an_index(folder: Path, sha256: str | None = None) -> Iterator[str]:
    """A package index on this machine that holds uv, with another checksum if one is given."""
    files = []
    for tag in bootstrap.MACHINES.values():
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(f"uv-{bootstrap.WANTED}.data/scripts/uv", PROGRAM)
        name = f"uv-{bootstrap.WANTED}-py3-none-{tag}.whl"
        (folder / name).write_bytes(content.getvalue())
        actual = hashlib.sha256(content.getvalue()).hexdigest()
        files.append({"filename": name, "url": f"../{name}", "hashes": {"sha256": sha256 or actual}})
    (folder / "simple").mkdir()
    (folder / "simple" / "index.html").write_text(json.dumps({"files": files}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple/"
    finally:
        server.shutdown()
        server.server_close()


def test_the_wheel_for_this_machine_is_fetched_and_its_program_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index").mkdir()
    with an_index(tmp_path / "index") as address:
        monkeypatch.setattr(bootstrap, "INDEX", address)
        assert bootstrap.by_download(tmp_path).read_bytes() == PROGRAM


def test_a_wheel_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index").mkdir()
    with an_index(tmp_path / "index", sha256="0" * 64) as address:
        monkeypatch.setattr(bootstrap, "INDEX", address)
        with pytest.raises(bootstrap.Failure, match="checksum"):
            bootstrap.by_download(tmp_path)


def test_without_a_home_uv_keeps_its_files_in_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    for home in (None, "", str(tmp_path / "nowhere")):
        monkeypatch.delenv("HOME") if home is None else monkeypatch.setenv("HOME", home)
        assert bootstrap.environment()["UV_CACHE_DIR"] == str(bootstrap.OURS / "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "UV_CACHE_DIR" not in bootstrap.environment()


def test_with_neither_network_nor_pip_nor_venv_it_says_what_it_tried(tmp_path: Path) -> None:
    (tmp_path / "bzpeer").mkdir()
    shutil.copy(bootstrap.__file__, tmp_path / "bzpeer")
    for missing in ("pip", "venv"):
        (tmp_path / f"{missing}.py").write_text(f"raise SystemExit('No module named {missing}')")
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path), "LANG": os.environ.get("LANG", "C"), **nowhere}
    command = [sys.executable, "-m", "bzpeer.bootstrap", "run"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "uv could not be fetched from pypi.org. Is there a network?" in done.stderr
    assert "a download: " in done.stderr
    assert "pip: No module named pip" in done.stderr
    assert "Traceback" not in done.stderr

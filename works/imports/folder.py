"""Finds the captured pages that paths name: files, and folders with or without a manifest."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from works.imports.registry import MAX_PAGE_BYTES
from works.intake import Upload

MANIFEST = "manifest.toml"


class NotReadable(Exception):
    """A path that gives no page, said in a sentence."""


def uploads(paths: Iterable[Path], captured_on: dt.date | None, source_name: str) -> Iterator[Upload]:
    """An upload for each file; what the caller says beats the folder's manifest, which beats today."""
    for path in paths:
        if not path.exists():
            raise NotReadable(f"{path}: there is no such file or folder.")
        folder = path if path.is_dir() else path.parent
        manifest = _manifest(folder / MANIFEST)
        files = sorted(file for file in folder.iterdir() if _is_page(file)) if path.is_dir() else [path]
        if not files:
            raise NotReadable(f"{path}: the folder holds no page.")
        for file in files:
            said = manifest.get(file.name, {})
            day = captured_on or said.get("captured_on") or dt.datetime.now(dt.UTC).date()
            yield _upload(file, day, source_name or said.get("source", ""))


def _is_page(file: Path) -> bool:
    return file.is_file() and file.name != MANIFEST and not file.name.startswith(".")


def _upload(file: Path, captured_on: dt.date, source_name: str) -> Upload:
    try:
        # A file over the limit is not read whole, only refused.
        with file.open("rb") as opened:
            raw = opened.read(MAX_PAGE_BYTES + 1)
        size = file.stat().st_size
    except OSError as error:
        raise NotReadable(f"{file}: {error.strerror}.") from error
    if len(raw) > MAX_PAGE_BYTES:
        return Upload(file.name, b"", max(size, len(raw)), captured_on, source_name)
    return Upload(file.name, raw, len(raw), captured_on, source_name)


def _manifest(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise NotReadable(f"{path}: the manifest cannot be read: {error}.") from error
    for name, entry in entries.items():
        day = entry.get("captured_on") if isinstance(entry, dict) else None
        if not isinstance(day, dt.date) or not isinstance(entry.get("source", ""), str):
            raise NotReadable(f"{path}: {name} needs a captured_on date, and a source in quotes if it has one.")
    return entries

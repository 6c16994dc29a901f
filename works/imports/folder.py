"""Finds the captured pages that paths name: files, zips, and folders with or without a manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from works.imports import manifests, zips
from works.imports.manifests import Said
from works.imports.registry import MAX_PAGE_BYTES
from works.intake import Upload


class NotReadable(Exception):
    """A path that gives no page, said in a sentence."""


def uploads(paths: Iterable[Path], captured_on: dt.date | None, source_name: str) -> Iterator[Upload]:
    """An upload for each file; what the caller says beats the folder's manifest, which beats today."""
    for path in paths:
        if not path.exists():
            raise NotReadable(f"{path}: there is no such file or folder.")
        folder = path if path.is_dir() else path.parent
        said = _manifest(folder / manifests.NAME)
        files = sorted(file for file in folder.iterdir() if _is_page(file)) if path.is_dir() else [path]
        if not files:
            raise NotReadable(f"{path}: the folder holds no page.")
        for file in files:
            yield from _uploads(file, said.get(file.name, manifests.NOTHING), captured_on, source_name)


def _uploads(file: Path, said: Said, captured_on: dt.date | None, source_name: str) -> Iterator[Upload]:
    day = captured_on or said.captured_on or dt.datetime.now(dt.UTC).date()
    source = source_name or said.source
    if not file.name.lower().endswith(".zip"):
        yield _upload(file, day, source)
        return
    try:
        with file.open("rb") as opened:
            for entry in zips.entries(str(file), opened):
                entry_day = captured_on or entry.said.captured_on or day
                yield Upload(entry.name, entry.raw, entry.size, entry_day, source_name or entry.said.source or source)
    except zips.BadZip as error:
        raise NotReadable(str(error)) from error
    except OSError as error:
        raise NotReadable(f"{file}: {error.strerror}.") from error


def _is_page(file: Path) -> bool:
    return file.is_file() and file.name != manifests.NAME and not file.name.startswith(".")


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


def _manifest(path: Path) -> dict[str, Said]:
    if not path.is_file():
        return {}
    try:
        return manifests.read(path.read_bytes(), str(path))
    except manifests.Unreadable as error:
        raise NotReadable(str(error)) from error
    except OSError as error:
        raise NotReadable(f"{path}: the manifest cannot be read: {error.strerror}.") from error

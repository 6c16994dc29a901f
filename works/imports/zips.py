"""Pages in a zip: checked before anything is unpacked, and read one at a time, never further than a page may be."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from works.imports import manifests
from works.imports.registry import MAX_PAGE_BYTES

MOST_PAGES = 1_000
MOST_BYTES = 200 * 1024**2
# Of the list of contents: a longer one cannot be one of so few pages.
_LONGEST_LIST = MOST_PAGES * 1024
_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_FIRST, _EMPTY = b"PK\x03\x04", b"PK\x05\x06"
# Others unpack without a bound on what comes out.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


class BadZip(Exception):
    """A zip that is not taken, with the reason in a sentence that names the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of a zip; of one over the limit `raw` is empty. `said` is what the zip's manifest says of it."""

    name: str
    raw: bytes
    size: int
    said: manifests.Said


def is_zip(name: str, file: IO[bytes]) -> bool:
    """Whether the file is a zip by its first bytes, or claims to be one by its name."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    return head in (_FIRST, _EMPTY) or name.lower().endswith(".zip")


def count(name: str, file: IO[bytes]) -> int:
    """How many pages the zip holds; raises BadZip where it is not to be unpacked."""
    with _open(name, file) as archive:
        return len(_pages(name, archive))


def entries(name: str, file: IO[bytes]) -> Iterator[Entry]:
    """The pages of the zip in the order of their names, unpacked one by one; raises BadZip."""
    with _open(name, file) as archive:
        left, said = MOST_BYTES, _manifest(name, archive)
        for info in sorted(_pages(name, archive), key=lambda info: info.filename):
            raw = _read(name, archive, info, min(MAX_PAGE_BYTES, left))
            left -= len(raw)
            if left < 0:
                raise BadZip(f"{name}: unpacked, its pages have more than {MOST_BYTES // 1024**2} MiB in all.")
            if raw.startswith((_FIRST, _EMPTY)):
                raise BadZip(f"{name}: {_clean(info)} is a zip itself; hand it in on its own.")
            size = len(raw) if len(raw) <= MAX_PAGE_BYTES else max(info.file_size, len(raw))
            kept = raw if len(raw) <= MAX_PAGE_BYTES else b""
            yield Entry(_clean(info), kept, size, said.get(PurePosixPath(_clean(info)).name, manifests.NOTHING))


def _open(name: str, file: IO[bytes]) -> zipfile.ZipFile:
    _check_list(name, file)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OSError) as error:
        raise BadZip(f"{name}: the zip is broken and cannot be opened.") from error


def _check_list(name: str, file: IO[bytes]) -> None:
    """Looks at the end of the zip, which says how long the list of contents is, before that is read into memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - 20))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        raise BadZip(f"{name}: this is no zip, or one that was cut off.")
    length = struct.unpack_from("<L", tail, at + 12)[0]
    if length > _LONGEST_LIST or (at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07"):
        raise BadZip(f"{name}: the zip lists far more than the {MOST_PAGES:,} pages that are taken at once.")


def _pages(name: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What the zip holds, without folders and what systems add; raises BadZip for what is no page."""
    found = [info for info in archive.infolist() if not info.is_dir() and not _is_of_a_system(info)]
    for info in found:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind and kind != stat.S_IFREG:
            raise BadZip(f"{name}: {_clean(info)} is a link or a device and no file.")
        if info.flag_bits & _ENCRYPTED:
            raise BadZip(f"{name}: {_clean(info)} is encrypted.")
        if info.compress_type not in _METHODS:
            raise BadZip(
                f"{name}: {_clean(info)} is packed in a way that is not read here; use the usual one, Deflate."
            )
    pages = [info for info in found if PurePosixPath(_clean(info)).name != manifests.NAME]
    if not pages:
        raise BadZip(f"{name}: the zip holds no page.")
    if len(pages) > MOST_PAGES:
        raise BadZip(f"{name}: the zip holds {len(pages):,} pages; at most {MOST_PAGES:,} are taken at once.")
    return pages


def _is_of_a_system(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def _clean(info: zipfile.ZipInfo) -> str:
    """The name of an entry, as it may be kept and shown: no way out of the folder, no signs that are none."""
    parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(sign for sign in "/".join(parts) if sign.isprintable())[-255:] or "page"


def _read(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    # One byte more than allowed is read, whatever the zip says about sizes.
    try:
        with archive.open(info) as entry:
            return entry.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise BadZip(f"{name}: {_clean(info)} is broken and cannot be unpacked.") from error


def _manifest(name: str, archive: zipfile.ZipFile) -> dict[str, manifests.Said]:
    said: dict[str, manifests.Said] = {}
    for info in archive.infolist():
        if PurePosixPath(_clean(info)).name == manifests.NAME and not info.is_dir():
            where = f"{name}: {_clean(info)}"
            try:
                said |= manifests.read(_read(name, archive, info, MAX_PAGE_BYTES), where)
            except manifests.Unreadable as error:
                raise BadZip(str(error)) from error
    return said

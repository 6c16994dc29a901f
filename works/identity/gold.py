"""Gold files: records as JSON lines, gzipped, of which each says who one of its authors really is."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from profiles.names import fold

LATEST_YEAR = 9999


class BadGold(Exception):
    """A file that cannot be read as gold; the message is a sentence with the line's number."""


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A work with its byline, and of one author, the focus, who it is; the byline may hide the focus."""

    id: str
    title: str
    year: int | None
    venue: str
    authors: tuple[str, ...]
    focus: str
    person: str
    affiliations: tuple[str, ...] = ()

    def slots(self) -> list[tuple[str, int | None]]:
        """All authors with their positions, the focus first; without a position where the byline hides it."""
        shown: list[tuple[str, int | None]] = list(zip(self.authors, range(1, len(self.authors) + 1), strict=True))
        if self.focus in self.authors:
            return [shown.pop(self.authors.index(self.focus)), *shown]
        folded = list(map(fold, self.authors))
        if fold(self.focus) in folded:
            return [shown.pop(folded.index(fold(self.focus))), *shown]
        return [(self.focus, None), *shown]


def read(path: Path) -> list[GoldRecord]:
    """The records, oldest first; raises BadGold."""
    try:
        with gzip.open(path, "rt", encoding="utf-8-sig") as lines:
            records = list(_records(lines))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadGold(f"{path} is not a whole gzipped file ({error}).") from error
    except UnicodeDecodeError as error:
        raise BadGold(f"{path} is not text in UTF-8 ({error.reason}).") from error
    except OSError as error:
        raise BadGold(f"{path} cannot be read: {error.strerror or error}.") from error
    if not records:
        raise BadGold(f"{path} holds no records.")
    return sorted(records, key=lambda record: record.year or LATEST_YEAR)


def _records(lines: Iterator[str]) -> Iterator[GoldRecord]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _record(json.loads(line))
        except json.JSONDecodeError as error:
            raise BadGold(f"Line {number} is not JSON: {error.msg}.") from error
        except _Wrong as wrong:
            raise BadGold(f"Line {number}: {wrong}") from wrong


class _Wrong(Exception):
    """What is wrong with a record, as a sentence."""


def _record(fields: Any) -> GoldRecord:
    if not isinstance(fields, dict):
        raise _Wrong("expected an object with the fields of a record.")
    year = fields.get("year")
    if year is not None and (type(year) is not int or not 0 <= year <= LATEST_YEAR):
        raise _Wrong(f"“year” is {year!r}; expected a year or null.")
    return GoldRecord(
        id=_text(fields, "id", required=True),
        title=_text(fields, "title"),
        year=year or None,
        venue=_text(fields, "venue"),
        authors=_texts(fields, "authors", required=True),
        focus=_text(fields, "focus", required=True),
        person=_text(fields, "person", required=True),
        affiliations=_texts(fields, "affiliations"),
    )


def _text(fields: dict[str, Any], name: str, *, required: bool = False) -> str:
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        raise _Wrong(f"“{name}” is {value!r}; expected a text." if name in fields else f"“{name}” is missing.")
    # PostgreSQL's texts hold no NUL.
    return value.replace("\0", "")


def _texts(fields: dict[str, Any], name: str, *, required: bool = False) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None and not required:
        return ()
    if isinstance(value, str) and not required:
        value = [value] if value else []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Wrong(f"“{name}” is {value!r}; expected a list of texts." if name in fields else f"“{name}” is missing.")
    return tuple(one.replace("\0", "") for one in value)

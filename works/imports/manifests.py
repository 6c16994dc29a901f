"""The manifest beside captured pages: of which day and from which source each of them is."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass

NAME = "manifest.toml"


class Unreadable(Exception):
    """A manifest that does not say what it should, in a sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a manifest says of one page."""

    captured_on: dt.date | None = None
    source: str = ""


NOTHING = Said()


def read(raw: bytes, where: str) -> dict[str, Said]:
    """What the manifest says of each page, by file name; `where` is its name for people."""
    try:
        entries = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{where}: the manifest cannot be read: {error}.") from error
    found = {}
    for name, entry in entries.items():
        day = entry.get("captured_on") if isinstance(entry, dict) else None
        source = entry.get("source", "") if isinstance(entry, dict) else None
        # A date with a time is a date to Python, but not to the table.
        if not isinstance(day, dt.date) or isinstance(day, dt.datetime) or not isinstance(source, str):
            raise Unreadable(f"{where}: {name} needs a captured_on date, and a source in quotes if it has one.")
        found[name] = Said(day, source)
    return found

"""Values as PostgreSQL's COPY reads them: a line a row, tabs between the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

NULL = "\\N"


def text(value: str) -> str:
    """A text without tabs and line ends."""
    return value.replace("\\", "\\\\") if "\\" in value else value


def as_json(value: Any) -> str:
    """A value as JSON."""
    return text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def array_of(values: Iterable[str]) -> str:
    """An array of texts that hold neither quotes nor backslashes."""
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


def flag(value: object) -> str:
    """A boolean."""
    return "t" if value else "f"


def some(value: object) -> str:
    """A value of which the text is meant, or NULL."""
    return NULL if value is None or value == "" else str(value)

"""What an ORCID record says of works (its API, version 3.0): titles and ids in the form they are compared in. Pure.

The record is somebody else's text: whatever is not as documented is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from works.imports.titles import LONG_TITLE_WORDS, is_generic
from works.imports.work_ids import work_ids
from works.tex import squash

MOST_WORKS = 5_000
MOST_CHARACTERS = 2_000
SHORTEST_TITLE = 20
_IDENTIFIER = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_SCHEMES = {"doi": "doi", "arxiv": "arxiv"}
# A part of something else has that one's id.
_OF_THE_WORK = {"self", "version-of"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One work of the record: the key of its title ("" where it can be another's too), its ids as scheme:value."""

    key: str
    ids: frozenset[str]


def is_identifier(text: str) -> bool:
    """Whether this is an ORCID iD, its last character the check of the others."""
    if not _IDENTIFIER.fullmatch(text):
        return False
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return text[-1] == "0123456789X"[(12 - total % 11) % 11]


def identifier(record: Any) -> str:
    """The iD of the record; "" where it has none that can be."""
    text = _at(record, "orcid-identifier", "path")
    return text if isinstance(text, str) and is_identifier(text) else ""


def works(record: Any) -> list[Listed]:
    """The works of the record that can be compared with others, each version that it lists."""
    found = []
    for summary in _summaries(record):
        key, ids = _key(_at(summary, "title", "title", "value")), frozenset(_ids(summary))
        if key or ids:
            found.append(Listed(key, ids))
        if len(found) == MOST_WORKS:
            break
    return found


def _summaries(record: Any) -> Iterator[Any]:
    for group in _each(_at(record, "activities-summary", "works", "group")):
        yield from _each(_at(group, "work-summary"))


def _key(title: Any) -> str:
    """The key of a title that names one work; "" of one that is short, or that many works bear."""
    if not isinstance(title, str) or len(title) > MOST_CHARACTERS or len(title.split()) < LONG_TITLE_WORDS:
        return ""
    key = squash(title)
    return "" if len(key) < SHORTEST_TITLE or is_generic(key) else key


def _ids(summary: Any) -> Iterator[str]:
    for entry in _each(_at(summary, "external-ids", "external-id")):
        kind, value, relation = (_at(entry, f"external-id-{name}") for name in ("type", "value", "relationship"))
        scheme = _SCHEMES.get(str(kind).lower())
        if scheme and isinstance(value, str) and (relation is None or str(relation).lower() in _OF_THE_WORK):
            yield from (":".join(found) for found in work_ids(scheme, value))


def _at(found: Any, *names: str) -> Any:
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _each(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []

"""Citation keys: family name of the first author, year, first word of the title that says something. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from profiles.names import ascii_key
from works.exports import naming
from works.exports.records import WorkRow
from works.identity import vocabulary

_LONGEST_WORD = 30
_WORDS = re.compile(r"[a-z0-9]+")
_SAYS_LITTLE = vocabulary.words(
    "a an the on of for in to with and or is are be by at as from how what why when where do does can towards toward "
    "via using into its it we not no"
)


def base(name: str, year: int | None, title: str) -> str:
    """The key of a work with this first author: "sun2022structural"."""
    family = "".join(_WORDS.findall(ascii_key(naming.family_of(name))))[:_LONGEST_WORD]
    words = _WORDS.findall(ascii_key(title))
    word = next((word for word in words if word not in _SAYS_LITTLE), words[0] if words else "untitled")
    return f"{family or 'unknown'}{year or ''}{word[:_LONGEST_WORD]}"


def of(row: WorkRow) -> str:
    """The key of the work by itself."""
    return base(row.people[0].name if row.people else "", row.year, row.title)


class Keys:
    """The keys of the works of one file, each once: of works with one key all but the first have their id behind it.

    `first` says of such keys which work is the first, that is the one that was known here before the others, so that
    neither a selection nor a new work changes the key of another.
    """

    def __init__(self, first: Mapping[str, int]) -> None:
        self._first = first
        self._given: set[str] = set()

    def of(self, row: WorkRow) -> str:
        """The key of this work in the file."""
        key = of(row)
        if key in self._given or self._first.get(key, row.id) != row.id:
            key = f"{key}-{row.public_id}"
        self._given.add(key)
        return key

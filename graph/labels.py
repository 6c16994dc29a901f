"""Names as labels: how wide a text is, and how it is broken and shortened to fit. Pure."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

ELLIPSIS = "…"
# Shares of the font size, those of a broad font (DejaVu Sans): which one the reader has is not known here.
_NARROW, _MIDDLE, _CAPITAL, _BROAD, _FULL = 0.37, 0.6, 0.7, 0.9, 1.0
_NARROWS = frozenset("iljtfrI.,:;'!|()[]{} ’‘·-")
_BROADS = frozenset("mwMW@%&…")


def plain(text: str) -> str:
    """The text on one line without control characters, which no markup may hold."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs", "Cn"))


def initials(name: str) -> str:
    """The first letters of the first and the last word: "JS"."""
    words = plain(name).split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def width(text: str) -> float:
    """The text's width in font sizes, estimated."""
    return sum(map(_width, text))


@cache
def _width(char: str) -> float:
    if char in _NARROWS:
        return _NARROW
    if char in _BROADS:
        return _BROAD
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return _FULL
    return _CAPITAL if char.isupper() else _MIDDLE


@lru_cache(maxsize=1024)  # asked once for the room a label needs and once to draw it
def lines(text: str, room: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines, each at most so wide in font sizes; what does not fit ends in an ellipsis."""
    broken: list[str] = []
    used = room
    for word in plain(text).split():
        needed = width(word)
        if used + _NARROW + needed <= room:
            broken[-1] += f" {word}"
            used += _NARROW + needed
        elif len(broken) < most:
            broken.append(word)
            used = needed
        else:
            broken[-1] += ELLIPSIS
            break
    return tuple(_cut(line, room) for line in broken)


def _cut(line: str, room: float) -> str:
    # Whole words go first; a word that is too long alone is cut.
    if width(line) <= room:
        return line
    line = line.removesuffix(ELLIPSIS)
    while " " in line and width(line + ELLIPSIS) > room:
        line = line.rpartition(" ")[0]
    while line and width(line + ELLIPSIS) > room:
        line = line[:-1]
    return line.rstrip(" ,:;-–") + ELLIPSIS

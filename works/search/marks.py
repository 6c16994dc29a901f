"""What a work is filtered by, as words of its text: one look into the index answers words and filters. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anyascii import anyascii

# No parser makes a word that begins with it, whatever a title or a reader writes.
_SIGN = "="
_QUOTED = re.compile(r"(['\\])")


def plain(text: str) -> str:
    """The text as its words are looked up: transliterated to ASCII, so that Schrödinger and Schrodinger are one."""
    return text if text.isascii() else anyascii(text)


def mark(kind: str, value: object) -> str:
    """The word that stands for this value of a filter: "=year:2026"."""
    return f"{_SIGN}{kind}:{value}"


def value_of(word: str) -> tuple[str, str]:
    """The kind of filter and the value that a mark stands for."""
    kind, _, value = word.removeprefix(_SIGN).partition(":")
    return kind, value


def of_work(*, year: int | None, kind: str, topics: Iterable[str], has_code: bool) -> list[str]:
    """The marks of a work by its own facts; which sources report it is not among them."""
    found = [mark("year", year)] if year else []
    found += [mark("kind", kind)] if kind else []
    found += [mark("topic", code) for code in topics]
    return found + ([mark("code", "yes")] if has_code else [])


def every(words: Iterable[str]) -> str:
    """The tsquery, as text, of works that bear every one of these marks; "" for none."""
    quoted = (_QUOTED.sub(r"\1\1", word) for word in words)
    return " & ".join(f"'{word}'" for word in quoted)

"""A page's text as numbered lines, and what all kinds of pages need to read them: numbers, sentences, abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from works.tex.characters import visible

NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
LONGEST_NUMBER = 15
SENTENCE_END = frozenset(".!?…。！？)]}）】」』\"'”’»$")
ADDRESS = re.compile(r"https?://\S+|[\w-]+(?:\.[\w-]+)+/\S*")


class Line(NamedTuple):
    """A line that is not blank: its 1-based number, its cleaned text, and whether a blank line stands before it."""

    number: int
    text: str
    after_gap: bool


def numbered(text: str) -> Iterator[Line]:
    r"""The lines that hold something, without invisible characters; only "\n" ends a line: numbers are an editor's."""
    after_gap = True
    for count, raw in enumerate(visible(text).split("\n"), start=1):
        # Joining what is split also turns other line separators and any alphabet's spaces into one blank.
        if line := " ".join(raw.split()):
            yield Line(count, line, after_gap)
        after_gap = not line


def number(text: str) -> Decimal | None:
    """The value of "37", "1,629" or "11.1"; None for anything else and for absurdly long ones."""
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", ""))


def ends_whole(text: str) -> bool:
    """Whether a text ends as a sentence does: with punctuation, a closing quote or bracket, or an address."""
    return text[-1:] in SENTENCE_END or ADDRESS.fullmatch(text[-500:].rpartition(" ")[2]) is not None


def abstract_of(lines: Sequence[Line]) -> tuple[str, bool]:
    """The abstract on the lines, its paragraphs kept apart, and whether it breaks off; "" and False without lines."""
    parts = [("\n\n" if line.after_gap else "\n") + line.text for line in lines]
    abstract = "".join(parts).strip()
    return abstract, bool(abstract) and (abstract.endswith(("…", "...")) or not ends_whole(abstract))


def shown(text: str, limit: int = 60) -> str:
    """The text in quotes for a message, only its beginning if it is long."""
    return f"“{text}”" if len(text) <= limit else f"“{text[:limit]}…”"

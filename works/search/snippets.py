"""The piece of a text that shows why it was found, with the words marked. Pure: what comes out is safe HTML."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from works.search.marks import plain

# Control characters, which no text here holds (works.tex takes them out): what the database puts round a word.
BEGIN, END = "\x02", "\x03"
LONGEST = 260
_LEAD = 60
# Tags and entities are taken for words, or for nothing, by the database's parser.
_AS_LETTERS = str.maketrans({"<": " ", ">": " ", "&": " ", BEGIN: " ", END: " "})

type Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text as it is looked up, and for each of its characters the one of the text that it stands for."""

    text: str
    plain: str
    origins: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Spelled:
        """The text with its transliteration."""
        if text.isascii():
            return cls(text, text.translate(_AS_LETTERS), range(len(text) + 1))
        words = [plain(character).translate(_AS_LETTERS) for character in text]
        origins = [at for at, word in enumerate(words) for _ in word]
        return cls(text, "".join(words), [*origins, len(text)])

    def ranges(self, marked: str) -> list[Range]:
        """Where the words stand that the database marked in the transliteration; none where it changed the text."""
        if marked.replace(BEGIN, "").replace(END, "") != self.plain:
            return []
        found: list[Range] = []
        before, *pieces = marked.split(BEGIN)
        at = len(before)
        for written in pieces:
            word, _, rest = written.partition(END)
            if word:
                found.append((self.origins[at], self.origins[at + len(word) - 1] + 1))
            at += len(word) + len(rest)
        return found


def whole(text: str, ranges: Sequence[Range]) -> str:
    """The text as safe HTML with these ranges marked."""
    return _html(text, 0, len(text), ranges)


def piece(text: str, ranges: Sequence[Range]) -> str:
    """The piece of the text that holds most of these ranges, or its beginning, as safe HTML."""
    start = _start(text, ranges)
    end = min(len(text), start + LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LONGEST // 2)
    inside = [pair for pair in ranges if start <= pair[0] and pair[1] <= end]
    html = _html(text, start, end, inside)
    return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}"


def _start(text: str, ranges: Sequence[Range]) -> int:
    begins = [begin for begin, _ in ranges]
    # The earliest of those that have most words behind them.
    held = [(bisect_right(begins, begin + LONGEST - 2 * _LEAD) - at, -begin) for at, begin in enumerate(begins)]
    start = max(0, -max(held, default=(0, 0))[1] - _LEAD)
    if len(text) <= LONGEST or start < _LEAD:
        return 0
    return text.find(" ", start, start + _LEAD) + 1 or start


def _html(text: str, start: int, end: int, ranges: Sequence[Range]) -> str:
    parts, at = [], start
    for begin, stop in ranges:
        if begin < at:
            continue
        parts += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    return "".join([*parts, escape(text[at:end])])

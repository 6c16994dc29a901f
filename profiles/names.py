"""Names of people as keys, and whether two can be one person's. Pure; display names are never changed by it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

# The longest name a record holds, in characters.
LONGEST = 300

# What stands at the place of a slug in addresses of pages beside a record's own.
_PAGES = {"claim", "contest", "follow", "invite", "manage", "object", "works"}
_DROPPED = re.compile(r"[.'’‘`´]")
_BREAKS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"['’‘`´]")
# Between words; the dot of an initial ends it, and so does a hyphen after one: J.-C., J-C.
_BETWEEN = re.compile(r"[\s_.]+-?|(?<=\b[^\W\d_])-(?=[^\W\d_]\b)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def ascii_key(text: str) -> str:
    """The text transliterated to lower case ASCII, without dots and apostrophes; hyphens and space stay."""
    return _DROPPED.sub("", anyascii(unicodedata.normalize("NFKC", text)).lower())


def fold(name: str) -> str:
    """The name as a comparison key: lower case ASCII words, "Last, First" turned round, "" where nothing is left."""
    text = unicodedata.normalize("NFKC", name).strip()
    last, comma, first = text.partition(",")
    if comma and first.strip():
        text = f"{first} {last}"
    return fold_words(text)


def fold_words(text: str) -> str:
    """A text as a comparison key: as `fold` makes it, but with its words in the order in which they stand."""
    # Hyphens vanish: Jia-Cheng and Jiacheng are one given name in two spellings.
    text = _DROPPED.sub("", anyascii(unicodedata.normalize("NFKC", text)).lower()).replace("-", "")
    return _BREAKS.sub(" ", text).strip()


def slug(name: str) -> str:
    """The name for an address: folded words joined by hyphens, at most 80 characters, never empty or a page's own."""
    words = _BREAKS.sub("-", ascii_key(name)).strip("-")[:80].strip("-") or "unnamed"
    return f"{words}-named" if words in _PAGES else words


def could_be(one: str, other: str) -> bool:
    """Whether both can be names of one person: the family name is the same, and no given name contradicts.

    Initials stand for names, middle names may be missing, accents and the order of the words do not matter. What is
    one word only has to be the same.
    """
    for left in _spellings(one):
        for right in _spellings(other):
            if _run_together(left) & _run_together(right):
                return True
            if any(_are_one(a, b) for a in _readings(left) for b in _readings(right)):
                return True
    return False


def _spellings(name: str) -> list[list[list[str]]]:
    """The name's words in their pieces before and after a comma; twice where umlauts can be written out."""
    text = unicodedata.normalize("NFKC", name).strip()
    lower = text.lower()
    written = dict.fromkeys((lower, lower.translate(_UMLAUTS)))
    return [[words for piece in spelling.split(",") if (words := _words(piece))] for spelling in written]


def _words(piece: str) -> list[str]:
    folded = (_BREAKS.sub("", anyascii(word).lower()) for word in _BETWEEN.split(_APOSTROPHES.sub("", piece)))
    return [word for word in folded if word]


def _run_together(pieces: list[list[str]]) -> set[str]:
    # Sun Jia Cheng, Jiacheng Sun and what other scripts become: one string in one of two orders.
    words = [word for piece in pieces for word in piece]
    if not any(len(word) > 1 for word in words):
        return set()
    return {"".join(words), "".join(words[-1:] + words[:-1]), "".join(words[1:] + words[:1])}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A name taken apart, and whether the family name was taken to stand first without a comma that says so."""

    family: str
    given: list[str]
    turned: bool = False


def _readings(pieces: list[list[str]]) -> list[_Reading]:
    if len(pieces) > 1:
        found = [_Reading("".join(pieces[0]), pieces[1])]
    elif pieces and len(pieces[0]) > 1:
        words = pieces[0]
        found = [_Reading(words[-1], words[:-1]), _Reading(words[0], words[1:], turned=True)]
    else:
        return []
    return [reading for reading in found if len(reading.family) > 1]


def _are_one(one: _Reading, other: _Reading) -> bool:
    if one.family != other.family or not _agree(one.given, other.given):
        return False
    # Both turned is one given name, and no family name: James Lee is not James L. Brown. Sun J is Sun Jiacheng.
    initials = (all(len(word) == 1 for word in reading.given) for reading in (one, other))
    return not (one.turned and other.turned) or any(initials)


def _agree(one: list[str], other: list[str]) -> bool:
    short, long = sorted((one, other), key=len)
    if not _same_given(short[0], long[0]):
        return "".join(one) == "".join(other)
    rest = iter(long[1:])
    return all(any(_same_given(word, candidate) for candidate in rest) for word in short[1:])


def _same_given(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])

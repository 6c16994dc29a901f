"""A person's name taken apart, the blocks it is looked for in, and whether two names can be one person's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from profiles.names import ascii_key
from works.identity import vocabulary
from works.identity.cleaning import clean

MOST_WORDS = 7
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_HAN = re.compile(r"[\u3400-\u9fff]{2,4}")
_SYLLABLE = r"(?:zh|ch|sh|ts|hs|[bpmfdtnlgkhjqxrzcsyw])?(?:[iuy]?[aeiou]{1,2})(?:ng|n|k|m|r|h)?"
_SYLLABLES = re.compile(rf"(?:{_SYLLABLE}){{1,3}}")
_ONE_SYLLABLE = re.compile(_SYLLABLE)


class Compat(StrEnum):
    """Whether two names can be one person's; `SWAP` (turned order, nicknames) is only ever a reason to ask."""

    EXACT = "exact"
    EXPAND = "expand"
    SWAP = "swap"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in folded parts; a given part keeps its hyphens ("jia-cheng", "j-c")."""

    given: tuple[str, ...]
    particles: str
    family: tuple[str, ...]
    native: str
    # Everything below follows from the above; kept since it is read for every pair.
    joined: str
    surname: str
    # The family name with ü as ue, where that is another spelling.
    umlaut: str
    key: str

    @property
    def is_one_word(self) -> bool:
        """Whether there is no given name to tell people apart by."""
        return not self.joined

    @property
    def is_initials(self) -> bool:
        """Whether the first given name is an initial only."""
        return bool(self.given) and _is_initials(self.given[0])

    @property
    def initial_key(self) -> str:
        """The block of the name: first letter of the joined given name and the family name."""
        return f"{self.joined[:1]} {self.surname}"


@lru_cache(maxsize=65_536)
def parse(raw: str) -> Name | None:
    """The name in parts; None for groups, junk and what is no name of a person."""
    text = clean(raw)
    if not text or "\ufffd" in text or any("\x80" <= c <= "\x9f" for c in text):
        return None
    if _HAN.fullmatch(text):
        return _name([text[1:]], [], [text[0]], native=text)
    pieces = [words for piece in text.split(",") if (words := _words(piece))]
    flat = [_fold(word) for words in pieces for word in words]
    if not 1 <= len(flat) <= MOST_WORDS or len(pieces) > 2 or not any(len(word) > 1 for word in flat):
        return None
    if (
        not vocabulary.GROUP_WORDS.isdisjoint(flat)
        or flat[0] == "the"
        or "and" in flat
        or vocabulary.NOBODY.issuperset(flat)
    ):
        return None
    if len(pieces) == 2:
        particles, family = _split_family(pieces[0])
        return _name(pieces[1], particles, family)
    return _from_words(pieces[0])


def _words(piece: str) -> list[str]:
    words = [word for word in piece.split() if _fold(word)]
    while words and _fold(words[-1]) in vocabulary.SUFFIXES:
        words.pop()
    while len(words) > 1 and _fold(words[0]) in vocabulary.TITLES:
        words.pop(0)
    return words


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    return re.sub("[^a-z-]+", "", ascii_key(word)).strip("-")


def _from_words(words: list[str]) -> Name:
    if len(words) == 1:
        return _name([], [], words)
    is_shouted = words[0].isalpha() and words[0].isupper() and not any(word.isupper() for word in words[1:])
    if is_shouted and (len(words[0]) > 2 or _fold(words[0]) in vocabulary.EAST_ASIAN):
        # "WANG Wei": capitals mark the family name.
        return _name(words[1:], [], words[:1])
    start = len(words) - 1
    mixed = any(word[:1].isupper() for word in words)
    while start > 1 and _is_particle(words[start - 1], mixed):
        start -= 1
    return _name(words[:start], words[start:-1], words[-1:])


def _is_particle(word: str, mixed: bool) -> bool:
    folded = _fold(word)
    if folded in vocabulary.DOUBTFUL_PARTICLES and not (mixed and word.islower()):
        return False
    return folded in vocabulary.PARTICLES


def _split_family(words: list[str]) -> tuple[list[str], list[str]]:
    start = 0
    while start < len(words) - 1 and _fold(words[start]) in vocabulary.PARTICLES:
        start += 1
    return words[:start], words[start:]


def _name(given: list[str], particles: list[str], family: list[str], native: str = "") -> Name:
    surname_parts = tuple(part for word in family for part in _fold(word).split("-") if part)
    parts = [part for word in given if (part := _given_part(word, alone=len(given) == 1))]
    surname = "".join(surname_parts)
    if surname in vocabulary.EAST_ASIAN and len(parts) == 2 and all(map(_ONE_SYLLABLE.fullmatch, parts)):
        # Jia Cheng Sun is Jia-Cheng Sun: one given name.
        parts = ["-".join(parts)]
    umlaut = re.sub("[^a-z]+", "", ascii_key("".join(family).translate(_UMLAUTS)))
    joined = "".join(parts).replace("-", "")
    prefix = "".join(map(_fold, particles))
    key = f"{' '.join(parts)}|{prefix}|{' '.join(surname_parts)}|{umlaut}|{native}"
    return Name(tuple(parts), prefix, surname_parts, native, joined, surname, umlaut, key)


def _given_part(word: str, *, alone: bool) -> str:
    folded = _fold(word)
    # "JC Sun" are two initials; "YI Wang" may be a word in capitals.
    if alone and word.isalpha() and word.isupper() and 2 <= len(folded) <= 3 and not set(folded) & set("aeiouy"):
        return "-".join(folded)
    return folded


@lru_cache(maxsize=65_536)
def block_keys(name: Name) -> tuple[str, ...]:
    """The blocks in which bylines of the same person can lie; the main one first."""
    initial = name.joined[:1]
    keys = [name.initial_key]
    if name.umlaut != name.surname:
        keys.append(f"{initial} {name.umlaut}")
    if len(name.family) > 1:
        keys += [f"{initial} {part}" for part in name.family if len(part) > 2]
    if _may_be_swapped(name):
        keys.append(f"{name.surname[:1]} {name.joined}")
    keys += [f"{other[:1]} {name.surname}" for other in sorted(_nicknames(name))]
    return tuple(dict.fromkeys(keys))


def _may_be_swapped(name: Name) -> bool:
    if len(name.given) != 1 or len(name.joined) < 2 or name.is_initials:
        return False
    return bool(_SYLLABLES.fullmatch(name.joined) and _SYLLABLES.fullmatch(name.surname))


def _nicknames(name: Name) -> frozenset[str]:
    return vocabulary.NICKNAMES.get(name.given[0], frozenset()) if name.given else frozenset()


def compat(a: Name, b: Name) -> Compat:
    """Whether both names can be one person's."""
    if a.key == b.key:
        return Compat.EXACT
    if a.native and b.native:
        return Compat.NO
    family = _same_family(a, b)
    given = _same_given(a, b) if family is not Compat.NO else Compat.NO
    if given is not Compat.NO:
        return Compat.EXPAND if Compat.EXPAND in (family, given) and given is not Compat.SWAP else given
    if a.joined + a.particles + a.surname == b.joined + b.particles + b.surname and a.joined[:1] == b.joined[:1]:
        # Hong Bin Yu and Hongbin Yu, whatever was taken for a particle.
        return Compat.EXACT
    if len(a.joined) > 1 and a.joined == b.surname and a.surname == b.joined:
        return Compat.SWAP
    return Compat.NO


def _same_family(a: Name, b: Name) -> Compat:
    if a.particles and b.particles and a.particles != b.particles:
        return Compat.NO
    if a.surname == b.surname or a.umlaut == b.surname or a.surname == b.umlaut:
        return Compat.EXACT if a.particles == b.particles else Compat.EXPAND
    short, long = sorted((a.family, b.family), key=len)
    is_part = len(long) > len(short) and all(part in long for part in short) and len("".join(short)) > 2
    return Compat.EXPAND if is_part else Compat.NO


def _same_given(a: Name, b: Name) -> Compat:
    if a.joined == b.joined:
        return Compat.EXACT
    if not a.joined or not b.joined:
        return Compat.NO
    flat_a, flat_b = "-".join(a.given).split("-"), "-".join(b.given).split("-")
    if _aligned(a.given, b.given) or (len(flat_a) == len(flat_b) and _aligned(flat_a, flat_b)):
        return Compat.EXPAND
    if b.given[0] in _nicknames(a) and _aligned(("x", *a.given[1:]), ("x", *b.given[1:])):
        return Compat.SWAP
    return Compat.NO


def _aligned(one: tuple[str, ...] | list[str], other: tuple[str, ...] | list[str]) -> bool:
    short, long = sorted((one, other), key=len)
    if not _matches(short[0], long[0]):
        return False
    rest = iter(long[1:])
    return all(any(_matches(part, candidate) for candidate in rest) for part in short[1:])


def _matches(one: str, other: str) -> bool:
    if one.replace("-", "") == other.replace("-", ""):
        return True
    return _abbreviates(one, other) or _abbreviates(other, one)


def _is_initials(part: str) -> bool:
    return all(len(piece) == 1 for piece in part.split("-"))


def _abbreviates(initials: str, part: str) -> bool:
    if not _is_initials(initials):
        return False
    letters, pieces = initials.split("-"), part.split("-")
    if len(letters) == 1 or part[:1] != letters[0]:
        return part[:1] == letters[0]
    if len(letters) == len(pieces):
        return all(piece.startswith(letter) for letter, piece in zip(letters, pieces, strict=True))
    # J.-C. and Jiacheng: the letters stand in this order in the word.
    rest = iter(part[1:])
    return len(pieces) == 1 and all(letter in rest for letter in letters[1:])

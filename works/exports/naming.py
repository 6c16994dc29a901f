"""Names of people as reference managers want them, in parts, by the best guess; bodies and single names stay whole.

Pure. What is shown and compared elsewhere is never cut by these guesses.
"""

from __future__ import annotations

from dataclasses import dataclass

from profiles.names import ascii_key
from works.identity import naming, vocabulary
from works.tex.characters import one_line


@dataclass(frozen=True, slots=True)
class Parts:
    """A person's name in parts: "van" in particle where it is written small, "Jr." in suffix."""

    family: str
    given: str
    particle: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """The name with its family name first: "van Beethoven, Ludwig"."""
        return ", ".join(filter(None, (f"{self.particle} {self.family}".strip(), self.given, self.suffix)))


def split(name: str) -> Parts | None:
    """The parts of a person's name; None where it is one word, a body's name, or nothing that can be cut."""
    name = one_line(name)
    if naming.parse(name) is None:
        return None
    family, comma, given = (piece.strip() for piece in name.partition(","))
    if comma and not _is_suffix(given):
        return _turned(family.split(), given) if family and given and "," not in given else None
    words, suffix = family.split(), given
    if not suffix and len(words) > 2 and _is_suffix(words[-1]):
        suffix = words.pop()
    return _in_order(words, suffix) if len(words) > 1 else None


def family_of(name: str) -> str:
    """The family name without its particle; the whole where the name is not one of parts."""
    parts = split(name)
    return parts.family if parts else one_line(name)


def _is_suffix(word: str) -> bool:
    return _fold(word) in vocabulary.SUFFIXES


def _fold(word: str) -> str:
    return "".join(letter for letter in ascii_key(word) if letter.isalpha())


def _turned(family: list[str], given: str) -> Parts:
    start = 0
    while start < len(family) - 1 and _is_small_particle(family[start]):
        start += 1
    return Parts(" ".join(family[start:]), given, " ".join(family[:start]))


def _in_order(words: list[str], suffix: str) -> Parts:
    if words[0].isalpha() and words[0].isupper() and len(words[0]) > 2 and not any(map(str.isupper, words[1:])):
        # "WANG Wei": capitals mark the family name.
        return Parts(words[0], " ".join(words[1:]), suffix=suffix)
    start = len(words) - 1
    # "Van den Broeck": what is doubtful alone is none before another.
    while start > 1 and (_is_particle(words[start - 1]) or _is_before_another(words, start)):
        start -= 1
    end = start
    while end < len(words) - 1 and _is_small_particle(words[end]):
        end += 1
    return Parts(" ".join(words[end:]), " ".join(words[:start]), " ".join(words[start:end]), suffix)


def _is_before_another(words: list[str], start: int) -> bool:
    return start < len(words) - 1 and _fold(words[start - 1]) in vocabulary.PARTICLES and words[start].islower()


def _is_particle(word: str) -> bool:
    folded = _fold(word)
    return folded in vocabulary.PARTICLES and (word.islower() or folded not in vocabulary.DOUBTFUL_PARTICLES)


def _is_small_particle(word: str) -> bool:
    return word.islower() and _is_particle(word)

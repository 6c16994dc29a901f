"""Bylines as pages print them: "A, B, C et al. · pku"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from profiles.names import LONGEST

ET_AL = re.compile(r"(?:^|,? )et al\.?$", re.IGNORECASE)
SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
TAG = " · "
MOST_WORDS = 8
INITIAL = re.compile(r"(?:^|[\s.-])(?:\w|Jr|Sr|Dr)\.$")


@dataclass(frozen=True, slots=True)
class Byline:
    """The names in order, whether they are all, the institutions named behind them, and how many names were absurd."""

    names: tuple[str, ...] = ()
    complete: bool = False
    institutions: tuple[str, ...] = ()
    left_out: int = 0


def is_cut_byline(text: str) -> bool:
    """Whether a line ends as a byline does that does not name everybody."""
    names, _, _ = text.partition(TAG)
    return ET_AL.search(names[-20:]) is not None


def is_byline(text: str) -> bool:
    """Whether a line reads as names of people rather than as a sentence."""
    if is_cut_byline(text):
        return True
    names, _, _ = text.partition(TAG)
    if names[-1:] in ".!?" and not INITIAL.search(names[-10:]):
        return False
    return all(len(name) <= LONGEST and name.count(" ") <= MOST_WORDS for name in names.split(","))


def read_byline(text: str) -> Byline:
    """The people on the line; names of absurd length are left out, which makes the byline incomplete."""
    listed, _, tags = text.partition(TAG)
    names: list[str] = []
    left_out = 0
    for name in filter(None, (part.strip() for part in ET_AL.sub("", listed).split(","))):
        if len(name) > LONGEST:
            left_out += 1
        elif name in SUFFIXES and names:
            names[-1] += f", {name}"
        else:
            names.append(name)
    institutions = tuple(filter(None, (tag.strip() for tag in re.split("[·,]", tags))))
    return Byline(tuple(names), not left_out and not is_cut_byline(text), institutions, left_out)

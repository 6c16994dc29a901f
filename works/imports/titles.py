"""Titles compared by their squashed keys: generic ones, notices about another work, how alike two are. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

# Titles that say nothing of the work, squashed.
GENERIC_TITLES = frozenset({
    "abstract", "abstracts", "addendum", "advertisement", "advertisements", "announcement", "announcements",
    "authorindex", "backmatter", "bookreview", "bookreviews", "callforpapers", "comment", "commentary", "comments",
    "conclusion", "conclusions", "contents", "copyright", "copyrightpage", "correction", "corrections", "corrigenda",
    "corrigendum", "discussion", "editorial", "editorialboard", "errata", "erratum", "foreword", "frontcover",
    "frontmatter", "guesteditorial", "index", "indexofauthors", "inmemoriam", "introduction",
    "introductiontothespecialissue", "introductiontothisspecialissue", "invitedtalk", "keynote",
    "letterstotheeditor", "lettertotheeditor", "listofcontributors", "masthead", "news", "obituary", "overview",
    "panel", "preface", "prefacetothespecialissue", "rejoinder", "reply", "response", "retraction", "subjectindex",
    "summary", "tableofcontents", "titlepage", "tutorial", "welcome",
})  # fmt: skip
LONG_TITLE_WORDS = 4
ALIKE = 0.9
# Titles that share fewer of their letter groups than two works of one field may do by chance.
UNLIKE = 0.25
# A longer key is compared by its beginning.
LONGEST = 1_000

_WORD = (
    r"(?:the)?(?:author|publisher)?(?:corrections?|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a)|retract(?:ion|ed)"
    r"(?:note|notice|article)?|withdrawn|withdrawal|repl(?:y|ies)|comments?|commentary|response|rejoinder|discussion"
    r"|expressionofconcern)"
)
_NOTICE = re.compile(rf"((?:{_WORD}(?:to|on|of|for|about)?(?:the(?:article|paper))?)*)(.*?)((?:{_WORD})?)", re.DOTALL)
_ROMAN = re.compile("[ivx0-9]*")
_PART = re.compile(r"(?:part|chapter|volume|vol|book|section|lecture|phase|paper)[ivx0-9]*\Z")


def is_generic(squash: str) -> bool:
    """Whether many works bear this title."""
    return squash in GENERIC_TITLES


def is_notice_of(one: str, other: str) -> bool:
    """Whether one of two different titles is that of a correction of, comment on or reply to the other."""
    if one == other:
        return False
    notice, about = _notice(one)
    other_notice, other_about = _notice(other)
    return notice != other_notice and bool(about) and are_alike(about, other_about)


def _notice(squash: str) -> tuple[str, str]:
    match = _NOTICE.fullmatch(squash)
    assert match is not None, "The pattern fits every text."
    return f"{match[1]} {match[3]}", match[2]


def are_alike(one: str, other: str) -> bool:
    """Whether two titles are one but for a slip of the pen; different numbers are none."""
    if one == other:
        return bool(one)
    one, other = one[:LONGEST], other[:LONGEST]
    longest = max(len(one), len(other))
    allowed = int((1 - ALIKE) * longest + 1e-9)
    if abs(len(one) - len(other)) > allowed or not _may_be_within(one, other, allowed):
        return False
    return distance(one, other) <= allowed and not _are_numbered(one, other)


def _may_be_within(one: str, other: str, edits: int) -> bool:
    # An edit changes three groups of three letters at most.
    ours, theirs = groups(one), groups(other)
    return len(ours & theirs) >= max(len(ours), len(theirs)) - 3 * edits


@lru_cache(maxsize=4_096)
def groups(squash: str) -> frozenset[str]:
    """All groups of three letters."""
    return frozenset(squash[start : start + 3] for start in range(max(1, len(squash) - 2)))


def likeness(one: str, other: str) -> float:
    """The share of letters that need no edit to make one title the other."""
    one, other = one[:LONGEST], other[:LONGEST]
    return 1 - distance(one, other) / max(len(one), len(other), 1)


def are_unlike(one: str, other: str) -> bool:
    """Whether two titles have nothing in common but what any two have."""
    ours, theirs = groups(one[:LONGEST]), groups(other[:LONGEST])
    return len(ours & theirs) < UNLIKE * min(len(ours), len(theirs))


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, left out or exchanged to make one text the other."""
    if not one or not other:
        return len(one) + len(other)
    # Myers' bit vectors: a whole column of the table is one number.
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    full, last = (1 << len(one)) - 1, 1 << len(one) - 1
    up, down, edits = full, 0, len(one)
    for letter in other:
        equal = places.get(letter, 0)
        diagonal = (((equal & up) + up) ^ up) | equal | down
        right, left = down | ~(diagonal | up) & full, up & diagonal
        edits += bool(right & last) - bool(left & last)
        right, left = right << 1 | 1, left << 1
        up, down = (left | ~(diagonal | right)) & full, right & diagonal & full
    return edits


def _are_numbered(one: str, other: str) -> bool:
    """Whether two titles differ by a number only: Part I and Part II, a campaign of 2019 and one of 2020."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return True
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    middles = one[start : len(one) - end], other[start : len(other) - end]
    if not all(map(_ROMAN.fullmatch, middles)):
        return False
    return end == 0 or _PART.search(one[: start + len(middles[0])]) is not None


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

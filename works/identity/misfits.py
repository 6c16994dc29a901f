"""Which works of one author's list do not seem to be theirs: groups that fit one another and not the rest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from works.identity.misfit_measure import FIRST, LATER, Likeness, ListedWork, Measured
from works.identity.score import Evidence
from works.identity.terms import Knowledge

__all__ = ["ListedWork", "Misfit", "find"]

# Fitted by logistic regression on lists that pass the gates below, joined from two people each: labelled namesakes, and
# people with rare names. OUT_OF_PLACE and ALONE_IN_SHORT were set by hand, so that the captures in `seeds` come out
# right: without the two, fewer suggestions are false, and those captures give none.
BASE = -2.05
TOGETHER = 1.78
UNLIKE = 0.69
BELOW = 0.48
DISPLACED = 0.50
OUT_OF_PLACE = 2.2
ALONE_IN_SHORT = 2.2
AFFILIATION = -3.20
OTHER_AFFILIATION = 0.91
CATEGORY = 0.26
VENUE = -0.67
COMPANIONS = -0.28
SIZE = -0.11
OTHER_IDS = 10.0
SUGGEST = 1.0

# Gates: where one does not hold, nothing is said whatever the sum.
LEAST_WORKS = 4
LEAST_COAUTHORS = 2
LEAST_WITH_BYLINE = 3
LEAST_TIED = 0.5
LEAST_LARGEST = 0.35
MOST_ALIKE = 0.72
MOST_BELOW_IT = 0.1
LEAST_BELOW = 0.7
# From here on the place in the byline speaks for another person by itself, in a list that is not short.
MUCH_DISPLACED = 0.5
SHORT = 8
# What has to hold in a short list.
SHORT_LARGEST, SHORT_ALIKE, SHORT_BELOW = 0.6, 0.7, 0.85
NAMED = 3


@dataclass(frozen=True, slots=True)
class Misfit:
    """Works (the ids of their mentions) that seem to be another person's; the points of the evidence are the score."""

    mentions: tuple[int, ...]
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """One group of works beside all others."""

    whole: Measured
    members: tuple[int, ...]
    rest: list[int]
    coauthors: list[str]
    likeness: Likeness
    # The share of the others that are tied to any, and the share of the largest group among them.
    tied: float
    largest: float
    displaced: float

    @property
    def is_open(self) -> bool:
        """Whether enough is known, and enough speaks for it, that anything may be said."""
        works = [self.whole.works[number] for number in self.members]
        return (
            len(self.whole.works) >= LEAST_WORKS
            and len(self.coauthors) >= LEAST_COAUTHORS
            # Beside whom the author stands is known only where the byline shows them.
            and all(work.mention.position is not None for work in works)
            and all(work.mention.title_words for work in works)
            and (not self.whole.has_abstracts or all(work.abstract_words for work in works))
            and sum(bool(self.whole.works[number].mention.coauthors) for number in self.rest) >= LEAST_WITH_BYLINE
            and self.tied >= LEAST_TIED
            and self.largest >= LEAST_LARGEST
            and self.likeness.ratio <= MOST_ALIKE
            and self.likeness.rank <= MOST_BELOW_IT
            and self.likeness.below >= LEAST_BELOW
        )

    @property
    def is_alone_in_short(self) -> bool:
        """Whether the list is short but hides nothing, and this is what is least like the others in it."""
        return (
            len(self.whole.works) < SHORT
            and all(work.mention.position is not None for work in self.whole.works)
            and min(self.largest, self.tied) >= SHORT_LARGEST
            and not self.likeness.rank
            and self.likeness.ratio <= SHORT_ALIKE
            and self.likeness.below >= SHORT_BELOW
        )


def find(works: Iterable[ListedWork], knowledge: Knowledge) -> tuple[Misfit, ...]:
    """The groups of works that do not fit the rest of the list, strongest first; mostly none.

    Every work is there once; what stands in the list in whatever order gives the same answer.
    """
    measured = Measured(tuple(works), knowledge)
    found = [misfit for members in measured.groups if (misfit := _judge(measured, members))]
    return tuple(sorted(found, key=lambda misfit: (-misfit.score, misfit.mentions)))


def _judge(measured: Measured, members: tuple[int, ...]) -> Misfit | None:
    if 2 * len(members) >= len(measured.works):
        return None
    group = _group(measured, members)
    evidence = _other_ids(group)
    if group.is_open:
        evidence = [*_evidence(group), *evidence]
    score = sum(part.points for part in evidence)
    if score < SUGGEST:
        return None
    ids = sorted(measured.works[number].mention.id for number in members)
    return Misfit(tuple(ids), score, tuple(part for part in evidence if part.points))


def _group(measured: Measured, members: tuple[int, ...]) -> _Group:
    rest = measured.rest(members)
    return _Group(
        measured,
        members,
        rest,
        measured.coauthors(members),
        measured.likeness(members, rest),
        sum(number in measured.tied for number in rest) / len(rest),
        max(len(other) for other in measured.groups if other != members) / len(rest),
        measured.displaced(members, rest),
    )


def _evidence(group: _Group) -> list[Evidence]:
    found = [
        Evidence("prior", 1.0, BASE, "The works of one list are one person's until something speaks against it."),
        _apart(group),
        _words(group),
        *_byline(group),
        *_affiliations(group),
        _category(group),
        _venue(group),
        _companions(group),
    ]
    size = math.log2(len(group.rest))
    found.append(Evidence("size", size, SIZE * size, f"Among {len(group.rest)} other works something easily differs."))
    if group.is_alone_in_short:
        text = "The list is short, no byline hides the author, and no other work is so unlike the rest."
        found.append(Evidence("short", 1.0, ALONE_IN_SHORT, text))
    return found


def _apart(group: _Group) -> Evidence:
    names, others = group.coauthors, len(group.rest)
    who = f"None of {_their(group)} {len(names)} named co-authors ({_named(names)})"
    text = f"{who} stands on any of the other {others} works, {group.largest:.0%} of which hang together."
    return Evidence("coauthors", group.largest, TOGETHER * group.largest, text)


def _words(group: _Group) -> Evidence:
    like, root = group.likeness, math.sqrt(len(group.members))
    points = root * (UNLIKE * -math.log(like.ratio + 0.1) + BELOW * like.below)
    what = "words of title and abstract" if group.whole.has_abstracts else "words of the title"
    text = f"By {_their(group)} {what} {like.ratio:.0%} as like the rest as is usual in this list"
    least = "; no other work is less like it." if not like.rank else "."
    return Evidence("words", like.ratio, points, text + least)


def _byline(group: _Group) -> list[Evidence]:
    known = [number for number in group.rest if group.whole.works[number].mention.coauthors]
    first, front = _counted(group.whole, group.members)
    others_first, others_front = _counted(group.whole, known)
    here = f"first on {first} of {len(group.members)} and among the first three on {front}"
    if len(group.members) == 1:
        here = ("later than third", "second or third", "first")[front + first] + " here"
    text = (
        f"The author is named {here}; "
        f"elsewhere first on {others_first} of {len(known)} and among the first three on {others_front}."
    )
    found = [Evidence("byline", group.displaced, DISPLACED * group.displaced, text)]
    if group.displaced >= MUCH_DISPLACED and len(group.whole.works) >= SHORT:
        text = "Such a place among the authors is another one than is usual in this list."
        found.append(Evidence("out_of_place", 1.0, OUT_OF_PLACE, text))
    return found


def _counted(measured: Measured, numbers: Sequence[int]) -> tuple[int, int]:
    places = [measured.place(number) for number in numbers]
    return places.count(FIRST), len(places) - places.count(LATER)


def _affiliations(group: _Group) -> list[Evidence]:
    alike = group.whole.same_affiliation(group.members, group.rest)
    if alike is None:
        return []
    if alike:
        text = f"The affiliations are {alike:.0%} like those on other works."
        return [Evidence("affiliation", alike, AFFILIATION * alike, text)]
    text = "Affiliations are known here and elsewhere and have nothing in common."
    return [Evidence("other_affiliation", 1.0, OTHER_AFFILIATION, text)]


def _category(group: _Group) -> Evidence:
    value = group.whole.elsewhere_filed(group.members)
    filed = sorted({group.whole.works[number].category for number in group.members} - {""})
    others = sum(group.whole.works[number].category in filed for number in group.rest)
    text = f"Filed under {', '.join(filed)}, as are {others} of the other {len(group.rest)} works."
    return Evidence("category", value, CATEGORY * value, text)


def _venue(group: _Group) -> Evidence:
    value = group.whole.same_venue(group.members, group.rest)
    return Evidence("venue", value, VENUE * value, "Other works of the list appeared in the same venue.")


def _companions(group: _Group) -> Evidence:
    value, count = math.log2(len(group.members)), len(group.members)
    works = [group.whole.works[number].mention.coauthors for number in group.members]
    always = [name for name in group.coauthors if all(name in names for names in works)]
    who = f"All {count} are by {_named(always)}" if always else f"The {count} hang together by shared co-authors"
    return Evidence("companions", value, COMPANIONS * value, f"{who}; an author may have a second team, though.")


def _other_ids(group: _Group) -> list[Evidence]:
    ours, theirs = (group.whole.personal_ids(side) for side in (group.members, group.rest))
    for scheme in sorted({scheme for scheme, _ in ours} & {scheme for scheme, _ in theirs}):
        mine, others = (", ".join(sorted(v for kind, v in ids if kind == scheme)) for ids in (ours, theirs))
        text = f"{scheme.upper()} iD here: {mine}; elsewhere in the list: {others}."
        return [Evidence("other_ids", 1.0, OTHER_IDS, text)]
    return []


def _their(group: _Group) -> str:
    return "its" if len(group.members) == 1 else "their"


def _named(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

"""What speaks for and against two works being one, as a sum of points that can be said in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from works import tex
from works.identity.naming import Compat, block_keys, compat, parse
from works.identity.score import Evidence
from works.imports import titles
from works.imports.work_ids import LABELS, WorkId, label

# A pair with fewer points is not worth a curator's time.
ASK = 1.5
# How far the years of two versions of one work may lie apart.
VERSION_YEARS = 4
PREPRINT = "preprint"
# So much may a published version seem older than the preprint.
PREPRINT_LATE = 3
# Schemes in which a work has one id, whoever reports it.
ONE_PER_WORK = frozenset({"arxiv"})
# Names beyond are not looked at for other spellings.
MOST_NAMES = 200
NAMED = 3


@dataclass(frozen=True, slots=True)
class KnownWork:
    """A work that is already there (or, with an id below zero, one the page adds), with what tells it from others."""

    id: int
    squash: str
    abstract_key: str = ""
    year: int | None = None
    # Folded names of its authors, those that no byline shows among them.
    names: frozenset[str] = frozenset()
    ids: frozenset[WorkId] = frozenset()
    # The sources that list it.
    sources: frozenset[int] = frozenset()
    kind: str = ""
    byline_length: int = 0
    byline_complete: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question for a curator: are these two one work? Below zero: the new work of that record, -1 of the first."""

    works: tuple[int, int]
    score: float
    evidence: tuple[Evidence, ...]

    def given(self, more: Evidence) -> Doubt:
        """The same question with one more piece of evidence."""
        return replace(self, score=self.score + more.points, evidence=(*self.evidence, more))


def doubt(one: KnownWork, other: KnownWork, words: int, own_scheme: str) -> Doubt:
    """The question whether two works are one; `words` are in the title of `one`, its score may be below `ASK`."""
    evidence = (
        _title(one.squash, other.squash, words),
        *_ids(one, other, own_scheme),
        _names(one, other),
        *_abstracts(one, other),
        *_years(one, other),
    )
    return Doubt((one.id, other.id), sum(piece.points for piece in evidence), evidence)


def _title(one: str, other: str, words: int) -> Evidence:
    if not one or not other:
        return Evidence("title", 0.0, 0.0, "A title without letters cannot be compared.")
    if one == other and titles.is_generic(one):
        return Evidence("title", 1.0, 0.0, "Same title, but one that many works bear.")
    if one == other and words < titles.LONG_TITLE_WORDS:
        return Evidence(
            "title", 1.0, 1.5, f"Same title, but a short one ({words} {'word' if words == 1 else 'words'})."
        )
    if one == other:
        return Evidence("title", 1.0, 2.0, f"Same title of {words} words.")
    share = titles.likeness(one, other)
    if titles.are_alike(one, other):
        return Evidence("title", share, 1.0, f"The titles are alike in {share:.0%} of their letters.")
    if titles.are_unlike(one, other):
        return Evidence("title", share, -1.5, "The titles have nothing in common.")
    return Evidence("title", share, 0.0, "The titles differ, but have something in common.")


def _ids(one: KnownWork, other: KnownWork, own_scheme: str) -> Iterable[Evidence]:
    if shared := one.ids & other.ids:
        yield Evidence("id", 1.0, 5.0, f"Same {label(min(shared))}.")
    for scheme in other_ids(one, other, own_scheme):
        ours, theirs = (min(value for kind, value in work.ids if kind == scheme) for work in (one, other))
        yield Evidence("other_id", 1.0, -2.0, f"Two different {LABELS.get(scheme, scheme)}s: {ours} and {theirs}.")


def other_ids(one: KnownWork, other: KnownWork, own_scheme: str) -> list[str]:
    """The schemes that give a work one id and these two different ones: `own_scheme`, where one source lists both."""
    schemes = set(ONE_PER_WORK)
    if own_scheme and one.sources & other.sources:
        schemes.add(own_scheme)
    carried = ({kind: 1 for kind, _ in work.ids}.keys() for work in (one, other))
    same = {kind for kind, _ in one.ids & other.ids}
    return sorted(schemes.intersection(*carried) - same)


def _names(one: KnownWork, other: KnownWork) -> Evidence:
    if shared := sorted(one.names & other.names):
        more = f" and {len(shared) - NAMED} more" if len(shared) > NAMED else ""
        points = 1.5 + 0.5 * min(len(shared) - 1, NAMED)
        return Evidence("authors", len(shared), points, f"Shared author names: {', '.join(shared[:NAMED])}{more}.")
    if spelled := other_spelling(one.names, other.names):
        return Evidence("authors", 0.5, 1.0, f"Authors who may be the same: {spelled[0]} and {spelled[1]}.")
    if are_strangers(one, other):
        return Evidence("authors", 0.0, -2.0, "No author is shared.")
    return Evidence("authors", 0.0, 0.0, "One side does not show its authors, so none can be compared.")


def are_strangers(one: KnownWork, other: KnownWork) -> bool:
    """Whether the bylines of works without a shared name rule out that they share an author.

    A byline begins with the first author: two that begin differently are two, and a complete one hides nobody.
    """
    if one.byline_length and other.byline_length:
        return True
    return one.byline_complete or other.byline_complete


def other_spelling(ours: Iterable[str], theirs: Iterable[str]) -> tuple[str, str] | None:
    """The first two names, of one side each, that can be one person's though spelled differently: J. Sun, Jia Sun."""
    blocks: dict[str, list[str]] = {}
    for written in sorted(theirs)[:MOST_NAMES]:
        for key in block_keys(name) if (name := parse(written)) else ():
            blocks.setdefault(key, []).append(written)
    for written in sorted(ours)[:MOST_NAMES]:
        name = parse(written)
        for key in block_keys(name) if name else ():
            for candidate in blocks.get(key, ()):
                other = parse(candidate)
                if name and other and compat(name, other) in (Compat.EXACT, Compat.EXPAND):
                    return written, candidate
    return None


def _abstracts(one: KnownWork, other: KnownWork) -> Iterable[Evidence]:
    if agree(one.abstract_key, other.abstract_key):
        yield Evidence("abstract", 1.0, 3.0, "The abstracts begin alike.")
    elif disagree(one.abstract_key, other.abstract_key):
        yield Evidence("abstract", 0.0, -1.0, "The abstracts begin differently.")


def agree(one: str, other: str) -> bool:
    """Whether two abstract fingerprints are of one text, of which one copy may be cut."""
    if min(len(one), len(other)) < tex.SHORTEST_FINGERPRINT:
        return False
    return one.startswith(other) or other.startswith(one)


def disagree(one: str, other: str) -> bool:
    """Whether two abstract fingerprints are there and are not of one text."""
    return min(len(one), len(other)) >= tex.SHORTEST_FINGERPRINT and not agree(one, other)


def _years(one: KnownWork, other: KnownWork) -> Iterable[Evidence]:
    if not one.year or not other.year:
        return
    gap = abs(one.year - other.year)
    if not years_fit(one, other):
        yield Evidence("years", gap, -1.0, f"{gap} years lie between them ({one.year}, {other.year}).")
    elif not gap:
        yield Evidence("years", gap, 0.5, f"Both are of {one.year}.")


def years_fit(one: KnownWork, other: KnownWork) -> bool:
    """Whether the years may be those of two versions of one work; so they may where one is not known."""
    if not one.year or not other.year:
        return True
    gap, earliest, latest = other.year - one.year, -VERSION_YEARS, VERSION_YEARS
    if one.kind == PREPRINT and other.kind not in ("", PREPRINT):
        earliest = -PREPRINT_LATE
    if other.kind == PREPRINT and one.kind not in ("", PREPRINT):
        latest = PREPRINT_LATE
    return earliest <= gap <= latest

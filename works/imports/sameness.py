"""Which known work each listing of a page is, which are new, and which two may be one: a question for people. Pure.

A machine joins by an id or by an equal title with something that confirms it, and never against a source's own ids.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from profiles import names
from works.identity.score import Evidence
from works.imports import titles
from works.imports.doubts import ASK, Doubt, KnownWork, doubt, other_ids
from works.imports.joining import RULES, Line, Rule, line_of
from works.imports.records import PageRecords, WorkRecord
from works.imports.work_ids import WorkId

__all__ = ["Doubt", "KnownWork", "Placed", "place"]

# An id of more works is that of a volume or a slip.
MOST_WORKS_OF_AN_ID = 2
# Only the best questions about a new work are asked.
MOST_DOUBTS = 3

type _Found = tuple[KnownWork, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """One listing placed: on a known work, or on a new one (None)."""

    record: WorkRecord
    squash: str
    work: KnownWork | None
    reason: str


def place(
    records: PageRecords,
    source: int,
    page: str,
    known: Iterable[KnownWork],
    *,
    own_scheme: str = "",
    listed: Collection[int] = (),
    settled: Collection[frozenset[int]] = (),
) -> tuple[tuple[Placed, ...], tuple[Doubt, ...]]:
    """Every listing placed, in the order of the page, and the questions that remain, the best first.

    `known` holds a work once for each title it bears. `own_scheme` is the source's scheme of ids, `listed` are works
    that the page is known to list (preferred among equals), `settled` pairs of known works told apart or asked about.
    """
    owner = names.fold(records.person.name)
    lines = [line_of(number, record, owner, source) for number, record in enumerate(records.works, start=1)]
    index = _Index(lines, known, own_scheme)
    found = _find(lines, index, listed)
    placed = []
    for line in lines:
        work, reason = found.get(line.work.id, (None, f"First listed by {page}."))
        placed.append(Placed(line.record, line.work.squash, work, reason))
    doubts = _Asking(lines, index, found, page).doubts(settled)
    return tuple(placed), tuple(sorted(doubts, key=lambda doubt: (-doubt.score, doubt.works)))


class _Index:
    """The known works by title and by id, and which of them a line may be."""

    def __init__(self, lines: Iterable[Line], known: Iterable[KnownWork], own_scheme: str) -> None:
        self.known, self.own_scheme = sorted(known, key=lambda work: work.id), own_scheme
        # A work that others were joined to bears its title as often as they do, and takes as many lines.
        self.room = Counter((work.id, work.squash) for work in self.known)
        self.by_squash: dict[str, list[KnownWork]] = defaultdict(list)
        self.by_id: dict[WorkId, list[KnownWork]] = defaultdict(list)
        for work in self.known:
            self.by_squash[work.squash].append(work)
            for work_id in work.ids:
                self.by_id[work_id].append(work)
        # Of each id the works that bear it: known ones by their row, and what the page adds by its title.
        bearers = {work_id: {str(work.id) for work in works} for work_id, works in self.by_id.items()}
        for line in lines:
            for work_id in line.work.ids:
                if line.work.squash not in {work.squash for work in self.by_id.get(work_id, ())}:
                    bearers.setdefault(work_id, set()).add(f"new {line.work.squash}")
        self.vague = {work_id for work_id, works in bearers.items() if len(works) > MOST_WORKS_OF_AN_ID}

    def candidates(self, line: Line) -> list[KnownWork]:
        """The known works with the line's title or an id of it, the oldest first."""
        found = {work.id: work for work_id in line.work.ids for work in self.by_id.get(work_id, ())}
        # A title of signs only has no key: it is nobody's equal.
        found |= {work.id: work for work in self.by_squash.get(line.work.squash, ()) if line.work.squash}
        return sorted(found.values(), key=lambda work: work.id)

    def why(self, rule: Rule, line: Line, work: KnownWork) -> str | None:
        """Why the line is this work by this rule; None where it is not, or not for a machine to say."""
        if titles.is_notice_of(line.work.squash, work.squash) or other_ids(line.work, work, self.own_scheme):
            return None
        return rule(line, work, self.vague)


def _find(lines: Iterable[Line], index: _Index, listed: Collection[int]) -> dict[int, _Found]:
    """The known work of each line that a machine may place, and the reason."""
    found: dict[int, _Found] = {}
    taken: Counter[tuple[int, str]] = Counter()
    # Of two works of one title, neither may take the other's listing by a weaker reason.
    for rule in RULES:
        for line in lines:
            if line.work.id in found:
                continue
            fitting = [
                (work, why)
                for work in index.candidates(line)
                if taken[work.id, work.squash] < index.room[work.id, work.squash]
                and (why := index.why(rule, line, work))
            ]
            if fitting:
                best = min(fitting, key=lambda fit: (fit[0].id not in listed, _gap(line, fit[0]), fit[0].id))
                found[line.work.id] = best
                taken[best[0].id, best[0].squash] += 1
    return found


def _gap(line: Line, work: KnownWork) -> int:
    return abs(line.work.year - work.year) if line.work.year and work.year else 0


class _Asking:
    """The questions about a page whose lines are placed."""

    def __init__(self, lines: list[Line], index: _Index, found: Mapping[int, _Found], page: str) -> None:
        self.lines, self.index, self.found, self.page = lines, index, found, page
        self.homes = {self._home(line).id: line for line in lines}

    def _home(self, line: Line) -> KnownWork:
        return self.found[line.work.id][0] if line.work.id in self.found else line.work

    def doubts(self, settled: Collection[frozenset[int]]) -> Iterator[Doubt]:
        """Every pair that may be one work and is worth asking about, once."""
        done = set(settled)
        # What the page adds above a line, by what a line is compared for.
        above: dict[object, list[Line]] = defaultdict(list)
        for line in self.lines:
            keys = {line.work.squash, *line.work.ids}
            placed = line.work.id in self.found
            earlier = [one for key in keys for one in above[key]]
            for pair in self._twins(line) if placed else self._questions(line, earlier):
                if pair.score >= ASK and frozenset(pair.works) not in done:
                    done.add(frozenset(pair.works))
                    yield pair
            if not placed:
                for key in keys:
                    above[key].append(line)

    def _twins(self, line: Line) -> Iterator[Doubt]:
        """Whether the line's work is stored twice: it fits another one, too."""
        home = self._home(line)
        for work in self.index.candidates(line):
            if work.id == home.id or not any(self.index.why(rule, line, work) for rule in RULES):
                continue
            older, newer = sorted((home, work), key=lambda work: work.id)
            pair = self._doubt(older, newer, line)
            if work.id not in self.homes:
                text = f"Line {line.record.line} of {self.page} fits both."
                pair = pair.given(Evidence("listing", 1.0, 2.0, text))
            yield pair

    def _questions(self, line: Line, earlier: Iterable[Line]) -> list[Doubt]:
        """The best questions whether a new work is one of those known, or one above it on the page."""
        near = {work.id: work for work in self.index.known if _is_slip(line, work)}
        near |= {one.work.id: one.work for one in earlier if _is_near(line, one.work)}
        near |= {work.id: work for work in self.index.candidates(line) if _is_near(line, work)}
        pairs = [self._doubt(work, line.work, line) for work in near.values() if self._may_be(line, work)]
        return sorted(pairs, key=lambda pair: (-pair.score, pair.works))[:MOST_DOUBTS]

    def _may_be(self, line: Line, work: KnownWork) -> bool:
        if titles.is_notice_of(line.work.squash, work.squash):
            return False
        telling = (line.work.ids & work.ids).difference(self.index.vague)
        return bool(telling) or titles.are_alike(line.work.squash, work.squash)

    def _doubt(self, one: KnownWork, other: KnownWork, line: Line) -> Doubt:
        pair = doubt(one, other, line.words, self.index.own_scheme)
        if one.id in self.homes and other.id in self.homes:
            first, second = sorted(self.homes[work.id].record.line for work in (one, other))
            text = f"The same page lists both, on lines {first} and {second}."
            pair = pair.given(Evidence("both_listed", 1.0, -1.0, text))
        return pair


def _is_near(line: Line, work: KnownWork) -> bool:
    """Whether a work with the line's title or id is worth comparing: of a title that many bear, few are."""
    if not line.work.ids.isdisjoint(work.ids):
        return True
    if not line.work.squash or line.work.squash != work.squash:
        return False
    return not titles.is_generic(work.squash) or not line.work.names.isdisjoint(work.names)


def _is_slip(line: Line, work: KnownWork) -> bool:
    """Whether the title is the line's but for a slip of the pen, and an author is shared."""
    if line.words < titles.LONG_TITLE_WORDS or line.work.names.isdisjoint(work.names):
        return False
    return titles.are_alike(line.work.squash, work.squash)

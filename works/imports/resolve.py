"""Who is who on one page: which work a listing is, which author its person and its bylines are. Pure.

First version of the rules: the same folded name on the same work is the same person; a page's own person is an
author of every work it lists; a name alone never joins two records. Ids below zero stand for what the plan creates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from profiles import names
from works import tex
from works.imports.records import PageRecords, PersonRecord, WorkRecord
from works.wording import ordinal, some_of

GENERIC_TITLES = frozenset(
    {"introduction", "editorial", "preface", "foreword", "advertisements", "frontmatter", "index"}
)
LONG_TITLE_WORDS = 4
# How far the years of two versions of one work may lie apart.
VERSION_YEARS = 4


@dataclass(frozen=True, slots=True)
class KnownSlot:
    """An authorship that is already there."""

    author: int
    folded: str


@dataclass(frozen=True, slots=True)
class KnownWork:
    """A work that is already there, with what is needed to recognise it."""

    id: int
    squash: str
    abstract_key: str
    year: int | None
    slots: tuple[KnownSlot, ...]


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """A profile of the page's source that carries the page's id or name."""

    id: int
    author: int
    source_key: str
    works: frozenset[int]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds that could concern this page."""

    works: tuple[KnownWork, ...] = ()
    profiles: tuple[KnownProfile, ...] = ()
    # author -> the sources that have a profile of them.
    profile_sources: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """One author of one listed work; `author` below zero is a new record."""

    author: int
    printed: str
    folded: str
    reason: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class PlannedListing:
    """One listing placed: on a known work, or (below zero) on a new one."""

    record: WorkRecord
    squash: str
    work: int
    reason: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class PlannedMerge:
    """Two records that turned out to be one person."""

    survivor: int
    absorbed: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the page changes in who is who, with the reason for each link."""

    owner: int
    owner_reason: str
    profile: int | None
    listings: tuple[PlannedListing, ...]
    merges: tuple[PlannedMerge, ...]
    new_authors: tuple[str, ...]


def resolve(records: PageRecords, source: int, source_name: str, known: Known) -> Plan:
    """The plan for one page of this source, given what is known; the same input always gives the same plan."""
    return _Resolver(records, source, source_name, known).plan()


class _Resolver:
    """Collects one page's decisions step by step."""

    def __init__(self, records: PageRecords, source: int, source_name: str, known: Known) -> None:
        self.records, self.source, self.known = records, source, known
        self.page = f"the {source_name} page of {records.person.name}"
        self.folded_owner = names.fold(records.person.name)
        self.new_authors: list[str] = []
        self.absorbed: dict[int, int] = {}

    def plan(self) -> Plan:
        """The whole plan: works first, since the owner is recognised by them."""
        placed = list(self._place_works())
        profile = find_profile(self.records.person, self.known.profiles, {work.id for _, _, work, _ in placed if work})
        owner, reason, merges = self._find_owner(profile, [(r, w) for r, _, w, _ in placed if w])
        listings = []
        for number, (record, squash, work, why) in enumerate(placed, start=1):
            slots = tuple(self._slots(record, work, owner))
            listings.append(PlannedListing(record, squash, work.id if work else -number, why, slots))
        return Plan(owner, reason, profile.id if profile else None, tuple(listings), merges, tuple(self.new_authors))

    def _place_works(self) -> Iterable[tuple[WorkRecord, str, KnownWork | None, str]]:
        by_squash: dict[str, list[KnownWork]] = defaultdict(list)
        for known in sorted(self.known.works, key=lambda work: work.id):
            by_squash[known.squash].append(known)
        squashes = [tex.squash(record.title) for record in self.records.works]
        found: dict[int, tuple[KnownWork, str]] = {}
        # Agreeing abstracts first: of two works of one title, neither may take the other's listing by a weaker reason.
        for reason in (same_abstract, same_people):
            taken = {work.id for work, _ in found.values()}
            for place, (record, squash) in enumerate(zip(self.records.works, squashes, strict=True)):
                # A title of signs only has no key: it is nobody's equal.
                for candidate in by_squash[squash] if squash and place not in found else ():
                    why = reason(record, self.folded_owner, candidate)
                    if why and candidate.id not in taken:
                        found[place] = candidate, why
                        taken.add(candidate.id)
                        break
        for place, (record, squash) in enumerate(zip(self.records.works, squashes, strict=True)):
            work, why = found.get(place, (None, f"First listed by {self.page}."))
            yield record, squash, work, why

    def _new_author(self, name: str) -> int:
        self.new_authors.append(name)
        return -len(self.new_authors)

    def _find_owner(
        self, profile: KnownProfile | None, shared: list[tuple[WorkRecord, KnownWork]]
    ) -> tuple[int, str, tuple[PlannedMerge, ...]]:
        titles: dict[int, list[str]] = defaultdict(list)
        for record, work in shared:
            # A byline that prints the name twice does not say which of the two the page is of.
            if [names.fold(name) for name in record.byline].count(self.folded_owner) > 1:
                continue
            for author in unambiguous(work.slots, self.folded_owner):
                titles[author].append(tex.to_text(record.title))
        # Records with a profile of their own first, so that merging moves the smaller side.
        ranked = sorted(titles, key=lambda author: (-len(self._sources(author)), author))
        if profile:
            owner, reason = profile.author, "The same page of the same source, captured again."
            ranked = [author for author in ranked if author != owner]
        elif ranked := [author for author in ranked if self.source not in self._sources(author)]:
            owner = ranked.pop(0)
            reason = f"The same name stands on the same work: {some_of(titles[owner])}."
        else:
            return self._new_author(self.records.person.name), f"First seen as {self.page}.", ()
        return owner, reason, tuple(self._merges(owner, ranked, titles))

    def _merges(self, owner: int, others: list[int], titles: Mapping[int, list[str]]) -> Iterable[PlannedMerge]:
        sources = set(self._sources(owner)) | {self.source}
        for author in others:
            # Two profiles of one source are never merged by machine.
            if sources.isdisjoint(self._sources(author)):
                sources |= self._sources(author)
                self.absorbed[author] = owner
                reason = f"{self.page[0].upper()}{self.page[1:]} lists {some_of(titles[author])} under the same name."
                yield PlannedMerge(owner, author, reason)

    def _sources(self, author: int) -> frozenset[int]:
        return self.known.profile_sources.get(author, frozenset())

    def _slots(self, record: WorkRecord, work: KnownWork | None, owner: int) -> Iterable[Slot]:
        known: dict[str, list[int]] = defaultdict(list)
        for slot in work.slots if work else ():
            known[slot.folded].append(self.absorbed.get(slot.author, slot.author))
        owner_placed = False
        for position, printed in enumerate(record.byline, start=1):
            if not (folded := names.fold(printed)):
                continue
            is_owner = folded == self.folded_owner and not owner_placed
            reason = f"{ordinal(position)} in the byline on {self.page}, line {record.line}."
            if is_owner and (not known[folded] or owner in known[folded]):
                is_new = owner not in known[folded]
                known[folded] = [author for author in known[folded] if author != owner]
                owner_placed = True
                yield Slot(owner, printed, folded, reason, is_new)
            elif known[folded]:
                yield Slot(known[folded].pop(0), printed, folded, reason, is_new=False)
            else:
                yield Slot(self._new_author(printed), printed, folded, reason, is_new=True)
        if not owner_placed:
            is_new = owner not in {self.absorbed.get(slot.author, slot.author) for slot in work.slots} if work else True
            reason = f"Listed on {self.page}, line {record.line}; the byline there does not show the position."
            yield Slot(owner, self.records.person.name, self.folded_owner, reason, is_new)


def find_profile(person: PersonRecord, profiles: tuple[KnownProfile, ...], works: set[int]) -> KnownProfile | None:
    """The profile this page is a new capture of: the source's id decides; else the same name and a shared work."""
    for profile in profiles:
        if person.source_id and profile.source_key == person.source_id:
            return profile
    candidates = [p for p in profiles if not (person.source_id and p.source_key) and p.works & works]
    return min(candidates, key=lambda p: (-len(p.works & works), p.id), default=None)


def same_abstract(record: WorkRecord, folded_owner: str, known: KnownWork) -> str | None:
    """Why a listing with the same squashed title is this work, by its abstract; None where that is not enough."""
    fingerprint = tex.abstract_fingerprint(record.abstract)
    return "Same title, and the abstracts begin alike." if agree(fingerprint, known.abstract_key) else None


def same_people(record: WorkRecord, folded_owner: str, known: KnownWork) -> str | None:
    """Why a listing with the same squashed title is this work, by its authors; None where that is not enough."""
    held = {slot.folded for slot in known.slots}
    words = names.fold(tex.to_text(record.title)).split()
    if len(words) < LONG_TITLE_WORDS or "".join(words) in GENERIC_TITLES:
        return "Same title, and the page's own person is among its authors." if folded_owner in held else None
    if record.year and known.year and abs(record.year - known.year) > VERSION_YEARS:
        return None
    shared = held & {folded_owner, *map(names.fold, record.byline)}
    return f"Same title of {len(words)} words, and a shared author name ({min(shared)})." if shared else None


def agree(one: str, other: str) -> bool:
    """Whether two abstract fingerprints are of one text, of which one copy may be cut."""
    if min(len(one), len(other)) < tex.SHORTEST_FINGERPRINT:
        return False
    return one.startswith(other) or other.startswith(one)


def unambiguous(slots: tuple[KnownSlot, ...], folded: str) -> tuple[int, ...]:
    """The author who holds this name on a work; nobody where two slots of the work carry it."""
    if Counter(slot.folded for slot in slots)[folded] != 1:
        return ()
    return tuple(slot.author for slot in slots if slot.folded == folded)

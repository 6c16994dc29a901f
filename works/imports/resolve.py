"""Who is who on one page: which work a listing is, which author its person is, which slot a byline's name is. Pure.

A page's own person is an author of every work it lists; the same folded name on the same work is the same slot; a name
alone never joins two records. Names in slots of their own are left to works.matching. Ids below zero are new ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from profiles import names
from works import tex
from works.imports import sameness
from works.imports.doubts import Doubt, KnownWork
from works.imports.records import PageRecords, PersonRecord, WorkRecord
from works.wording import ordinal, some_of


@dataclass(frozen=True, slots=True)
class KnownSlot:
    """An authorship that is already there; one that is no person's has no author."""

    id: int
    author: int | None
    folded: str


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """A profile of the page's source that carries the page's id or name; `slots` are its person's, by work."""

    id: int
    author: int
    source_key: str
    slots: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds that could concern this page."""

    works: tuple[KnownWork, ...] = ()
    slots: Mapping[int, tuple[KnownSlot, ...]] = field(default_factory=dict)
    profiles: tuple[KnownProfile, ...] = ()
    # author -> the sources that have a profile of them.
    profile_sources: Mapping[int, frozenset[int]] = field(default_factory=dict)
    # Pairs that people found to be different: of authors, and of works (or that were asked about).
    apart: frozenset[frozenset[int]] = frozenset()
    settled_works: frozenset[frozenset[int]] = frozenset()
    # Authors whose record has an owner: people merge them, not a page.
    claimed: frozenset[int] = frozenset()
    # Where the page is read anew: the work that each line of it was before.
    lines: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """One author of one listed work: a slot that is there, a new one of the owner, or a new one nobody has yet."""

    id: int | None
    author: int | None
    printed: str
    folded: str
    reason: str
    is_owner: bool


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
    """Everything the page changes in who is who, with the reason for each link; an owner below zero is new."""

    owner: int
    owner_reason: str
    profile: int | None
    listings: tuple[PlannedListing, ...]
    merges: tuple[PlannedMerge, ...]
    doubts: tuple[Doubt, ...]
    # Merges that would be, were it not for an owner: a curator is asked.
    asked: tuple[PlannedMerge, ...] = ()


NEW = -1


def resolve(records: PageRecords, source: int, source_name: str, known: Known) -> Plan:
    """The plan for one page of this source, given what is known; the same input always gives the same plan."""
    return _Resolver(records, source, source_name, known).plan()


class _Resolver:
    """Collects one page's decisions step by step."""

    def __init__(self, records: PageRecords, source: int, source_name: str, known: Known) -> None:
        self.records, self.source, self.known = records, source, known
        self.page = f"the {source_name} page of {records.person.name}"
        self.folded_owner = names.fold(records.person.name)
        self.absorbed: dict[int, int] = {}
        self.asked: list[PlannedMerge] = []

    def plan(self) -> Plan:
        """The whole plan: works first, since the owner is recognised by them."""
        listed = {work for profile in self.known.profiles for work in profile.slots}
        placed, doubts = sameness.place(
            self.records, self.source, self.page, self.known.works, listed=listed, settled=self.known.settled_works
        )
        profile = find_profile(self.records.person, self.known.profiles, {p.work.id for p in placed if p.work})
        owner, reason, merges = self._find_owner(profile, [(p.record, p.work.id) for p in placed if p.work])
        taken = {place.work.id for place in placed if place.work}
        listings = []
        for number, place in enumerate(placed, start=1):
            work, why = place.work.id if place.work else -number, place.reason
            before = self.known.lines.get(place.record.line)
            if work < 0 and before is not None and before not in taken:
                work, why = before, "The same line of the same page, read anew."
                doubts = tuple(doubt for doubt in doubts if -number not in doubt.works)
            slots = tuple(self._slots(place.record, work, owner, profile))
            listings.append(PlannedListing(place.record, place.squash, work, why, slots))
        return Plan(owner, reason, profile.id if profile else None, tuple(listings), merges, doubts, tuple(self.asked))

    def _find_owner(
        self, profile: KnownProfile | None, shared: list[tuple[WorkRecord, int]]
    ) -> tuple[int, str, tuple[PlannedMerge, ...]]:
        titles: dict[int, list[str]] = defaultdict(list)
        for record, work in shared:
            # A byline that prints the name twice does not say which of the two the page is of.
            if [names.fold(name) for name in record.byline].count(self.folded_owner) > 1:
                continue
            for author in unambiguous(self.known.slots[work], self.folded_owner):
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
            return NEW, f"First seen as {self.page}.", ()
        return owner, reason, tuple(self._merges(owner, ranked, titles))

    def _merges(self, owner: int, others: list[int], titles: Mapping[int, list[str]]) -> Iterable[PlannedMerge]:
        sources, merged = set(self._sources(owner)) | {self.source}, {owner}
        for author in others:
            # Two profiles of one source are never merged by machine, nor whom people found to be different.
            apart = any(frozenset((author, one)) in self.known.apart for one in merged)
            if apart or not sources.isdisjoint(self._sources(author)):
                continue
            reason = f"{self.page[0].upper()}{self.page[1:]} lists {some_of(titles[author])} under the same name."
            if not self.known.claimed.isdisjoint((owner, author)):
                self.asked.append(PlannedMerge(owner, author, reason))
                continue
            sources |= self._sources(author)
            merged.add(author)
            self.absorbed[author] = owner
            yield PlannedMerge(owner, author, reason)

    def _sources(self, author: int) -> frozenset[int]:
        return self.known.profile_sources.get(author, frozenset())

    def _slots(self, record: WorkRecord, work: int, owner: int, profile: KnownProfile | None) -> Iterable[Slot]:
        known: dict[str, list[KnownSlot]] = defaultdict(list)
        for slot in self.known.slots.get(work, ()):
            known[slot.folded].append(slot)
        own = self._own_slot(known, work, owner, profile)
        owner_placed = False
        for position, printed in enumerate(record.byline, start=1):
            if not (folded := names.fold(printed)):
                continue
            reason = f"{ordinal(position)} in the byline on {self.page}, line {record.line}."
            may_be_owner = folded == self.folded_owner and not owner_placed
            if may_be_owner and own and own in known[folded]:
                owner_placed = True
                known[folded].remove(own)
                yield Slot(own.id, own.author, printed, folded, reason, is_owner=True)
            elif may_be_owner and not own and not known[folded]:
                owner_placed = True
                yield Slot(None, owner, printed, folded, reason, is_owner=True)
            elif known[folded]:
                slot = known[folded].pop(0)
                yield Slot(slot.id, slot.author, printed, folded, reason, is_owner=False)
            else:
                yield Slot(None, None, printed, folded, reason, is_owner=False)
        if not owner_placed:
            reason = f"Listed on {self.page}, line {record.line}; the byline there does not show the position."
            name = self.records.person.name
            yield Slot(own.id if own else None, owner, name, self.folded_owner, reason, is_owner=True)

    def _own_slot(
        self, known: Mapping[str, list[KnownSlot]], work: int, owner: int, profile: KnownProfile | None
    ) -> KnownSlot | None:
        """The slot of the page's person: as captured before, whoever has it by now; else the one that is theirs."""
        slots = [slot for held in known.values() for slot in held]
        before = profile.slots.get(work) if profile else None
        for slot in slots:
            if before is not None and slot.id == before:
                return slot
        theirs = [s for s in slots if s.author is not None and self.absorbed.get(s.author, s.author) == owner]
        if theirs:
            return min(theirs, key=lambda slot: (slot.folded != self.folded_owner, slot.id))
        # One whom people told from the owner holds the name: the page means that slot, and is wrong about whose it is.
        apart = [s for s in known.get(self.folded_owner, ()) if frozenset((s.author, owner)) in self.known.apart]
        return apart[0] if len(apart) == 1 else None


def find_profile(person: PersonRecord, profiles: tuple[KnownProfile, ...], works: set[int]) -> KnownProfile | None:
    """The profile this page is a new capture of: the source's id decides; else the same name and a shared work."""
    for profile in profiles:
        if person.source_id and profile.source_key == person.source_id:
            return profile
    candidates = [p for p in profiles if not (person.source_id and p.source_key) and p.slots.keys() & works]
    return min(candidates, key=lambda p: (-len(p.slots.keys() & works), p.id), default=None)


def unambiguous(slots: tuple[KnownSlot, ...], folded: str) -> tuple[int, ...]:
    """The author who holds this name on a work; nobody where two slots of the work carry it."""
    if Counter(slot.folded for slot in slots)[folded] != 1:
        return ()
    return tuple(slot.author for slot in slots if slot.folded == folded and slot.author is not None)

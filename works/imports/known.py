"""Reads what the database already holds that could concern one page, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from profiles import names, trust
from profiles.models import Author
from works import tex
from works.imports.doubts import KnownWork
from works.imports.records import PageRecords
from works.imports.resolve import Known, KnownProfile, KnownSlot
from works.ledger import decisions
from works.ledger.slots import Slot, slots_of
from works.models import Listing, Question, Source, SourceProfile, Work

# Works of people of the page's name whose titles are compared for slips of the pen.
MOST_COMPARED = 1_000

type Bases = dict[tuple[int, str], list[int]]
# A work as it was listed, and where it leads: see `_rows` for the rest.
type _Row = tuple[int, int, str, str, int | None, list[str], str, int, bool]


@dataclass(frozen=True, slots=True)
class About:
    """What is known; and by (work, squashed title) the works that bear the title, which may be joined to the first."""

    known: Known
    bases: Bases


def about(records: PageRecords, source: Source, lines: Mapping[int, int] | None = None) -> About:
    """The works that the page may mean, their slots, and the source's profiles of its person: thirteen queries.

    Where the page is read anew, `lines` are the works that its lines were before.
    """
    lines = lines or {}
    rows = _rows(records, set(lines.values()))
    slots = _slots({row[1] for row in rows})
    profiles = _profiles(records, source, slots)
    works, bases = _works(rows, slots)
    authors = {slot.author for held in slots.values() for slot in held if slot.author}
    authors |= {profile.author for profile in profiles}
    known = Known(
        works=works,
        slots={work: tuple(KnownSlot(s.id, s.author, s.folded) for s in slots[work]) for _, work, *_ in rows},
        profiles=profiles,
        profile_sources=_profile_sources(authors),
        apart=frozenset(decisions.apart_pairs(authors)),
        settled_works=_settled([row[0] for row in rows]),
        claimed=frozenset(Author.objects.filter(id__in=authors, level__gte=trust.CLAIMED).values_list("id", flat=True)),
        lines=lines,
    )
    return About(known, bases)


def _rows(records: PageRecords, before: Collection[int]) -> list[_Row]:
    squashes = {tex.squash(record.title) for record in records.works} - {""}
    ids = sorted({f"{scheme}:{value}" for record in records.works for scheme, value in record.ids})
    folded = names.fold(records.person.name)
    # A statement of its own: an OR with a subquery would read the whole table.
    theirs = Listing.objects.filter(profile__folded_name=folded).values_list("work", flat=True).distinct()
    wanted = Q(squash__in=squashes) | Q(id__in={*theirs[:MOST_COMPARED], *before})
    if ids:
        wanted |= Q(identifiers__overlap=ids)
    columns = (
        "id", "merged_into", "squash", "abstract_key", "year", "identifiers", "kind",
        "byline_length", "byline_complete",
    )  # fmt: skip
    found = Work.objects.filter(wanted).order_by("id").values_list(*columns)
    return [(row[0], row[1] or row[0], *row[2:]) for row in found]


def _slots(works: Collection[int]) -> dict[int, list[Slot]]:
    slots: dict[int, list[Slot]] = defaultdict(list)
    for slot in sorted(slots_of(works), key=lambda slot: (slot.now.position or 1_000_000, slot.id)):
        slots[slot.work].append(slot)
    return slots


def _works(rows: Iterable[_Row], slots: dict[int, list[Slot]]) -> tuple[tuple[KnownWork, ...], Bases]:
    rows = list(rows)
    sources: dict[int, set[int]] = defaultdict(set)
    listed = Listing.objects.filter(work__in=[row[1] for row in rows]).values_list("work", "profile__source")
    for work, source in listed.distinct():
        sources[work].add(source)
    works: list[KnownWork] = []
    bases: Bases = {}
    for base, work, squash, key, year, identifiers, kind, length, complete in rows:
        bases.setdefault((work, squash), []).append(base)
        bearers = frozenset(slot.folded for slot in slots[work])
        ids = frozenset((scheme, value) for scheme, _, value in (text.partition(":") for text in identifiers))
        works.append(KnownWork(work, squash, key, year, bearers, ids, frozenset(sources[work]), kind, length, complete))
    return tuple(works), bases


def _settled(works: list[int]) -> frozenset[frozenset[int]]:
    asked = Question.objects.filter(Q(work__in=works) | Q(other_work__in=works), kind=Question.Kind.WORK)
    columns = ("work", "work__merged_into", "other_work", "other_work__merged_into")
    return frozenset(decisions.standing_pairs(asked.values_list(*columns)) | decisions.work_pairs(works))


def _profiles(records: PageRecords, source: Source, held: dict[int, list[Slot]]) -> tuple[KnownProfile, ...]:
    profiles = SourceProfile.objects.filter(source=source, folded_name=names.fold(records.person.name))
    if records.person.source_id:
        profiles = profiles | SourceProfile.objects.filter(source=source, source_key=records.person.source_id)
    rows = list(profiles.order_by("id").values_list("id", "author", "source_key"))
    slots: dict[int, dict[int, int | None]] = defaultdict(dict)
    listed = Listing.objects.filter(profile__in=[row[0] for row in rows]).order_by("id")
    for profile, work, slot in listed.values_list("profile", "work", "slot"):
        slots[profile][work] = slot
    folded = names.fold(records.person.name)
    for profile, author, _ in rows:
        # Of one whose pages were rolled back the slots are left to know it by.
        if profile not in slots:
            theirs = [slot for found in held.values() for slot in found if slot.author == author]
            slots[profile] = {slot.work: slot.id for slot in theirs if slot.folded == folded}
    return tuple(KnownProfile(id_, author, key, slots[id_]) for id_, author, key in rows)


def _profile_sources(authors: Collection[int]) -> dict[int, frozenset[int]]:
    sources: dict[int, set[int]] = defaultdict(set)
    for author, source in SourceProfile.objects.filter(author__in=authors).values_list("author", "source"):
        sources[author].add(source)
    return {author: frozenset(held) for author, held in sources.items()}

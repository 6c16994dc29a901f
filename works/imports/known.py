"""Reads what the database already holds that could concern one page, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict

from profiles import names
from works import tex
from works.imports.records import PageRecords
from works.imports.resolve import Known, KnownProfile, KnownSlot, KnownWork
from works.models import Authorship, Listing, Source, SourceProfile, Work


def about(records: PageRecords, source: Source) -> Known:
    """The works with a title of the page, their authors, and the source's profiles of the page's person: 5 queries."""
    squashes = {tex.squash(record.title) for record in records.works} - {""}
    works = _works(squashes)
    profiles = _profiles(records, source)
    return Known(works, profiles, _profile_sources(works, profiles))


def _works(squashes: set[str]) -> tuple[KnownWork, ...]:
    rows = list(Work.objects.filter(squash__in=squashes).values_list("id", "squash", "abstract_key", "year"))
    slots: dict[int, list[KnownSlot]] = defaultdict(list)
    authorships = Authorship.objects.filter(work__in=[row[0] for row in rows]).order_by("work", "position", "id")
    for work, author, folded in authorships.values_list("work", "author", "folded_name"):
        slots[work].append(KnownSlot(author, folded))
    return tuple(KnownWork(id_, squash, key, year, tuple(slots[id_])) for id_, squash, key, year in rows)


def _profiles(records: PageRecords, source: Source) -> tuple[KnownProfile, ...]:
    profiles = SourceProfile.objects.filter(source=source, folded_name=names.fold(records.person.name))
    if records.person.source_id:
        profiles = profiles | SourceProfile.objects.filter(source=source, source_key=records.person.source_id)
    rows = list(profiles.order_by("id").values_list("id", "author", "source_key"))
    works: dict[int, set[int]] = defaultdict(set)
    listed = Listing.objects.filter(profile__in=[row[0] for row in rows])
    for profile, work in listed.values_list("profile", "work"):
        works[profile].add(work)
    return tuple(KnownProfile(id_, author, key, frozenset(works[id_])) for id_, author, key in rows)


def _profile_sources(works: tuple[KnownWork, ...], profiles: tuple[KnownProfile, ...]) -> dict[int, frozenset[int]]:
    authors = {slot.author for work in works for slot in work.slots} | {profile.author for profile in profiles}
    sources: dict[int, set[int]] = defaultdict(set)
    for author, source in SourceProfile.objects.filter(author__in=authors).values_list("author", "source"):
        sources[author].add(source)
    return {author: frozenset(held) for author, held in sources.items()}

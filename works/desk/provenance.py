"""Where each field of a record comes from: source, page and day; who locked it; and what the imports propose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Author
from works import tex
from works.imports import derive, facts
from works.ledger import decisions, locks
from works.models import Authorship, Decision, ImportPage, Listing, SourceProfile, Work

MOST_PAGES, MOST_LISTINGS = 100, 100
_LONGEST_SHOWN = 240


@dataclass(frozen=True, slots=True)
class Where:
    """One place that says so: a page of a source, and the day it was captured."""

    said: str
    source: str
    page: str
    address: str
    captured_on: dt.date
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a record as the desk shows it."""

    key: str
    label: str
    value: str | SafeString
    origins: Sequence[Where]
    lock: Decision | None
    proposal: str

    @property
    def locked_by(self) -> str:
        """Who typed the value; "" where it was imported."""
        return decisions.who(self.lock) if self.lock else ""

    @property
    def shown_by(self) -> Sequence[Where]:
        """The places that say what is shown."""
        return [origin for origin in self.origins if origin.is_shown]


def words(value: Any) -> str:
    """A field's value for reading; "" where there is none."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def label(key: str) -> str:
    """The field's name for reading."""
    return {"open_to_collaborate": "Open to collaborate", "published_on": "Published on", "has_code": "Has code"}.get(
        key, key.capitalize()
    )


def locks_of(record: Author | Work) -> dict[str, Decision]:
    """The newest edit in force of each locked field."""
    edits = record.decisions.filter(kind=Decision.Kind.LOCK, in_force=True).select_related("actor").order_by("id")
    return {edit.details["field"]: edit for edit in edits}


def of_author(author: Author) -> list[Shown]:
    """The fields of an author that may be edited."""
    held, says = locks_of(author), list(_said(author))
    shown = []
    for key in locks.AUTHOR_FIELDS:
        origins = list(_names(author, says)) if key == "name" else list(_origins(author, key, says))
        proposal = words(author.proposals.get(key))
        if key == "name" and key in held and author.imported_name != author.name:
            proposal = author.imported_name
        shown.append(Shown(key, label(key), words(getattr(author, key)), origins, held.get(key), proposal))
    return shown


type _Says = tuple[SourceProfile, ImportPage, Mapping[str, Any]]


def _said(author: Author) -> Iterator[_Says]:
    """What the newest page of each source profile says of the person, in the order in which `works.side` asks them."""
    profiles = author.source_profiles.select_related("source").order_by("-captured_on", "source__name", "id")
    found = list(profiles[:MOST_PAGES])
    pages = ImportPage.objects.settled().filter(profile__in=found).order_by("profile", "-captured_on", "-id")
    newest = {page.profile_id: page for page in pages.distinct("profile").defer("raw")}
    for profile in found:
        if page := newest.get(profile.pk):
            columns = ("name", "role", "affiliation", "open_to_collaborate")
            yield profile, page, {column: getattr(profile, column) for column in columns}


def _names(author: Author, says: Iterable[_Says]) -> Iterator[Where]:
    imported = author.imported_name or author.name
    places = [_where(page, profile, profile.name, imported) for profile, page, _ in says]
    yield from places
    if any(place.said == imported for place in places):
        return
    slots = author.authorships.filter(printed_name=imported)
    listings = Listing.objects.filter(work__in=slots.order_by("id").values("work")[:1]).order_by("id")
    for listing in listings.select_related("profile__source", "page").defer("page__raw")[:1]:
        yield _where(listing.page, listing.profile, imported, imported)


def _origins(author: Author, key: str, says: Iterable[_Says]) -> Iterator[Where]:
    for profile, page, values in says:
        if values[key] not in ("", None):
            yield _where(page, profile, words(values[key]), words(getattr(author, key)))


def _where(page: ImportPage, profile: SourceProfile, said: str, shown: str, line: int = 0) -> Where:
    address = reverse("admin:works_importpage_change", args=[page.pk])
    place = f"{profile.name}, line {line}" if line else profile.name
    return Where(said, profile.source.name, place, address, page.captured_on, said == shown)


def listings_of(work: Work) -> list[Listing]:
    """What each source profile says of the work by now, at most a hundred of them."""
    newest = work.listings.newest().select_related("profile__source", "profile__author", "page").defer("page__raw")
    return sorted(newest[:MOST_LISTINGS], key=lambda listing: (listing.profile.source.name, listing.pk))


def of_work(work: Work, listings: Sequence[Listing]) -> list[Shown]:
    """The fields of a work that may be edited, from its listings."""
    held, imported = locks_of(work), derive.facts_of([work.pk])[work.pk]
    fact = facts.overruled(imported, work.locked) if imported else None
    shown = []
    for key in facts.EDITABLE:
        origins = [where for listing in listings for where in _asserted(key, listing, fact)]
        # Nobody proposes that a work has no code where nobody says so.
        proposal = short(key, work.proposals.get(key)) if origins else ""
        # Of code, too, missing is not no.
        is_missing = key == "has_code" and not origins and key not in held
        shown.append(Shown(key, label(key), "" if is_missing else _value(work, key), origins, held.get(key), proposal))
    return shown


def _value(work: Work, key: str) -> str | SafeString:
    if key == "abstract":
        return mark_safe(work.abstract_html)  # noqa: S308 - made safe at import (works.tex.to_html)
    return words(getattr(work, key))


def _asserted(key: str, listing: Listing, fact: facts.WorkFacts | None) -> Iterator[Where]:
    said = listing.record.get(key)
    if key == "year" and not said and listing.record.get("published_on"):
        said = int(listing.record["published_on"][:4])
    if said in ("", None):
        return
    best = facts.stored(getattr(fact, key)) if fact else None
    shown = short(key, said) if said == best else ""
    yield _where(listing.page, listing.profile, short(key, said), shown, listing.line)


def short(key: str, value: Any) -> str:
    """A field's value as plain text that fits into a table."""
    said = tex.to_text(value) if key in ("title", "abstract") and value else words(value)
    return said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN].rstrip()}…"


def slots_of(work: Work, most: int) -> list[Authorship]:
    """The slots of a work in the order of its byline, those without a position last."""
    slots = work.authorships.select_related("author")
    return sorted(slots.order_by("position", "id")[:most], key=lambda slot: (slot.position is None, slot.position or 0))

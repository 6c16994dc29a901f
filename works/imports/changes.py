"""What one imported page changes for readers, in words: works, fields from old to new, people, questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.models import Author
from works import tex
from works.imports import facts
from works.metrics import LABELS, number_text
from works.models import Assignment, Decision, ImportPage, Listing, Question, ReportedNumber

LONGEST_VALUE = 300
_FIELDS = {
    "title": "title", "abstract": "abstract", "kind": "kind", "host": "venue", "published_on": "date", "year": "year",
    "has_code": "code", "heat": "heat", "citations": "citations", "byline": "authors",
    "byline_complete": "all authors shown", "topics": "topics", "institutions": "institutions",
    "identifiers": "identifiers",
}  # fmt: skip
_SAID = {"role": "role", "affiliation": "affiliation", "open_to_collaborate": "open to collaborate", "topics": "topics"}


@dataclass(frozen=True, slots=True)
class Field:
    """A value before and after; "" is that there was or is none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class WorkChange:
    """What the page does to one work: `state` is new, joined, changed or as before."""

    line: int
    title: str
    state: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that one page changes; people and questions in the order in which they were met."""

    works: tuple[WorkChange, ...] = ()
    person: tuple[Field, ...] = ()
    new: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def told(self) -> Sequence[WorkChange]:
        """The works about which there is something to say."""
        return [work for work in self.works if work.state != "as before"]

    @property
    def sentence(self) -> str:
        """The counts: "2 new, 3 joined, 1 changed: title …; 5 authors new"."""
        counts: dict[str, int] = defaultdict(int)
        for work in self.works:
            counts[work.state] += 1
        works = [f"{counts[state]} {state}" for state in ("new", "joined") if counts[state]]
        if changed := [work for work in self.works if work.fields]:
            names = dict.fromkeys(field.name for work in changed for field in work.fields)
            works.append(f"{len(changed)} changed: {', '.join(names)}")
        if counts["as before"] or not works:
            works.append(f"{counts['as before']} as before")
        said_of = {
            "author new" if len(self.new) == 1 else "authors new": self.new,
            "linked": self.linked,
            "merged": self.merged,
            "asked about": self.asked,
        }
        people = [f"{len(found)} {word}" for word, found in said_of.items() if found]
        said = [f"person: {', '.join(field.name for field in self.person)}"] if self.person else []
        return "; ".join(part for part in (", ".join(works), ", ".join(people), *said) if part)


def of(page: ImportPage) -> Changes:
    """What the page changes, given everything else that stands; nothing where it is not the page that asserts."""
    if page.state != ImportPage.State.IMPORTED:
        return Changes()
    new, linked = _people(page)
    merges = Decision.objects.filter(page=page, kind=Decision.Kind.MERGE).select_related("author", "other")
    questions = Question.objects.open().filter(page=page).order_by("-strength", "id")
    return Changes(
        works=tuple(_works(page)),
        person=(*_said(page), *_numbers(page)),
        new=new,
        linked=linked,
        merged=tuple(f"{line.author} into {line.other}: {line.reason}" for line in merges.order_by("id")),
        asked=tuple(f"{question.get_kind_display()} {question.name}" for question in questions),
    )


def _works(page: ImportPage) -> Iterable[WorkChange]:
    listed = list(page.listings.select_related("work").defer("work__card").order_by("line"))
    ids = [listing.work_id for listing in listed]
    after = _listings(Listing.objects.filter(work__in=ids))
    before = _listings(Listing.objects.filter(work__in=ids).exclude(page=page))
    for listing in listed:
        work, others = listing.work, before.get(listing.work_id, [])
        if not others:
            yield WorkChange(listing.line, work.title, "new")
            continue
        old, new = (
            facts.overruled(facts.choose(row[1:] for row in rows), work.locked) for rows in (others, after[work.pk])
        )
        fields = tuple(
            Field(name, before_, after_)
            for key, name in _FIELDS.items()
            if (before_ := _text(getattr(old, key))) != (after_ := _text(getattr(new, key)))
        )
        joined = listing.profile_id not in {row[0] for row in others}
        yield WorkChange(
            listing.line, work.title, "joined" if joined else ("changed" if fields else "as before"), fields
        )


def _listings(listings: Any) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for work, *row in listings.newest().values_list("work", "profile", "captured_on", "record"):
        found[work].append(tuple(row))
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    text = "" if value is None else tex.to_text(str(value))
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _said(page: ImportPage) -> Iterable[Field]:
    others = ImportPage.objects.settled().filter(profile=page.profile_id).exclude(pk=page.pk)
    newest = others.defer("raw").order_by("-captured_on", "-id").first()
    if newest is None or newest.captured_on > page.captured_on:
        return
    for key, name in _SAID.items():
        old, new = _text(newest.person.get(key)), _text(page.person.get(key))
        if old != new:
            yield Field(name, old, new)


def _numbers(page: ImportPage) -> Iterable[Field]:
    held = ReportedNumber.objects.filter(profile=page.profile_id, as_of__lte=page.captured_on).exclude(page=page)
    before = {number.kind: number for number in held.order_by("as_of", "-id")}
    for number in page.numbers.order_by("line"):
        old = before.get(number.kind)
        words = [f"{number_text(str(one.value))}{one.unit}" if one else "" for one in (old, number)]
        if old and words[0] != words[1]:
            yield Field(LABELS.get(number.kind, number.kind.replace("_", " ")), *words)


def _people(page: ImportPage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom the page's slots were given to: who is known from nowhere else, and who was there."""
    rows = Assignment.objects.filter(decision__page=page, decision__kind=Decision.Kind.LINK).order_by("id")
    ids = list(dict.fromkeys(rows.values_list("author", flat=True)))
    elsewhere = Assignment.objects.filter(author__in=ids).exclude(decision__page=page)
    known = set(elsewhere.values_list("author", flat=True))
    authors = Author.objects.in_bulk(ids)
    names = [(authors[pk].name, pk in known) for pk in ids]
    return tuple(name for name, is_known in names if not is_known), tuple(name for name, is_known in names if is_known)

"""Topics and institutions in the order of their names, from any letter on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Collate

from works import taxonomy
from works.models import Topic

SUBJECTS_A_PAGE = 100
# The order of bytes, as that of the indexes: topics_by_start, institutions_by_start.
_BY_NAME = Collate(F("folded_name"), "C")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the place of the first name that begins with it."""

    letter: str
    place: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Page[Row: Model]:
    """One page of a list by name, and the place after which there are more, or ""."""

    rows: Sequence[Row]
    more: str


def letters(after: str) -> list[Letter]:
    """The letters from A to Z; the one is marked at which the page for this place begins."""
    return [Letter(letter.upper(), f"{letter}~0", after == f"{letter}~0") for letter in ascii_lowercase]


def page[Row: Model](subjects: QuerySet[Row], after: str, size: int = SUBJECTS_A_PAGE) -> Page[Row]:
    """The subjects with works that come after this place in the order of names."""
    found: Any = subjects.filter(works_count__gt=0).order_by(_BY_NAME, "id")
    name, _, pk = after.replace("\0", "").rpartition("~")
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        beyond = Q(by__gt=name) | Q(by=name, id__gt=int(pk))
        found = found.alias(by=_BY_NAME).filter(beyond, by__gte=name)
    rows = list(found[: size + 1])
    more = f"{rows[size - 1].folded_name}~{rows[size - 1].pk}" if len(rows) > size else ""
    return Page(rows[:size], more)


def topics_by_archive() -> list[tuple[str, list[Topic]]]:
    """The topics of arXiv that have works here, by archive: one query, of no more rows than its taxonomy has."""
    of_arxiv = taxonomy.by_archive()
    codes = [category.code for categories in of_arxiv.values() for category in categories]
    there = {topic.code: topic for topic in Topic.objects.filter(code__in=codes, works_count__gt=0)}
    grouped = (
        (archive, [there[category.code] for category in categories if category.code in there])
        for archive, categories in of_arxiv.items()
    )
    return [(archive, found) for archive, found in grouped if found]


def other_topics() -> QuerySet[Topic]:
    """The topics whose codes are not arXiv's."""
    return Topic.objects.exclude(code__in=[category.code for category in taxonomy.every()])

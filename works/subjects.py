"""What the page of a topic or an institution shows: every read ends after a bounded number of rows of an index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Author
from works import subject_follows
from works.lists import WORKS_A_PAGE
from works.subject_follows import Subject

# People and subjects near are those of so many of the newest works, and of each of these the first in the byline.
NEWEST, FIRST = 100, 12
PEOPLE, NEAR = 36, 12
_PLACE = re.compile(r"(\d{4}-\d\d-\d\d)?~(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a work stands in the order of time: by its day, where one is known, and its number."""

    day: dt.date | None
    work: int

    def __str__(self) -> str:
        return f"{self.day or ''}~{self.work}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that an address names; None, the beginning, where it names none."""
        match = _PLACE.fullmatch(text)
        try:
            return cls(dt.date.fromisoformat(match[1]) if match[1] else None, int(match[2])) if match else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Works:
    """One page of works, newest first, ready to show, and the place after which there are more."""

    cards: Sequence[SafeString]
    more: Place | None


@dataclass(frozen=True, slots=True)
class Near:
    """A topic or institution that stands on the same works: on how many of those that were looked at."""

    kind: str
    name: str
    url: str
    works: int


def works(subject: Subject, year: int | None = None, after: Place | None = None) -> Works:
    """The works of the subject, of one year or of all, newest first, from the place on: one query."""
    found = _page(subject, year, after, WORKS_A_PAGE + 1)
    last = found[WORKS_A_PAGE - 1] if len(found) > WORKS_A_PAGE else None
    shown = [mark_safe(card) for card, _, _ in found[:WORKS_A_PAGE]]  # noqa: S308 - rendered at import
    return Works(shown, Place(last[1], last[2]) if last else None)


def newest(subject: Subject, size: int) -> list[int]:
    """The numbers of the newest works of the subject, at most so many."""
    sql = _BRANCH.format(**_names(subject), where="")
    return [work for _, work in _rows(sql, {"subject": subject.pk, "size": size})]


def _page(subject: Subject, year: int | None, after: Place | None, size: int) -> list[tuple[str, dt.date | None, int]]:
    asked: dict[str, Any] = {"subject": subject.pk, "size": size, "year": year}
    if after:
        asked |= {"day": after.day, "work": after.work}
    branches = (_BRANCH.format(**_names(subject), where=where) for where in _wheres(year, after))
    return _rows(_PAGE.format(branches=" UNION ALL ".join(branches)), asked)


def _wheres(year: int | None, after: Place | None) -> list[str]:
    # What comes after a day are two ranges of the index: an OR would let the database walk all of it.
    within = " AND ordered_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)" if year else ""
    if after is None:
        return [within]
    if after.day is None:
        return [" AND ordered_on IS NULL AND work_id < %(work)s"]
    dated = f" AND (ordered_on, work_id) < (%(day)s, %(work)s){within}"
    return [dated] if year else [dated, " AND ordered_on IS NULL"]


def years(subject: Subject) -> list[int]:
    """The years in which there are works of the subject, the newest first."""
    return [year for (year,) in _rows(_YEARS.format(**_names(subject)), {"subject": subject.pk})]


def people(subject: Subject) -> QuerySet[Author]:
    """Who stands on the newest works, in the order of names: at most PEOPLE, those with the newest works."""
    asked = {"subject": subject.pk, "newest": NEWEST, "first": FIRST, "people": PEOPLE}
    ids = [author for (author,) in _rows(_PEOPLE.format(**_names(subject)), asked)]
    return Author.objects.public().filter(id__in=ids).by_name()


def near(subject: Subject) -> list[Near]:
    """Topics and institutions on the newest works of the subject, each kind with the most frequent first."""
    asked = {"subject": subject.pk, "newest": NEWEST, "near": NEAR}
    rows = _rows(_NEAR.format(**_names(subject)), asked)
    return [Near(kind, name, f"/{kind}s/{slug}/", count) for kind, name, slug, count in rows]


def _names(subject: Subject) -> dict[str, str]:
    noun = subject_follows.field(subject)
    return {"table": f"works_work_{noun}s", "noun": noun}


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


_ORDER = "ordered_on DESC NULLS LAST, work_id DESC"
_BRANCH = f"""(
    SELECT ordered_on, work_id FROM {{table}} WHERE {{noun}}_id = %(subject)s{{where}} ORDER BY {_ORDER} LIMIT %(size)s
)"""  # noqa: S608 - constants
_PAGE = f"""
    SELECT w.card, n.ordered_on, n.work_id FROM ({{branches}}) AS n
    JOIN works_work w ON w.id = n.work_id AND w.is_listed AND w.merged_into_id IS NULL
    ORDER BY n.{_ORDER.replace(", ", ", n.")} LIMIT %(size)s
"""  # noqa: S608 - constants
# From one year to the one before it, by the index.
_YEARS = """
    WITH RECURSIVE years (year) AS (
        SELECT extract(year FROM max(ordered_on))::int FROM {table} WHERE {noun}_id = %(subject)s
        UNION ALL SELECT (
            SELECT extract(year FROM l.ordered_on)::int FROM {table} l
            WHERE l.{noun}_id = %(subject)s AND l.ordered_on < make_date(years.year, 1, 1)
            ORDER BY l.ordered_on DESC NULLS LAST LIMIT 1
        ) FROM years WHERE years.year > 0
    ) SELECT year FROM years WHERE year > 0 LIMIT 200
"""
_NEWEST = f"""newest AS MATERIALIZED (
    SELECT work_id, row_number() OVER (ORDER BY {_ORDER}) AS place FROM (
        SELECT ordered_on, work_id FROM {{table}} WHERE {{noun}}_id = %(subject)s ORDER BY {_ORDER} LIMIT %(newest)s
    ) AS found
)"""  # noqa: S608 - constants
_PEOPLE = f"""
    WITH {_NEWEST}
    SELECT a.author_id FROM newest n CROSS JOIN LATERAL (
        SELECT s.author_id FROM works_authorship s WHERE s.work_id = n.work_id AND s.author_id IS NOT NULL
        ORDER BY s.position LIMIT %(first)s
    ) AS a JOIN profiles_author p ON p.id = a.author_id
    WHERE p.merged_into_id IS NULL AND p.level >= 1 AND p.hidden_at IS NULL
    GROUP BY 1 ORDER BY min(n.place), 1 LIMIT %(people)s
"""  # noqa: S608 - constants


def _beside(kind: str) -> str:
    return f"""(
        SELECT '{kind}' AS kind, s.name, s.slug, count(*) AS works FROM newest n
        JOIN works_work_{kind}s l ON l.work_id = n.work_id JOIN works_{kind} s ON s.id = l.{kind}_id
        WHERE '{{noun}}' <> '{kind}' OR s.id <> %(subject)s
        GROUP BY s.id ORDER BY works DESC, s.name LIMIT %(near)s
    )"""  # noqa: S608 - constants


_NEAR = f"WITH {_NEWEST} {_beside('topic')} UNION ALL {_beside('institution')} ORDER BY kind DESC, works DESC, name"

"""What a box offers while somebody types: a few people, works and subjects, from indexes alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.safestring import mark_safe

from works.search import marks, patience, people, reading, straight, subjects
from works.search.people import Person

SHORTEST = 2
SECONDS = 0.5
_FEW = 3
# Of the works that hold the words somewhere, so many are ranked.
_MOST = 200
_COLUMNS = "w.public_id, w.slug, w.title_html, w.year"
_BEGINNING = f"""
    SELECT {_COLUMNS} FROM works_work w
    WHERE lower(left(w.title, 100)) LIKE %s AND w.is_listed AND w.merged_into_id IS NULL LIMIT %s
"""  # noqa: S608 - constants
_HOLDING = f"""
    SELECT {_COLUMNS} FROM (
        SELECT work_id, vector FROM works_worktext WHERE vector @@ websearch_to_tsquery('english', %s) LIMIT {_MOST}
    ) AS t JOIN works_work w ON w.id = t.work_id
    ORDER BY ts_rank_cd(t.vector, websearch_to_tsquery('english', %s), 1) DESC, w.id DESC LIMIT %s
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the list: where it leads, its words as safe HTML or text, and what tells it from its like."""

    url: str
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one kind, under its name."""

    name: str
    options: tuple[Option, ...]


def suggest(text: str) -> tuple[Group, ...]:
    """The groups to offer for what was typed so far; none for a single letter."""
    query = reading.read(text)
    if len(query.text) < SHORTEST:
        return ()
    looked = straight.look(query)
    if looked.words:
        return _groups([("Record", [Option(looked.address, looked.words)] if looked.address else [])])
    persons = people.find(text, size=5, guess=False, seconds=SECONDS).rows
    works = _works(query, _FEW if persons else 5)
    topics = subjects.find(text, "topic", size=_FEW, guess=False, seconds=SECONDS).rows
    places = subjects.find(text, "institution", size=_FEW, guess=False, seconds=SECONDS).rows
    found = _groups([
        ("People", map(_person, persons)),
        ("Topics", (Option(s.url, s.name, s.code) for s in topics)),
        ("Institutions", (Option(s.url, s.name) for s in places)),
        ("Works", works),
    ])  # fmt: skip
    if found:
        return found
    alike = people.find(text, size=_FEW, seconds=SECONDS)
    return _groups([("Did you mean", map(_person, alike.rows))])


def _groups(named: Iterable[tuple[str, Iterable[Option]]]) -> tuple[Group, ...]:
    made = (Group(name, tuple(options)) for name, options in named)
    return tuple(group for group in made if group.options)


def _person(person: Person) -> Option:
    beside = [f"with {person.coauthors[0]}"] if person.coauthors else []
    hint = " · ".join([*filter(None, [person.affiliation]), *person.topics[:1], *beside][:2])
    return Option(person.url, person.name, hint)


def _works(query: reading.Query, size: int) -> list[Option]:
    begins = query.text.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    try:
        with patience.some(SECONDS):
            found = _rows(_BEGINNING, [f"{begins}%", size])
            if len(found) < size and " " in query.text:
                found += _rows(_HOLDING, [marks.plain(query.text), marks.plain(query.text), size])
    except patience.GaveUp:
        return []
    return list(dict.fromkeys(found))[:size]


def _rows(sql: str, values: list[Any]) -> list[Option]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            # Made safe at import (works.tex.to_html).
            Option(reverse("work", args=[public_id, slug]), mark_safe(title), str(year or ""))  # noqa: S308
            for public_id, slug, title, year in cursor.fetchall()
        ]

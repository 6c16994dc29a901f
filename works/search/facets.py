"""What a search is narrowed by: year, topic, kind, source and code, as an address says it, and how many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from django.db import connection
from django.utils.http import urlencode

from works.search import marks, reading

MOST_VALUES = 8
LABELS = {"year": "Year", "topic": "Topic", "kind": "Kind", "source": "Reported by", "code": "Code"}
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
_COUNTS = """
    SELECT m.mark, count(*), min(coalesce(t.name, s.name))
    FROM works_worktext w CROSS JOIN unnest(w.marks) AS m (mark)
    LEFT JOIN works_topic t ON m.mark LIKE '=topic:%%' AND t.code = substr(m.mark, 8)
    LEFT JOIN works_source s ON m.mark LIKE '=source:%%' AND s.slug = substr(m.mark, 9)
    WHERE w.work_id = ANY(%s) GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """What a reader narrowed the search to; "" is no restriction."""

    year: str = ""
    topic: str = ""
    kind: str = ""
    source: str = ""
    code: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Facets:
        """The facets that an address's query holds; what makes no sense is no restriction."""
        given = {name: reading.clean(query.get(name, ""))[:100] for name in LABELS}
        given["year"] = given["year"] if _YEAR.fullmatch(given["year"]) else ""
        given["code"] = "yes" if given["code"] else ""
        return cls(**given)

    def pairs(self) -> dict[str, str]:
        """The restrictions alone, by their names in addresses."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def marks(self) -> list[str]:
        """The marks that a work has to bear."""
        return [marks.mark(kind, value) for kind, value in self.pairs().items()]

    def query(self) -> str:
        """The restrictions as a part of an address's query."""
        return urlencode(self.pairs())

    def without(self, kind: str) -> Facets:
        """The same without one restriction."""
        return replace(self, **{kind: ""})


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet, its words, and how many of the works that were looked at bear it."""

    kind: str
    value: str
    words: str
    works: int


def counts(works: Iterable[int]) -> dict[str, tuple[Count, ...]]:
    """The facets of these works, each with its commonest values, years from the newest: one query."""
    found: dict[str, list[Count]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [list(works)])
        for mark, number, name in cursor.fetchall():
            kind, value = marks.value_of(mark)
            found[kind].append(Count(kind, value, name or _words(kind, value), number))
    return {kind: _ordered(kind, found[kind]) for kind in LABELS if found[kind]}


def _words(kind: str, value: str) -> str:
    return "Has code" if kind == "code" else value


def _ordered(kind: str, values: list[Count]) -> tuple[Count, ...]:
    commonest = sorted(values, key=lambda count: (-count.works, count.words))[:MOST_VALUES]
    return tuple(sorted(commonest, key=lambda count: count.value, reverse=True) if kind == "year" else commonest)

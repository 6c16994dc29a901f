"""What an author's page shows beside the works, gathered for many authors at once in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from profiles.addresses import address
from works import metrics

MOST_CHOICES = 30


@dataclass(slots=True)
class Side:
    """One author's gathered facts; `backed` is what a registered source reports, undisputed of that what stands."""

    works: int = 0
    backed_works: int = 0
    undisputed_works: int = 0
    doubted: int = 0
    backed_topics: int = 0
    topics: list[dict[str, Any]] = field(default_factory=list)
    years: list[tuple[int, int]] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    coauthors: int = 0
    closest: list[dict[str, Any]] = field(default_factory=list)
    reported: list[dict[str, Any]] = field(default_factory=list)
    computed: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)


def gather(author_ids: Collection[int]) -> dict[int, Side]:
    """The sides of these authors: 11 queries, each over exactly their rows."""
    sides = {author: Side() for author in author_ids}
    ids = list(author_ids)
    for author, works, backed, undisputed, doubted in _rows(_WORKS, ids):
        side = sides[author]
        side.works, side.backed_works, side.undisputed_works, side.doubted = works, backed, undisputed, doubted
    for author, code, name, slug, works, backed in _rows(_TOPICS, ids):
        sides[author].topics.append({"code": code, "name": name, "url": f"/topics/{slug}/", "works": works})
        sides[author].backed_topics += backed > 0
    for author, year, works in _rows(_YEARS, ids):
        sides[author].years.append((year, works))
    for author, kind, works in _rows(_KINDS, ids):
        sides[author].kinds.append((kind, works))
    _gather_coauthors(sides)
    for author, kind, value, unit, source, as_of in _rows(_REPORTED, ids):
        number = {"kind": kind, "value": str(value), "unit": unit, "source": source, "as_of": as_of.isoformat()}
        sides[author].reported.append(number)
    for author, counts, oldest in _rows(_CITED, ids):
        sides[author].computed = metrics.of_counts(counts) | {"as_of": oldest.isoformat() if oldest else ""}
    for author, role, affiliation, is_open, source in _rows(_SAID, ids):
        _keep_said(sides[author].said, source, {"role": role, "affiliation": affiliation, "open": is_open})
    return sides


def _gather_coauthors(sides: dict[int, Side]) -> None:
    # Counted here and not by a self-join, which a planner with old statistics turns into hours.
    works = [row[0] for row in _rows(_WORK_IDS, list(sides))]
    shared: dict[int, Counter[int]] = {author: Counter() for author in sides}
    weight: dict[tuple[int, int], float] = defaultdict(float)
    for (team,) in _rows(_TEAMS, works):
        for author in sides.keys() & set(team):
            for other in team:
                if other != author:
                    shared[author][other] += 1
                    weight[author, other] += 1 / (len(team) - 1)
    hidden = {row[0] for row in _rows(_HIDDEN, sorted({o for found in shared.values() for o in found}))}
    for found in shared.values() if hidden else ():
        for other in hidden & found.keys():
            del found[other]
    closest = {
        # Rounded, since a sum depends on the order in which works were read.
        author: sorted(found, key=lambda other: (-found[other], -round(weight[author, other], 9), other))[:MOST_CHOICES]
        for author, found in shared.items()
    }
    named = {row[0]: row[1:] for row in _rows(_PEOPLE, sorted({o for others in closest.values() for o in others}))}
    for author, others in closest.items():
        sides[author].coauthors = len(shared[author])
        for other in others:
            public_id, slug, name = named[other]
            person = {"id": public_id, "url": address(public_id, slug), "name": name, "works": shared[author][other]}
            sides[author].closest.append(person)


def _keep_said(said: dict[str, Any], source: str, values: Mapping[str, Any]) -> None:
    # The newest capture comes first; an older one fills what it left open.
    for key, value in values.items():
        if value not in ("", None) and key not in said:
            said[key] = {"value": value, "source": source}


def _rows(sql: str, ids: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": ids, "team": settings.COAUTHOR_LIMIT})
        return list(cursor.fetchall())


# Whether a registered source reports the work of an authorship.
_BACKED = """EXISTS (
        SELECT 1 FROM works_listing l JOIN works_sourceprofile p ON p.id = l.profile_id
        JOIN works_source s ON s.id = p.source_id WHERE l.work_id = a.work_id AND s.is_registered)
"""
_WORKS = f"""
    SELECT a.author_id, count(*), count(*) FILTER (WHERE {_BACKED}),
        count(*) FILTER (WHERE NOT a.is_doubted AND {_BACKED}), count(*) FILTER (WHERE a.is_doubted)
    FROM works_authorship a WHERE a.author_id = ANY(%(ids)s) GROUP BY 1
"""  # noqa: S608 - constants
_TOPICS = f"""
    SELECT a.author_id, t.code, t.name, t.slug, count(*), count(*) FILTER (WHERE {_BACKED})
    FROM works_authorship a JOIN works_work_topics wt ON wt.work_id = a.work_id JOIN works_topic t ON t.id = wt.topic_id
    WHERE a.author_id = ANY(%(ids)s) GROUP BY 1, 2, 3, 4 ORDER BY 1, 5 DESC, 2
"""  # noqa: S608 - constants
_YEARS = """
    SELECT a.author_id, w.year, count(*) FROM works_authorship a JOIN works_work w ON w.id = a.work_id
    WHERE a.author_id = ANY(%(ids)s) AND w.year IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2 DESC
"""
_KINDS = """
    SELECT a.author_id, w.kind, count(*) FROM works_authorship a JOIN works_work w ON w.id = a.work_id
    WHERE a.author_id = ANY(%(ids)s) AND w.kind <> '' GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
_WORK_IDS = "SELECT DISTINCT work_id FROM works_authorship WHERE author_id = ANY(%(ids)s)"
_TEAMS = """
    SELECT array_agg(author_id) FROM works_authorship WHERE work_id = ANY(%(ids)s) AND author_id IS NOT NULL
    GROUP BY work_id HAVING count(*) BETWEEN 2 AND %(team)s
"""
_PEOPLE = "SELECT id, public_id, slug, name FROM profiles_author WHERE id = ANY(%(ids)s)"
_HIDDEN = "SELECT id FROM profiles_author WHERE id = ANY(%(ids)s) AND hidden_at IS NOT NULL"
_REPORTED = """
    SELECT DISTINCT ON (p.author_id, s.name, n.kind) p.author_id, n.kind, n.value, n.unit, s.name, n.as_of
    FROM works_reportednumber n
    JOIN works_sourceprofile p ON p.id = n.profile_id JOIN works_source s ON s.id = p.source_id
    WHERE p.author_id = ANY(%(ids)s) ORDER BY p.author_id, s.name, n.kind, n.as_of DESC, n.id
"""
_CITED = """
    SELECT a.author_id, array_agg(w.citations), min(w.citations_on)
    FROM works_authorship a JOIN works_work w ON w.id = a.work_id
    WHERE a.author_id = ANY(%(ids)s) AND w.citations IS NOT NULL GROUP BY 1
"""
_SAID = """
    SELECT p.author_id, p.role, p.affiliation, p.open_to_collaborate, s.name
    FROM works_sourceprofile p JOIN works_source s ON s.id = p.source_id
    WHERE p.author_id = ANY(%(ids)s) ORDER BY p.author_id, p.captured_on DESC, s.name, p.id
"""

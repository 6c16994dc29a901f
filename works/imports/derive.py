"""Brings works up to date with their listings: the best of each field, positions, topics, institutions."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from profiles.names import fold, slug
from works import tex
from works.imports import facts, tags, texts
from works.ledger import slots
from works.models import Listing, Work

_DERIVED = [
    "title", "title_html", "slug", "squash", "abstract_html", "abstract_key", "abstract_cut", "kind", "host",
    "published_on", "year", "ordered_on", "has_code", "code_url", "heat", "heat_on", "citations", "citations_on",
    "byline_complete", "byline_length", "is_listed", "identifiers", "proposals",
]  # fmt: skip


def bring_up_to_date(work_ids: Collection[int]) -> set[int]:
    """Chooses the facts of these works anew and settles their slots; gives the authors who had or have one."""
    return settle_slots(choose_facts(work_ids))


def choose_facts(work_ids: Collection[int]) -> Mapping[int, facts.WorkFacts | None]:
    """Stores the best of each field of these works; None is a work that nobody lists (any more)."""
    chosen = facts_of(work_ids)
    works = Work.objects.in_bulk(list(chosen))
    for pk, fact in chosen.items():
        works[pk].is_listed = fact is not None
        if fact:
            _apply(works[pk], fact)
    # An upsert: one statement of many rows, where bulk_update writes a CASE for every field of every row.
    Work.objects.bulk_create(works.values(), update_conflicts=True, unique_fields=["id"], update_fields=_DERIVED)
    tags.put(chosen)
    texts.write({work: facts.overruled(fact, works[work].locked) for work, fact in chosen.items() if fact}, chosen)
    return chosen


def facts_of(work_ids: Collection[int]) -> dict[int, facts.WorkFacts | None]:
    """The best of each field of these works by their listings; None is a work that nobody lists (any more)."""
    asserted: dict[int, list[tuple[Any, Any]]] = {work: [] for work in work_ids}
    own: dict[int, list[tuple[Any, Any]]] = {work: [] for work in work_ids}
    newest = Listing.objects.filter(work__in=asserted).newest()
    for work, base, captured_on, record in newest.values_list("work", "base_work", "captured_on", "record"):
        asserted[work].append((captured_on, record))
        if base == work:
            own[work].append((captured_on, record))
    return {work: _choose(pairs, own[work]) if pairs else None for work, pairs in asserted.items()}


def _choose(pairs: list[tuple[Any, Any]], own: list[tuple[Any, Any]]) -> facts.WorkFacts:
    fact = facts.choose(pairs)
    if not own or len(own) == len(pairs):
        return fact
    # Others were joined to the work: its own title stays, by which the next capture finds it.
    by_itself = facts.choose(own)
    fact = replace(fact, title=by_itself.title)
    if by_itself.abstract:
        fact = replace(fact, abstract=by_itself.abstract, abstract_cut=by_itself.abstract_cut)
    return fact


def settle_slots(chosen: Mapping[int, facts.WorkFacts | None]) -> set[int]:
    """Settles the slots of works whose facts are chosen; gives the authors who had or have one."""
    return slots.settle(listed(chosen))


def listed(chosen: Mapping[int, facts.WorkFacts | None]) -> dict[int, slots.Listed]:
    """What the listings of these works assert of their slots: one query."""
    found: dict[int, _Names] = defaultdict(_Names)
    with connection.cursor() as cursor:
        cursor.execute(_BYLINES, [list(chosen)])
        for work, base, byline, owners in cursor.fetchall():
            found[work].owners |= set(owners)
            for name, count in Counter(map(fold, json.loads(byline))).items():
                names = found[work].names.setdefault(base, Counter())
                names[name] = max(names[name], count)
    return {
        work: slots.Listed(found[work].names, fact.byline if fact else (), frozenset(found[work].owners))
        for work, fact in chosen.items()
    }


@dataclass(slots=True)
class _Names:
    names: dict[int, Counter[str]] = field(default_factory=dict)
    owners: set[int] = field(default_factory=set)


# Each different byline once, however often it was captured.
_BYLINES = """
    SELECT work_id, base_work_id, byline, array_remove(array_agg(DISTINCT slot_id), NULL)
    FROM (SELECT work_id, base_work_id, slot_id, record->'byline' AS byline FROM works_listing WHERE work_id = ANY(%s))
    AS found GROUP BY 1, 2, 3
"""


def _apply(work: Work, fact: facts.WorkFacts) -> None:
    chosen = facts.overruled(fact, work.locked)
    work.proposals = facts.proposals(fact, work.locked)
    work.title, work.squash = tex.to_text(chosen.title), tex.squash(fact.title)
    # A list shows the title as a link, and HTML has no links in links.
    work.title_html = tex.to_html(chosen.title, links=False)
    work.slug = slug(work.title)
    work.abstract_html, work.abstract_cut = tex.to_html(chosen.abstract), chosen.abstract_cut
    work.abstract_key = tex.abstract_fingerprint(fact.abstract)
    work.published_on, work.year = chosen.published_on, chosen.year
    work.ordered_on = chosen.published_on or (dt.date(chosen.year, 1, 1) if chosen.year else None)
    work.kind, work.host = chosen.kind, chosen.host
    work.has_code, work.code_url = chosen.has_code, chosen.code_url
    work.heat, work.heat_on = chosen.heat, chosen.heat_on
    work.citations, work.citations_on = chosen.citations, chosen.citations_on
    work.byline_complete, work.byline_length = chosen.byline_complete, len(chosen.byline)
    work.identifiers = list(fact.identifiers)

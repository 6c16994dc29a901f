"""Brings works up to date with their listings: the best of each field, positions, topics, institutions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models

from profiles.names import fold, slug
from works import tex, topics
from works.imports import facts
from works.models import Authorship, Institution, Listing, Topic, Work

_DERIVED = [
    "title", "title_html", "slug", "squash", "abstract_html", "abstract_key", "abstract_cut", "kind", "host",
    "published_on", "year", "ordered_on", "has_code", "heat", "heat_on", "byline_complete", "byline_length",
]  # fmt: skip


def bring_up_to_date(work_ids: set[int]) -> None:
    """Chooses the facts of these works anew from their listings, and places their authors in the best byline."""
    listings: dict[int, list[tuple[Any, Any]]] = {work: [] for work in work_ids}
    rows = Listing.objects.filter(work__in=work_ids).order_by("id").values_list("work", "captured_on", "record")
    for work, captured_on, record in rows:
        listings[work].append((captured_on, record))
    chosen = {work: facts.choose(pairs) for work, pairs in listings.items() if pairs}
    works = Work.objects.in_bulk(list(chosen))
    for pk, fact in chosen.items():
        _apply(works[pk], fact)
    # An upsert: one statement of many rows, where bulk_update writes a CASE for every field of every row.
    Work.objects.bulk_create(works.values(), update_conflicts=True, unique_fields=["id"], update_fields=_DERIVED)
    _tag(chosen)
    _place(chosen)


def _apply(work: Work, fact: facts.WorkFacts) -> None:
    work.title, work.squash = tex.to_text(fact.title), tex.squash(fact.title)
    # A list shows the title as a link, and HTML has no links in links.
    work.title_html = tex.to_html(fact.title, links=False)
    work.slug = slug(work.title)
    work.abstract_html, work.abstract_cut = tex.to_html(fact.abstract), fact.abstract_cut
    work.abstract_key = tex.abstract_fingerprint(fact.abstract)
    work.published_on, work.year = fact.published_on, fact.year
    work.ordered_on = fact.published_on or (dt.date(fact.year, 1, 1) if fact.year else None)
    work.kind, work.host, work.has_code = fact.kind, fact.host, fact.has_code
    work.heat, work.heat_on = fact.heat, fact.heat_on
    work.byline_complete, work.byline_length = fact.byline_complete, len(fact.byline)


def _tag(chosen: Mapping[int, facts.WorkFacts]) -> None:
    codes = {code for fact in chosen.values() for code in fact.topics}
    Topic.objects.bulk_create([topics.new(code) for code in sorted(codes)], ignore_conflicts=True)
    ids = _ids(Topic.objects.all(), codes)
    _link(
        Work.topics.through, "topic_id", {(w, ids[code]) for w, fact in chosen.items() for code in fact.topics}, chosen
    )
    named = {name for fact in chosen.values() for name in fact.institutions}
    Institution.objects.bulk_create([Institution(name=n, slug=slug(n)) for n in sorted(named)], ignore_conflicts=True)
    ids = _ids(Institution.objects.all(), named)
    pairs = {(work, ids[name]) for work, fact in chosen.items() for name in fact.institutions}
    _link(Work.institutions.through, "institution_id", pairs, chosen)


def _ids(rows: models.QuerySet[Any], words: Collection[str]) -> dict[str, int]:
    # By slug: "MIT" and "mit" are one institution.
    by_slug = dict(rows.filter(slug__in={slug(word) for word in words}).values_list("slug", "id"))
    return {word: by_slug[slug(word)] for word in words}


def _link(through: Any, column: str, wanted: set[tuple[int, int]], works: Collection[int]) -> None:
    held = {
        (work, other): pk
        for pk, work, other in through.objects.filter(work__in=works).values_list("id", "work", column)
    }
    fresh = sorted(wanted - held.keys())
    through.objects.bulk_create([through(**{"work_id": work, column: other}) for work, other in fresh])
    if gone := held.keys() - wanted:
        through.objects.filter(id__in=[held[pair] for pair in gone]).delete()


def _place(chosen: dict[int, facts.WorkFacts]) -> None:
    """Gives each author of these works the position that the best byline shows, in the order of equal names."""
    positions: dict[tuple[int, str], list[int]] = {}
    for work, fact in chosen.items():
        for position, printed in enumerate(fact.byline, start=1):
            positions.setdefault((work, fold(printed)), []).append(position)
    moved = []
    for authorship in Authorship.objects.filter(work__in=chosen).order_by("work", "id"):
        shown = positions.get((authorship.work_id, authorship.folded_name))
        place = shown.pop(0) if shown else None
        if authorship.position != place:
            authorship.position = place
            moved.append(authorship)
    # First free, then taken: two authors who change places would meet on one position otherwise.
    Authorship.objects.filter(id__in=[authorship.pk for authorship in moved]).update(position=None)
    Authorship.objects.bulk_create(moved, update_conflicts=True, unique_fields=["id"], update_fields=["position"])

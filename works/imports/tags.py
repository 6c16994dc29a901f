"""Topics and institutions of works: made where they are new, put on the works that carry them, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import F

from profiles.names import fold_words, slug
from works import topics
from works.imports import facts
from works.models import Institution, Topic, WorkInstitution, WorkTopic


def put(chosen: Mapping[int, facts.WorkFacts | None]) -> None:
    """Tags these works with exactly what their facts say; a work without facts carries nothing."""
    told = {work: fact for work, fact in chosen.items() if fact}
    codes = {code for fact in told.values() for code in fact.topics}
    Topic.objects.bulk_create([topics.new(code) for code in sorted(codes)], ignore_conflicts=True)
    ids = _ids(Topic.objects.all(), codes)
    _link(WorkTopic, Topic, "topic_id", {(w, ids[code]) for w, fact in told.items() for code in fact.topics}, chosen)
    named = {name for fact in told.values() for name in fact.institutions}
    made = [Institution(name=name, folded_name=fold_words(name)[:300], slug=slug(name)) for name in sorted(named)]
    Institution.objects.bulk_create(made, ignore_conflicts=True)
    ids = _ids(Institution.objects.all(), named)
    pairs = {(work, ids[name]) for work, fact in told.items() for name in fact.institutions}
    _link(WorkInstitution, Institution, "institution_id", pairs, chosen)


def _ids(rows: models.QuerySet[Any], words: Collection[str]) -> dict[str, int]:
    # By slug: "MIT" and "mit" are one institution.
    by_slug = dict(rows.filter(slug__in={slug(word) for word in words}).values_list("slug", "id"))
    return {word: by_slug[slug(word)] for word in words}


def _link(through: Any, subject: Any, column: str, wanted: set[tuple[int, int]], works: Collection[int]) -> None:
    held = {
        (work, other): pk
        for pk, work, other in through.objects.filter(work__in=works).values_list("id", "work", column)
    }
    fresh, gone = sorted(wanted - held.keys()), held.keys() - wanted
    through.objects.bulk_create([through(**{"work_id": work, column: other}) for work, other in fresh])
    if gone:
        through.objects.filter(id__in=[held[pair] for pair in gone]).delete()
    moved = Counter(other for _, other in fresh)
    moved.subtract(other for _, other in gone)
    for other, by in sorted(moved.items()):
        if by:
            subject.objects.filter(pk=other).update(works_count=F("works_count") + by)
    if wanted:
        _put_in_time(through, works)


def _put_in_time(through: Any, works: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {through._meta.db_table} AS l SET ordered_on = w.ordered_on FROM works_work w"  # noqa: S608 - a table of ours
            " WHERE l.work_id = ANY(%s) AND w.id = l.work_id AND l.ordered_on IS DISTINCT FROM w.ordered_on",
            [list(works)],
        )

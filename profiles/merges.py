"""Merging of author records: the merged address leads to the survivor from then on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from bzpeer import pagecache
from profiles.models import Author, Follow


def absorb(merges: Mapping[int, tuple[int, str]]) -> None:
    """Marks authors as merged, {absorbed: (survivor, reason)}, and moves their followers; seven queries.

    The caller moves what stands in its own room (works, source profiles) and then refreshes the survivors.
    """
    if not merges:
        return
    Author.objects.filter(id__in=merges).update(
        merged_into_id=Case(*(When(id=gone, then=Value(kept)) for gone, (kept, _) in merges.items())),
        merge_reason=Case(*(When(id=gone, then=Value(reason)) for gone, (_, reason) in merges.items())),
        version=F("version") + 1,
    )
    versions = dict(Author.objects.filter(id__in=merges).values_list("public_id", "version"))
    transaction.on_commit(lambda: pagecache.publish(versions), robust=True)
    # What was merged into an absorbed record before now leads straight to the survivor: no chains of redirects.
    Author.objects.filter(merged_into__in=merges).update(
        merged_into_id=Case(*(When(merged_into=gone, then=Value(kept)) for gone, (kept, _) in merges.items()))
    )
    moved = Follow.objects.filter(author__in=merges).values_list("user_id", "author_id")
    Follow.objects.bulk_create(
        [Follow(user_id=user, author_id=merges[author][0]) for user, author in moved], ignore_conflicts=True
    )
    Follow.objects.filter(author__in=merges).delete()
    followers = Follow.objects.filter(author=OuterRef("pk")).values("author").annotate(n=Count("*")).values("n")
    survivors = Author.objects.filter(id__in={kept for kept, _ in merges.values()})
    survivors.update(followers_count=Coalesce(Subquery(followers), 0))

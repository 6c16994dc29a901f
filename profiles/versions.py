"""Versions of records: each change a reader could see makes kept copies of a page old."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from bzpeer import pagecache
from profiles.models import Author


def grow(authors: Iterable[int]) -> None:
    """Raises the versions of these records, and tells the page cache when the change stands."""
    rows = Author.objects.filter(id__in=authors)
    rows.update(version=F("version") + 1)
    told = dict(rows.values_list("public_id", "version"))
    transaction.on_commit(lambda: pagecache.publish(told), robust=True)

"""Who belongs to whom, computed anew from the ledger in chunks, and compared with what the tables keep; or mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from works import turn
from works.ledger import follow_through, kept, kept_counts, kept_fields, kept_merges
from works.ledger.kept import Difference, Part, Touched, last_id

CHUNK = 500
# Each rests on those before it.
PARTS = (*kept_merges.PARTS, *kept_fields.PARTS, *kept_counts.PARTS)
REASON = "rebuild from the ledger"

__all__ = ["PARTS", "Difference", "Part", "last_id", "rebuild"]


def rebuild(parts: Sequence[Part], *, mend: bool) -> Iterator[tuple[Part, int, list[Difference]]]:
    """Goes through these parts in chunks: the part, the last id that was looked at, and what differed in the chunk.

    Each chunk is a turn of its own, so that imports go on in between; with `mend`, it is brought up to date in it.
    """
    for part in parts:
        last = 0
        while ids := kept.next_ids(part.table, last, CHUNK):
            with transaction.atomic():
                turn.take()
                found = list(part.compare(ids))
                if found and mend:
                    _follow(part.mend(found))
            last = ids[-1]
            yield part, last, found


def _follow(touched: Touched) -> None:
    if touched.authors:
        follow_through.people(touched.authors, REASON)
    if touched.works:
        follow_through.works(touched.works, REASON)

"""Whether a source counts for trust: once that changes, everyone on what it lists is computed anew."""

from __future__ import annotations

from django.db import transaction

from works import refresh, turn
from works.models import Authorship, Source


def refresh_trust(source_id: int) -> int:
    """Computes the trust of everyone anew who is on a work that the source lists; gives how many. May be run twice."""
    source = Source.objects.get(pk=source_id)
    counts = "counts" if source.is_registered else "does not count any more"
    listed = Authorship.objects.filter(work__listings__profile__source=source, author__isnull=False)
    done = 0
    for chunk in refresh.in_chunks(list(listed.order_by().values_list("author", flat=True).distinct())):
        # Each chunk takes its own turn, so that imports need not wait for all of them.
        with transaction.atomic():
            turn.take()
            refresh.authors(chunk, f"{source.name} {counts}")
        done += len(chunk)
    return done

"""Records whose trust is due: who changes what a score is made of says so here, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection

from celery import current_app
from django.db import transaction

from profiles import versions
from profiles.models import TrustDue


def trust(authors: Collection[int], reason: str) -> None:
    """Lets a worker compute the trust of these records anew after the commit, and keep the reason with what moved."""
    if not authors:
        return
    TrustDue.objects.bulk_create([TrustDue(author_id=author, reason=reason[:300]) for author in sorted(set(authors))])
    # Kept pages still show the old score as if nothing went on.
    versions.grow(authors)
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Asks a worker to compute what is due; what is lost is picked up by the beat."""
    current_app.send_task("works.compute_due_trust")

"""What follows from a decision for what readers see: slots, source profiles, counts, cards, questions."""

from __future__ import annotations

from collections.abc import Collection

from profiles import versions
from profiles.models import Author
from works import refresh
from works.imports import derive
from works.ledger import questions, tree
from works.models import Decision


def people(authors: Collection[int], reason: str, decision: Decision | None = None) -> None:
    """Settles everything that a line of the ledger ever gave to these authors, and refreshes who is touched."""
    tree.settle_profiles(authors)
    works(tree.works_of(authors), reason, authors, decision)


def works(
    work_ids: Collection[int], reason: str, authors: Collection[int] = (), decision: Decision | None = None
) -> None:
    """Settles these works, and refreshes everyone who stood or stands on them; questions end with the decision."""
    touched = derive.bring_up_to_date(work_ids) | set(authors)
    merged = Author.objects.filter(id__in=touched).exclude(merged_into=None)
    roots = {root for root in merged.values_list("merged_into", flat=True) if root}
    questions.settle(touched | roots, decision)
    questions.settle_works(work_ids, decision)
    # A merged record's page leads elsewhere: what is kept of it ends with its version.
    merged.update(works_count=0, topics_count=0, coauthors_count=0)
    versions.grow(merged.values_list("id", flat=True))
    refresh.after_import(work_ids, touched | roots, reason)

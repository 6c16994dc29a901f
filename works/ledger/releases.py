"""Letting go of a locked field: what the imports say is shown again."""

from __future__ import annotations

from django.db import transaction

from profiles.models import Author
from works import turn
from works.ledger import locks, undo
from works.ledger.decisions import By, Conflict
from works.models import Decision, Work


def release(record: Author | Work, field: str, by: By, *, seen: int | None = None) -> Decision:
    """The line that undid the newest edit of the field, after all older ones; Conflict where it is not locked.

    Undoing this line brings back what was typed last.
    """
    with transaction.atomic():
        turn.take()
        about = locks.nobody_decided_since(seen, record)
        edits = Decision.objects.in_force().filter(kind=Decision.Kind.LOCK, details__field=field, **about)
        lines = [undo.undo(edit, by) for edit in edits.order_by("id")]
        if not lines:
            raise Conflict("The field is not locked any more; it shows what the imports say.")
    return lines[-1]

"""Saying that two author records are two people: the machine neither joins them nor asks again."""

from __future__ import annotations

from django.db import transaction

from profiles.models import Author
from works import turn
from works.ledger import decisions, questions
from works.ledger.decisions import By, Conflict
from works.models import Decision


def keep_apart(one: Author, other: Author, by: By, reason: str, *, seen: int | None = None) -> Decision:
    """The stored line; raises Conflict where somebody merged the two meanwhile."""
    with transaction.atomic():
        turn.take()
        decisions.nobody_decided_since(seen, authors=(one, other))
        rows = Author.objects.filter(id__in=(one.pk, other.pk))
        roots = {author.merged_into_id or author.pk for author in rows}
        if len(roots) < 2:
            merge = (
                Decision.objects.filter(kind=Decision.Kind.MERGE, author__in=(one, other), in_force=True)
                .select_related("actor")
                .first()
            )
            told = f"{decisions.who(merge)} merged them" if merge else "They are one record"
            raise Conflict(f"{told} already; undo that first.")
        decision = decisions.write(Decision.Kind.APART, by, reason, author=one, other=other)
        questions.settle(roots, decision)
    return decision

"""Saying that slots belong where they are: no machine asks about them or moves them from then on."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from profiles.models import Author
from works import refresh, turn
from works.ledger import decisions, questions
from works.ledger.decisions import By, Conflict
from works.models import Assignment, Authorship, Decision


def keep(author: Author, mentions: Collection[int], by: By, reason: str) -> Decision:
    """The stored line that these slots are the author's; raises Conflict where one of them is not."""
    with transaction.atomic():
        turn.take()
        slots = list(Authorship.objects.filter(id__in=mentions, author=author).order_by("id"))
        if len(slots) < len(set(mentions)) or not slots:
            raise Conflict("Some of these works do not stand on the record any more. Look again before you decide.")
        decision = decisions.write(Decision.Kind.KEEP, by, reason, author=author)
        Assignment.objects.bulk_create(
            Assignment(decision=decision, mention=slot, author=author, reason=reason) for slot in slots
        )
        # Nobody moves: only what was asked about the slots ends, and the marks of doubt with it.
        questions.settle([author.pk], decision)
        refresh.authors([author.pk], f"works found to belong here (no. {decision.pk})")
    return decision

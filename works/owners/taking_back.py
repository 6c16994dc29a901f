"""Taking back everything that was done under a claim that turned out to be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from profiles import versions
from profiles.models import Author, Claim, User
from works import turn
from works.ledger import decisions, tree, undo
from works.ledger.decisions import By, Conflict
from works.models import Decision
from works.owners import links, ticks


@dataclass(frozen=True, slots=True)
class Report:
    """What was undone, and what stands: each with the reason in a sentence."""

    undone: Sequence[Decision]
    left: Sequence[tuple[Decision, str]]


def all_of(claim: Claim, by: User, reason: str) -> Report:
    """What became of everything done under the claim: undone, the newest first; of what a curator confirmed, left.

    The caller decides the claim in the same transaction; what is undone is the curator's act.
    """
    with transaction.atomic():
        turn.take()
        held = Claim.objects.select_related("author").get(pk=claim.pk)
        undone: list[Decision] = []
        left: list[tuple[Decision, str]] = []
        lines = Decision.objects.in_force().filter(claim=held).exclude(kind=Decision.Kind.UNDO)
        for pk in lines.order_by("-id").values_list("id", flat=True):
            line = Decision.objects.select_related("part_of").get(pk=pk)
            # Undone with what it followed from.
            if not line.in_force or (line.part_of and line.part_of.claim_id == held.pk):
                continue
            try:
                _check(line, held)
                with transaction.atomic():
                    undone.append(undo.undo(line, By(by), f"Taken back with the claim: {reason}"))
            except Conflict as conflict:
                left.append((line, str(conflict)))
        ticks.forget(held)
        links.forget(held)
        # Of what was merged into it as well: it hides them again once it stands for itself.
        Author.objects.filter(id__in=tree.below("author", held.author_id)).update(hides_metrics=False)
        versions.grow([held.author_id])
    return Report(undone, left)


def _check(line: Decision, claim: Claim) -> None:
    """Raises Conflict where a curator did the line again after it was undone: then it is the curator's."""
    after = decisions.chained(line)
    if after and after[-1].claim_id != claim.pk:
        raise Conflict(f"{decisions.who(after[-1])} confirmed this since.")

"""Hiding a record that somebody objected to, and showing it again: everything that readers see follows."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from profiles import notices, objections
from profiles.models import Author, Claim, Objection, User
from works import turn
from works.ledger import hidden, tree

A_BATCH = 50


def hide_due(now: dt.datetime | None = None) -> int:
    """Hides what nobody decided about in time; gives how many records. May be run twice, or killed anywhere."""
    return sum(hide(author) for author in objections.due(now or timezone.now(), A_BATCH))


def uphold(objection: Objection, by: User, reason: str) -> None:
    """The record stays hidden, or is hidden now; AlreadyDecided where somebody was faster."""
    with transaction.atomic():
        turn.take()
        objections.decide(objection, Objection.State.UPHELD, by, reason)
        hide(objection.author_id)


def dismiss(objection: Objection, by: User, reason: str) -> None:
    """The record is shown again, unless another objection hides it; AlreadyDecided where somebody was faster."""
    with transaction.atomic():
        turn.take()
        objections.decide(objection, Objection.State.DISMISSED, by, reason)
        show(objection.author_id)


def hide(author: int) -> bool:
    """Hides the record, or the one that absorbed it; False where it was hidden already."""
    with transaction.atomic():
        turn.take()
        root = Author.objects.hold_survivor(author)
        # What was merged into it is hidden with it, and stays so if that merge is undone.
        below = Author.objects.filter(id__in=tree.below("author", root.pk), hidden_at=None)
        below.exclude(pk=root.pk).update(hidden_at=timezone.now())
        if not below.filter(pk=root.pk).update(hidden_at=timezone.now()):
            return False
        hidden.follow_through([root.pk])
        _tell_owner(
            root, "Your record is hidden for now",
            f"Somebody objected to the record of {root.name} that you own. Until a curator has decided, and for as "
            "long as the decision says so, readers do not see it. You keep it, and all that you decided about it.",
        )  # fmt: skip
    return True


def show(author: int) -> bool:
    """Shows the record again, as it was; False where it is shown, or another objection hides it."""
    with transaction.atomic():
        turn.take()
        root = Author.objects.hold_survivor(author)
        below = tree.below("author", root.pk)
        if objections.still_hide(below, timezone.now()):
            return False
        if not Author.objects.filter(id__in=below).exclude(hidden_at=None).update(hidden_at=None):
            return False
        hidden.follow_through([root.pk])
        _tell_owner(
            root, "Your record is shown again",
            f"A curator looked at the objection to the record of {root.name}, and dismissed it.",
            root.get_absolute_url(),
        )  # fmt: skip
    return True


def _tell_owner(author: Author, subject: str, text: str, url: str = "") -> None:
    for claim in Claim.objects.owning().filter(author=author).select_related("user"):
        notices.tell(claim.user, subject, text, url)

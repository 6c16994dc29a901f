"""What an objection hides, through merges and their undoing: nothing that a machine does shows it again."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from profiles import objections
from profiles.models import Author
from works import refresh
from works.ledger import tree
from works.ledger.decisions import Conflict
from works.models import Authorship, Decision


def check(*authors: Author) -> None:
    """Raises Conflict where one of these is hidden: a person decides the objection first."""
    for author in authors:
        if author.hidden_at:
            what = f"{author.name} ({author.public_id}) is hidden after an objection."
            raise Conflict(f"{what} Decide the objection before you merge.")


def join(gone: Author, kept: Author) -> None:
    """Hides both where one is, while both stand for themselves still: what becomes one person is shown nowhere."""
    if bool(gone.hidden_at) != bool(kept.hidden_at):
        both = [*tree.below("author", gone.pk), *tree.below("author", kept.pk)]
        Author.objects.filter(id__in=both, hidden_at=None).update(hidden_at=timezone.now())
        follow_through([gone.pk, kept.pk])


def part(decision: Decision, gone: int, root: int) -> None:
    """Once the merge is taken apart: each side is hidden where its own objections say so, and shown where none does.

    What was objected to the whole, since the merge, stands against both from now on.
    """
    objections.carry(root, gone, since=decision.created_at)
    for side in (gone, root):
        below = tree.below("author", side)
        hidden = Author.objects.filter(id__in=below).exclude(hidden_at=None)
        if hidden.exists() and not objections.still_hide(below, timezone.now()):
            hidden.update(hidden_at=None)
            follow_through([side])


def follow_through(authors: Collection[int]) -> None:
    """Renders anew what names these records: the cards of their works, and the pages of everyone on them."""
    works = set(Authorship.objects.filter(author__in=authors).values_list("work", flat=True))
    # Hiding moves no score. What moved it unseen before is counted now, and is nothing to tell of an objection by.
    refresh.after_import(works, authors, "counted anew")

"""Splitting works off an author's record: they are given to a new author, or to one who is there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import transaction

from profiles.models import Author
from works import turn
from works.ledger import decisions, follow_through
from works.ledger.decisions import By, Conflict
from works.ledger.slots import slots_of
from works.models import Assignment, Authorship, Decision, SourceProfile


def split(
    author: Author,
    mentions: Collection[int],
    by: By,
    reason: str,
    *,
    to: Author | None = None,
    profiles: Collection[int] = (),
    seen: int | None = None,
    **why: Any,
) -> Decision:
    """Gives these slots of the author (and source profiles, if any) to a new record or to `to`; may raise Conflict."""
    with transaction.atomic():
        turn.take()
        decisions.nobody_decided_since(seen, authors=(author,))
        held = Author.objects.select_for_update().get(pk=author.pk)
        slots = _slots(held, mentions)
        moved = list(SourceProfile.objects.filter(id__in=profiles, author=held))
        _check(held, slots, mentions, moved, to)
        other = to or _new(held, slots)
        decision = decisions.write(Decision.Kind.SPLIT, by, reason, author=held, other=other, **why)
        Assignment.objects.bulk_create(
            [Assignment(decision=decision, mention=slot, author=other, reason=reason) for slot in slots]
            + [Assignment(decision=decision, profile=profile, author=other, reason=reason) for profile in moved]
        )
        follow_through.people([other.pk], f"works given to another record (no. {decision.pk})", decision)
    return decision


def _slots(author: Author, mentions: Collection[int]) -> list[Authorship]:
    """The slots, and those that stand aside on the same works since the author has one already."""
    slots = list(Authorship.objects.filter(id__in=mentions, author=author).order_by("id"))
    on_these = slots_of([slot.work_id for slot in slots])
    ours = [slot.id for slot in on_these if slot.author == author.pk and slot.now.aside == Authorship.Aside.DOUBLE]
    return [*slots, *Authorship.objects.filter(id__in=ours).order_by("id")]


def _check(
    author: Author,
    slots: Collection[Authorship],
    mentions: Collection[int],
    profiles: Collection[SourceProfile],
    to: Author | None,
) -> None:
    if not mentions:
        raise Conflict("Tick the works that belong to somebody else.")
    if author.merged_into_id is not None:
        raise Conflict(f"{author.name} ({author.public_id}) was merged into another record already.")
    gone = set(mentions) - {slot.pk for slot in slots}
    if gone:
        raise Conflict(f"{len(gone)} of the works are not {author.name}'s any more. Look again before you split.")
    if to is not None and (to.pk == author.pk or to.merged_into_id is not None):
        raise Conflict(f"Works cannot be given to {to.name} ({to.public_id}): the record does not stand for itself.")
    rest = author.authorships.exclude(id__in=[slot.pk for slot in slots])
    if not rest.exists() and not author.source_profiles.exclude(id__in=[p.pk for p in profiles]).exists():
        raise Conflict("That would leave nothing of the record; merge it with the other one instead.")


def _new(author: Author, slots: Collection[Authorship]) -> Author:
    spellings = Counter(slot.printed_name for slot in slots)
    name = min(spellings, key=lambda spelling: (-spellings[spelling], spelling), default=author.name)
    new = Author.named(name)
    new.save()
    return new

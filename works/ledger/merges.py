"""Merging two author records: one absorbs the other, whose address leads to it from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from profiles import follows
from profiles.models import Author
from works import turn
from works.ledger import claimed, decisions, follow_through, hidden, tree
from works.ledger.decisions import By, Conflict
from works.models import Authorship, Decision, SourceProfile


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: works that move, works that both are on, profiles that move, followers, warnings."""

    moving: Sequence[Authorship]
    colliding: Sequence[tuple[Authorship, Authorship]]
    profiles: Sequence[SourceProfile]
    followers: int
    warnings: Sequence[str]


def merge(absorbed: Author, survivor: Author, by: By, reason: str, *, seen: int | None = None, **why: Any) -> Decision:
    """The stored merge; raises Conflict where it cannot be (any more). `why` is score and evidence, if any."""
    with transaction.atomic():
        turn.take()
        decisions.nobody_decided_since(seen, authors=(absorbed, survivor))
        decision = join(absorbed.pk, survivor.pk, by, reason, **why)
        follow_through.people(tree.below("author", absorbed.pk), f"records joined (no. {decision.pk})", decision)
    return decision


def join(absorbed: int, survivor: int, by: By, reason: str, **why: Any) -> Decision:
    """A merge of which the caller sees to what follows, in his turn; raises Conflict where it cannot be."""
    gone, kept = _standing(absorbed), _standing(survivor)
    if gone.pk == kept.pk:
        raise Conflict(f"{gone.name} cannot be merged with the same record.")
    if by.machine and frozenset((gone.pk, kept.pk)) in decisions.apart_pairs([gone.pk]):
        raise Conflict(f"People found that {gone.name} and {kept.name} are different.")
    claimed.check(gone, kept, by)
    if by.user and "part_of" not in why:
        hidden.check(gone, kept)
    hidden.join(gone, kept)
    details = {"follows": follows.move(gone.pk, kept.pk), "claims": claimed.move(gone, kept)}
    decision = decisions.write(Decision.Kind.MERGE, by, reason, author=gone, other=kept, details=details, **why)
    tree.lead("author", tree.below("author", gone.pk), kept.pk)
    Author.objects.filter(pk=gone.pk).update(merge_reason=reason)
    claimed.carry_name(decision, by)
    return decision


def part(decision: Decision) -> None:
    """Takes a merge apart, whose line is undone; the caller sees to what follows."""
    gone, kept = decision.author, decision.other
    assert gone is not None, "A merge has two sides."
    assert kept is not None, "A merge has two sides."
    followed_now = gone.merged_into_id
    rest = [pk for pk in tree.below("author", gone.pk) if pk != gone.pk]
    tree.lead("author", [gone.pk], None)
    tree.lead("author", rest, gone.pk)
    Author.objects.filter(pk=gone.pk).update(merge_reason="")
    if followed_now and "follows" in decision.details:
        follows.give_back(decision.details["follows"], followed_now, gone.pk)
        claimed.give_back(decision.details.get("claims", {}), followed_now, gone.pk)
    if followed_now:
        hidden.part(decision, gone.pk, followed_now)


def again(decision: Decision) -> None:
    """Does a merge again whose undoing is undone; raises Conflict where it cannot be."""
    gone, kept = decision.author, decision.other
    assert gone is not None, "A merge has two sides."
    assert kept is not None, "A merge has two sides."
    root = kept.merged_into_id or kept.pk
    if gone.merged_into_id is not None:
        raise Conflict(f"{gone.name} was merged with another record meanwhile; undo that first.")
    if root == gone.pk:
        raise Conflict(f"{kept.name} was merged into {gone.name} meanwhile; undo that first.")
    stands = Author.objects.get(pk=root)
    claimed.check_owners(gone, stands)
    moved = {"follows": follows.move(gone.pk, root), "claims": claimed.move(gone, stands)}
    decision.details = {**decision.details, **moved}
    decision.save(update_fields=["details"])
    hidden.join(gone, Author.objects.get(pk=root))
    tree.lead("author", tree.below("author", gone.pk), root)
    Author.objects.filter(pk=gone.pk).update(merge_reason=decision.reason)


def _standing(pk: int) -> Author:
    author = Author.objects.select_for_update().get(pk=pk)
    if author.merged_into_id is not None:
        into = Author.objects.get(pk=author.merged_into_id)
        raise Conflict(f"{author.name} ({author.public_id}) was merged into {into.name} ({into.public_id}) already.")
    return author


def preview(absorbed: Author, survivor: Author) -> Preview:
    """What merging the two would move, and what speaks against it."""
    slots = Authorship.objects.select_related("work").order_by("-work__ordered_on", "id")
    theirs = {slot.work_id: slot for slot in slots.filter(author=survivor, work__authorships__author=absorbed)}
    moving, colliding = [], []
    for slot in slots.filter(author=absorbed):
        if slot.work_id in theirs:
            colliding.append((slot, theirs[slot.work_id]))
        else:
            moving.append(slot)
    profiles = list(SourceProfile.objects.filter(author=absorbed).select_related("source"))
    warnings = tuple(_warnings(absorbed, survivor, profiles, len(colliding)))
    return Preview(moving, colliding, profiles, absorbed.followers_count, warnings)


def _warnings(absorbed: Author, survivor: Author, profiles: Sequence[SourceProfile], colliding: int) -> Any:
    ours = {profile.source_id: profile.source.name for profile in profiles}
    shared = SourceProfile.objects.filter(author=survivor, source__in=ours).values_list("source", flat=True)
    for source in sorted({ours[source] for source in shared}):
        yield f"{source} has a page of each: the source takes them for two people."
    if colliding:
        yield f"Both stand on {colliding} of the works: each of these shows one slot for both from then on."
    if frozenset((absorbed.pk, survivor.pk)) in decisions.apart_pairs([absorbed.pk]):
        yield "Somebody found before that they are different people; this decision would stand above that one."
    if Decision.objects.of_people().filter(Q(author=absorbed) | Q(other=absorbed), kind="split", in_force=True):
        yield f"{absorbed.name} was split by a curator before."

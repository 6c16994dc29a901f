"""Joining two works that are one, and saying that two are not: the listings and slots of one stand on the other."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import transaction

from profiles import trust
from profiles.models import Author
from works import turn
from works.ledger import decisions, follow_through, merges, questions, tree
from works.ledger.decisions import By, Conflict
from works.ledger.slots import slots_of
from works.models import Decision, SourceProfile, Work

Kind = Decision.Kind


def join(absorbed: Work, survivor: Work, by: By, reason: str, *, seen: int | None = None, **why: Any) -> Decision:
    """The stored joining; authors of one name on both become one where nothing forbids it. May raise Conflict."""
    with transaction.atomic():
        turn.take()
        decisions.nobody_decided_since(seen, works=(absorbed, survivor))
        gone, kept = _standing(absorbed.pk), _standing(survivor.pk)
        if gone.pk == kept.pk:
            raise Conflict("A work cannot be joined with itself.")
        decision = decisions.write(Kind.SAME_WORK, by, reason, work=gone, other_work=kept, **why)
        below = tree.below("work", gone.pk)
        tree.lead("work", below, kept.pk)
        authors = _join_authors(gone, kept, by, decision)
        works = tree.move_works(below) | {kept.pk} | tree.works_of(authors)
        tree.settle_profiles(authors)
        follow_through.works(works, f"works joined (no. {decision.pk})", authors, decision)
    return decision


def _join_authors(gone: Work, kept: Work, by: By, decision: Decision) -> set[int]:
    """One name on both works is one slot: its two authors are one person, unless something says otherwise."""
    sides = {gone.pk: _unambiguous(gone.pk), kept.pk: _unambiguous(kept.pk)}
    touched: set[int] = set()
    into: dict[int, int] = {}
    for name in sorted(sides[gone.pk].keys() & sides[kept.pk].keys()):
        # One of them may have been joined for another spelling just now.
        ours = {into.get(author, author) for author in (sides[gone.pk][name], sides[kept.pk][name])}
        if len(ours) != 2 or not _may_be_one(*sorted(ours)):
            continue
        one, other = sorted(ours, key=_weight)
        reason = f"Both are {name!r} in the byline of what is one work: {kept.title}."
        merges.join(other, one, by, reason, part_of=decision)
        into = {author: one if root == other else root for author, root in into.items()} | {other: one}
        touched |= set(tree.below("author", one))
    return touched


def _unambiguous(work: int) -> dict[str, int]:
    """The author of each name that one slot of the work has."""
    slots = slots_of([work])
    often = Counter(slot.folded for slot in slots)
    return {slot.folded: slot.author for slot in slots if slot.author and often[slot.folded] == 1}


def _may_be_one(one: int, other: int) -> bool:
    sources = [set(SourceProfile.objects.filter(author=pk).values_list("source", flat=True)) for pk in (one, other)]
    # Whose record has an owner is merged by people alone.
    owned = Author.objects.filter(id__in=(one, other), level__gte=trust.CLAIMED).exists()
    apart = owned or frozenset((one, other)) in decisions.apart_pairs([one])
    return not apart and sources[0].isdisjoint(sources[1])


def _weight(author: int) -> tuple[bool, int]:
    return (not SourceProfile.objects.filter(author=author).exists(), author)


def keep_apart(one: Work, other: Work, by: By, reason: str, *, seen: int | None = None) -> Decision:
    """The stored line that these are two works; nothing asks about them again. May raise Conflict."""
    with transaction.atomic():
        turn.take()
        decisions.nobody_decided_since(seen, works=(one, other))
        roots = {work.merged_into_id or work.pk for work in Work.objects.filter(id__in=(one.pk, other.pk))}
        if len(roots) < 2:
            raise Conflict("These were joined already; undo that first.")
        decision = decisions.write(Kind.OTHER_WORK, by, reason, work=one, other_work=other)
        questions.settle_works(roots, decision)
        return decision


def part(decision: Decision) -> None:
    """Takes apart what was joined, whose line is undone; the caller sees to what follows."""
    gone = decision.work
    assert gone is not None, "A joining has two sides."
    rest = [pk for pk in tree.below("work", gone.pk) if pk != gone.pk]
    tree.lead("work", [gone.pk], None)
    tree.lead("work", rest, gone.pk)


def again(decision: Decision) -> None:
    """Joins again what was taken apart; raises Conflict where it cannot be."""
    gone, kept = decision.work, decision.other_work
    assert gone is not None, "A joining has two sides."
    assert kept is not None, "A joining has two sides."
    root = kept.merged_into_id or kept.pk
    if gone.merged_into_id is not None or root == gone.pk:
        raise Conflict("One of the works was joined otherwise meanwhile; undo that first.")
    tree.lead("work", tree.below("work", gone.pk), root)


def _standing(pk: int) -> Work:
    work = Work.objects.select_for_update().get(pk=pk)
    if work.merged_into_id is not None:
        raise Conflict(f"“{work.title}” was joined with another work already.")
    return work

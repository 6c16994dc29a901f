"""Undoing a line of the ledger, and undoing that: a line is added, and what followed from the old one is taken back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from profiles.models import Author
from works import turn
from works.ledger import claimed, decisions, follow_through, locks, merges, questions, same_works, tree
from works.ledger.decisions import By, Conflict
from works.models import Assignment, Authorship, Decision

Kind = Decision.Kind
# A link is mended by a split, and a roll-back by importing the pages again.
_UNDOABLE = {Kind.MERGE, Kind.SPLIT, Kind.APART, Kind.KEEP, Kind.SAME_WORK, Kind.OTHER_WORK, Kind.LOCK, Kind.UNDO}


def can_be_undone(decision: Decision) -> bool:
    """Whether the line is one that `undo` takes."""
    return decision.in_force and decision.kind in _UNDOABLE and not _came_with_an_undo(decision)


def _came_with_an_undo(decision: Decision) -> bool:
    """Whether the line followed from undoing another: it is taken back with that, and not by itself."""
    return decision.part_of is not None and decision.part_of.kind == Kind.UNDO


def undo(decision: Decision, by: By, reason: str = "") -> Decision:
    """The stored line that undoes this one and its parts; raises Conflict where it was undone or cannot be.

    Undoing an undoing does the first thing again. What came to a record in between stays where it is.
    """
    with transaction.atomic():
        turn.take()
        held = _line(decision.pk)
        _check(held)
        # Of what was undone and done again, the last line is the one that stands.
        for later in decisions.chained(held):
            held = _line(later.pk)
        first, between = held, []
        while first.undoes_id:
            between.append(first.pk)
            first = _line(first.undoes_id)
        if first.part_of_id and not first.in_force and not _line(first.part_of_id).in_force:
            raise Conflict("What this followed from is undone; do that again first.")
        line = decisions.write(
            Kind.UNDO, by, reason or _reason(held, first), undoes=held, author=first.author, other=first.other,
            work=first.work, other_work=first.other_work,
        )  # fmt: skip
        # One more line turns every line that it is chained on.
        Decision.objects.filter(id__in=between).update(in_force=~F("in_force"))
        for part in Decision.objects.filter(part_of=held, kind=Kind.MERGE, in_force=True) if held != first else ():
            _take_back(_line(part.pk), by, line)
        if first.in_force:
            _take_back(first, by, line)
        else:
            _do_again(first, by)
        _follow_through(first, f"decision taken back (no. {line.pk})")
    return line


def _line(pk: int) -> Decision:
    held = Decision.objects.select_for_update(of=("self",))
    return held.select_related("author", "other", "work", "other_work").get(pk=pk)


def _check(decision: Decision) -> None:
    if decision.kind not in _UNDOABLE:
        raise Conflict(f"A line of this kind ({decision.get_kind_display()}) is not undone.")
    if _came_with_an_undo(decision):
        raise Conflict("This followed from undoing another line; take that one back instead.")
    if not decision.in_force:
        last = Decision.objects.filter(undoes=decision).select_related("actor").first()
        raise Conflict(f"{decisions.who(last)} undid this already." if last else "This was undone already.")


def _reason(held: Decision, first: Decision) -> str:
    again = "Undone" if first.in_force else "Done again"
    return f"{again}: {decisions.lower(first.reason)}"


def _take_back(decision: Decision, by: By, line: Decision) -> None:
    Decision.objects.filter(pk=decision.pk).update(in_force=False)
    for part in Decision.objects.filter(part_of=decision, in_force=True):
        _take_back(_line(part.pk), by, line)
    match decision.kind:
        case Kind.MERGE:
            merges.part(decision)
        case Kind.SAME_WORK:
            same_works.part(decision)
        case Kind.SPLIT:
            _close(decision, by, line)
        case Kind.LOCK:
            locks.settle(decision)
    questions.reopen(decision)


def _close(decision: Decision, by: By, line: Decision) -> None:
    """Lets the record that a split made lead back, unless something else has come to it."""
    old, new = decision.author, decision.other
    assert old is not None, "A split has two sides."
    assert new is not None, "A split has two sides."
    if new.merged_into_id is not None or old.merged_into_id == new.pk:
        return
    own = Assignment.objects.filter(author__in=tree.below("author", new.pk), decision__in_force=True)
    if not own.exclude(decision=decision).exists():
        reason = f"The split was undone: {decisions.lower(decision.reason)}"
        merges.join(new.pk, old.merged_into_id or old.pk, by, reason, part_of=line)


def _do_again(decision: Decision, by: By) -> None:
    match decision.kind:
        case Kind.MERGE:
            merges.again(decision)
        case Kind.SAME_WORK:
            same_works.again(decision)
    Decision.objects.filter(pk=decision.pk).update(in_force=True)
    if decision.kind == Kind.LOCK:
        locks.settle(decision)
    for part in Decision.objects.filter(part_of=decision, in_force=False):
        if not _is_undone_by_itself(part):
            _do_again(_line(part.pk), by)
    if decision.kind == Kind.MERGE:
        _carry_name_again(decision, by)


def _carry_name_again(merge: Decision, by: By) -> None:
    """Lets the name go along that the person chose since the merge was undone, or none where they took it back."""
    assert merge.author_id is not None, "A merge has two sides."
    gone = Author.objects.get(pk=merge.author_id)
    carried = Decision.objects.in_force().filter(part_of=merge, kind=Kind.LOCK, details__silent=True).order_by("id")
    names = [line.details["value"] for line in carried]
    if names[-1:] == ([gone.name] if gone.renamed_at else []):
        return
    for line in carried:
        undo(line, by)
    claimed.carry_name(merge, by)


def _is_undone_by_itself(part: Decision) -> bool:
    """Whether somebody undid just the part: an odd number of lines is chained on it."""
    return len(decisions.chained(part)) % 2 == 1


def _follow_through(decision: Decision, reason: str) -> None:
    authors: set[int] = set()
    works: set[int] = set()
    for author in (decision.author_id, decision.other_id):
        authors |= set(tree.below("author", author)) if author else set()
    for work in (decision.work_id, decision.other_work_id):
        works |= set(tree.below("work", work)) if work else set()
    if works:
        works = tree.move_works(works)
    for part in Decision.objects.filter(part_of=decision, kind=Kind.MERGE):
        authors |= {pk for pk in (part.author_id, part.other_id) if pk}
    mentions = Authorship.objects.filter(assignments__author__in=authors)
    works |= set(mentions.values_list("work", flat=True))
    tree.settle_profiles(authors)
    follow_through.works(works, reason, authors, decision)

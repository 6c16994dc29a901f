"""Answers to questions of the queue: each becomes a decision, and of two people who answer one, the second is told."""

from __future__ import annotations

from django.db import transaction

from profiles.models import Author, User
from works import turn
from works.ledger import apart, belonging, decisions, follow_through, merges, questions, same_works, splits
from works.ledger.decisions import By, Conflict
from works.models import Authorship, Decision, Question

Kind = Question.Kind
SAME, DIFFERENT = Question.State.SAME, Question.State.DIFFERENT


def same(question: Question, user: User, seen: int | None = None) -> Decision:
    """The decision that it is one person, one work, or that the works belong where they are. May raise Conflict."""
    return _answer(question, user, SAME, seen)


def different(question: Question, user: User, seen: int | None = None) -> Decision:
    """The decision that these are two people or works, or that the works are somebody else's. May raise Conflict."""
    return _answer(question, user, DIFFERENT, seen)


def _answer(question: Question, user: User, state: str, seen: int | None) -> Decision:
    with transaction.atomic():
        turn.take()
        held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        if held.state != Question.State.OPEN:
            by = f" by {decisions.who(held.decision)}" if held.decision else ""
            raise Conflict(f"This question was answered{by} already: {held.get_state_display()}.")
        decision = _DECIDE[Kind(held.kind)](held, By(user), state == SAME, seen)
        questions.close(held, state, decision)
    return decision


def _people(question: Question, by: By, is_same: bool, seen: int | None) -> Decision:
    one, other = _roots(question)
    if not is_same:
        reason = f"Two people: {one.name} ({one.public_id}) and {other.name} ({other.public_id})."
        return apart.keep_apart(one, other, by, reason, seen=seen)
    kept, gone = sorted((one, other), key=_weight)
    reason = f"One person: {gone.name} ({gone.public_id}) is {kept.name} ({kept.public_id})."
    return merges.merge(gone, kept, by, reason, seen=seen, score=question.strength, evidence=question.evidence)


def _roots(question: Question) -> tuple[Author, Author]:
    one, other = (author.merged_into or author for author in (question.author, question.other) if author)
    return one, other


def _weight(author: Author) -> tuple[int, bool, int, int]:
    """Who stays: the better proven, who has a page at a source, the larger, the older."""
    return (-author.level, not author.source_profiles.exists(), -author.works_count, author.pk)


def _list(question: Question, by: By, is_same: bool, seen: int | None) -> Decision:
    assert question.author is not None, "A question about a list has its author."
    author = question.author.merged_into or question.author
    mentions = Authorship.objects.filter(id__in=question.mentions, author=author)
    if not is_same and not question.key.startswith(questions.PROPOSED):
        # Of what the machine asks, some may have been kept by the owner since.
        mentions = mentions.exclude(id__in=belonging.kept([author.pk])[author.pk])
    count = mentions.count()
    if is_same:
        verb = "belongs" if count == 1 else "belong"
        reason = f"{works(count)} {verb} with the rest of {author.name} ({author.public_id})."
        decisions.nobody_decided_since(seen, authors=(author,))
        decision = decisions.write(Decision.Kind.KEEP, by, reason, author=author)
        questions.close(question, SAME, decision)
        follow_through.people([author.pk], f"question answered (no. {question.pk})")
        return decision
    verb = "is" if count == 1 else "are"
    reason = f"{works(count)} of {author.name} ({author.public_id}) {verb} another person’s."
    ids = list(mentions.values_list("id", flat=True))
    to = question.other and (question.other.merged_into or question.other)
    if to:
        reason = f"{works(count)} of {author.name} ({author.public_id}) {verb} {to.name}’s ({to.public_id})."
    why = {"score": question.strength, "evidence": question.evidence}
    return splits.split(author, ids, by, reason, to=to, seen=seen, **why)


def works(count: int) -> str:
    """So many works, in words."""
    return f"{count} work" + ("" if count == 1 else "s")


def _works(question: Question, by: By, is_same: bool, seen: int | None) -> Decision:
    one, other = (work.merged_into or work for work in (question.work, question.other_work) if work)
    if not is_same:
        return same_works.keep_apart(one, other, by, f"Two works: “{one.title}” and “{other.title}”.", seen=seen)
    reason = f"One work: “{other.title}” is “{one.title}”."
    return same_works.join(other, one, by, reason, seen=seen, score=question.strength, evidence=question.evidence)


_DECIDE = {Kind.PERSON: _people, Kind.SPLIT: _list, Kind.MISFIT: _list, Kind.WORK: _works}

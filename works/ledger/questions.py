"""The queue: what the machine asks, and what becomes of a question when something is decided."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from profiles.models import Author, User
from works.ledger import belonging, decisions
from works.models import Authorship, Decision, Question

State, Kind = Question.State, Question.Kind
# Keys of what owners of records ask (works.owners.asking): what they doubt, and what they propose.
DOUBTED, PROPOSED = "doubt:", "says:"


def about_people(one: Author, other: Author, strength: float, evidence: Sequence[Any], page: Any = None) -> Question:
    """An unsaved question whether two authors are one."""
    first, second = sorted((one, other), key=lambda author: author.pk)
    return Question(
        kind=Kind.PERSON, key=f"person:{first.pk}:{second.pk}", author=first, other=second, name=first.folded_name,
        strength=strength, evidence=list(evidence), page=page,
    )  # fmt: skip


def about_list(
    author: Author, mentions: Collection[int], strength: float, evidence: Sequence[Any], kind: str, page: Any = None
) -> Question:
    """An unsaved question whether these slots of an author are somebody else's."""
    slots = sorted(mentions)
    digest = hashlib.sha256(" ".join(map(str, slots)).encode()).hexdigest()[:20]
    return Question(
        kind=kind, key=f"{kind}:{author.pk}:{digest}", author=author, mentions=slots, name=author.folded_name,
        strength=strength, evidence=list(evidence), page=page,
    )  # fmt: skip


def about_works(
    one: int, other: int, title: str, strength: float, evidence: Sequence[Any], page: Any = None
) -> Question:
    """An unsaved question whether two works are one."""
    first, second = sorted((one, other))
    return Question(
        kind=Kind.WORK, key=f"work:{first}:{second}", work_id=first, other_work_id=second, name=title[:300],
        strength=strength, evidence=list(evidence), page=page,
    )  # fmt: skip


def ask(questions: Iterable[Question]) -> int:
    """Stores those of the questions that were never asked; gives how many."""
    rows = list(questions)
    held = set(Question.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    fresh = {row.key: row for row in rows if row.key not in held}
    Question.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return len(fresh)


def close(question: Question, state: str, decision: Decision) -> None:
    """Marks an open question as answered by a decision."""
    Question.objects.filter(pk=question.pk).update(state=state, decision=decision, answered_at=timezone.now())


def skip(question: Question, user: User) -> None:
    """Puts the question at the end of the queue."""
    Question.objects.open().filter(pk=question.pk).update(skipped_at=timezone.now())


def reopen(decision: Decision) -> None:
    """Asks again what this decision answered, since it is undone."""
    Question.objects.filter(decision=decision).update(state=State.OPEN, decision=None, answered_at=None)


def settle(authors: Collection[int], decision: Decision | None = None) -> None:
    """Brings the questions about these authors up to date: moot where answered elsewhere; and marks slots in doubt."""
    _settle_pairs(authors, decision)
    _settle_lists(authors, decision)


def settle_works(works: Collection[int], decision: Decision | None = None) -> None:
    """Takes back questions about these works that were answered elsewhere."""
    involved = Q(work__in=works) | Q(other_work__in=works)
    rows = Question.objects.open().filter(involved, kind=Kind.WORK).values_list("id", *_WORK_ROOTS)
    pairs = {pk: frozenset((one_into or one, other_into or other)) for pk, one, one_into, other, other_into in rows}
    apart = decisions.work_pairs({work for pair in pairs.values() for work in pair}) if pairs else set()
    moot = [pk for pk, pair in pairs.items() if len(pair) < 2 or pair in apart]
    if moot:
        _end(moot, decision)


_WORK_ROOTS = ("work", "work__merged_into", "other_work", "other_work__merged_into")


def _settle_pairs(authors: Collection[int], decision: Decision | None) -> None:
    ids = with_absorbed(authors)
    involved = Q(author__in=ids) | Q(other__in=ids)
    rows = list(
        Question.objects.open().filter(involved, kind=Kind.PERSON)
        .values_list("id", "author", "author__merged_into", "other", "other__merged_into")
    )  # fmt: skip
    if not rows:
        return
    pairs = {pk: frozenset((one_into or one, other_into or other)) for pk, one, one_into, other, other_into in rows}
    apart = decisions.apart_pairs({author for pair in pairs.values() for author in pair}, own_undos=False)
    moot = [pk for pk, pair in pairs.items() if len(pair) < 2 or pair in apart]
    if moot:
        _end(moot, decision)


def _end(moot: list[int], decision: Decision | None) -> None:
    Question.objects.filter(id__in=moot).update(state=State.MOOT, decision=decision, answered_at=timezone.now())


def with_absorbed(authors: Collection[int]) -> set[int]:
    """These authors and who was merged into them: looked up on its own, since an OR over joins reads whole tables."""
    return {*authors, *Author.objects.filter(merged_into__in=authors).values_list("id", flat=True)}


def _settle_lists(authors: Collection[int], decision: Decision | None) -> None:
    kinds = (Kind.SPLIT, Kind.MISFIT)
    rows = list(
        Question.objects.open().filter(author__in=with_absorbed(authors), kind__in=kinds)
        .values_list("id", "author", "author__merged_into", "mentions", "key")
    )  # fmt: skip
    mentions = {mention for row in rows for mention in row[3]}
    homes = dict(Authorship.objects.filter(id__in=mentions).values_list("id", "author"))
    kept = belonging.kept({author for author in homes.values() if author}) if rows else {}
    doubted: set[int] = set()
    moot = []
    for pk, author, into, slots, key in rows:
        home = into or author
        # What its owner proposes is not in doubt by that; what a person said belongs is asked about by nobody else.
        proposed = key.startswith(PROPOSED)
        here = {slot for slot in slots if homes.get(slot) == home and (proposed or slot not in kept.get(home, ()))}
        if not here:
            moot.append(pk)
        elif not proposed:
            doubted |= here
    if moot:
        _end(moot, decision)
    Authorship.objects.filter(author__in=authors, is_doubted=True).exclude(id__in=doubted).update(is_doubted=False)
    Authorship.objects.filter(id__in=doubted, is_doubted=False).update(is_doubted=True)

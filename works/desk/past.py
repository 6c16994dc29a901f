"""What was decided about a record, newest first: who, when, why, on what evidence, and whether it can be undone."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from profiles.models import Author, User
from works.desk import acting
from works.desk.acting import DECIDE, EDIT
from works.ledger import decisions, tree, undo
from works.models import Assignment, Decision, Work

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger as the desk tells it."""

    decision: Decision
    given: int
    undone_by: str
    may_undo: bool
    evidence: Sequence[Mapping[str, Any]] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Who decided."""
        return decisions.who(self.decision)


@dataclass(frozen=True, slots=True)
class History:
    """A page of a record's history; `before` is the line that the next page begins below, if there is one."""

    entries: Sequence[Entry]
    before: int | None = None


def may_undo(user: User, decision: Decision) -> bool:
    """Whether this person may undo the line: whoever may edit fields undoes edits, and their undoing."""
    return undo.can_be_undone(decision) and user.has_perm(permission(decision))


def permission(decision: Decision) -> str:
    """What somebody needs to undo the line."""
    first = decision
    while first.undoes is not None:
        first = first.undoes
    return EDIT if first.kind == Decision.Kind.LOCK else DECIDE


def below(request: HttpRequest) -> int | None:
    """The line that the wanted page of a history begins below; None for the newest."""
    return acting.number(request.GET.get("before")) or None


def of_author(author: Author, user: User, before: int | None = None) -> History:
    """What was decided about the author, and about the records that were merged into it."""
    ids = tree.below("author", author.pk)
    lines = Decision.objects.all()
    given = Assignment.objects.filter(author__in=ids)
    return _page([lines.filter(author__in=ids), lines.filter(other__in=ids)], given, user, before)


def of_work(work: Work, user: User, before: int | None = None) -> History:
    """What was decided about the work, about those that were joined to it, and about who wrote them."""
    ids = tree.below("work", work.pk)
    lines = Decision.objects.all()
    given = Assignment.objects.filter(mention__base_work__in=ids)
    return _page([lines.filter(work__in=ids), lines.filter(other_work__in=ids)], given, user, before)


def _page(about: Iterable[QuerySet[Decision]], given: QuerySet[Assignment], user: User, before: int | None) -> History:
    # Each way to the ledger has an index of its own; an OR over them would read all of it.
    ways: list[tuple[str, QuerySet[Any]]] = [("id", way) for way in about]
    ways.append(("decision", given))
    newest = []
    for column, way in ways:
        older = way.filter(**{f"{column}__lt": before}) if before else way
        newest.append(list(older.order_by(f"-{column}").values_list(column, flat=True).distinct()[: A_PAGE + 1]))
    ids = list(dict.fromkeys(heapq.merge(*newest, reverse=True)))
    shown = ids[:A_PAGE]
    counts = dict(given.filter(decision__in=shown).values_list("decision").annotate(n=Count("*")))
    return History(entries(shown, user, counts), shown[-1] if len(ids) > A_PAGE else None)


def entries(ids: Sequence[int], user: User, given: Mapping[int, int]) -> list[Entry]:
    """These lines, newest first; `given` says how many mentions and source pages each gave to somebody."""
    related = ("actor", "page", "author", "other", "work", "other_work", "undoes__undoes__undoes", "part_of")
    texts = ("card", "abstract_html", "abstract_key")
    unread = ("page__raw", *(f"{work}__{text}" for work in ("work", "other_work") for text in texts))
    lines = Decision.objects.filter(id__in=ids).select_related(*related).defer(*unread).order_by("-id")
    undone = {line.undoes_id: line for line in Decision.objects.filter(undoes__in=ids).select_related("actor")}
    make = partial(_entry, user=user, given=given, undone=undone)
    return [make(line) for line in lines]


def _entry(line: Decision, user: User, given: Mapping[int, int], undone: Mapping[int | None, Decision]) -> Entry:
    by = undone.get(line.pk)
    told = f"{decisions.who(by)}, {by.created_at:%-d %B %Y}" if by and by.in_force else ""
    return Entry(line, given.get(line.pk, 0), told, may_undo(user, line), line.evidence)

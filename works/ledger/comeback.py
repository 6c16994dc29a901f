"""What a roll-back takes back beside the listings, and how it returns with the same bytes: merges and questions."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from profiles import trust
from profiles.models import Author
from works import refresh
from works.ledger import decisions, questions, tree, undo
from works.ledger.decisions import By, Conflict
from works.ledger.slots import BASE
from works.models import Authorship, Decision, ImportPage, Question, Work

Kind, State = Decision.Kind, Question.State


def take_back_merges(pages: Collection[ImportPage], decision: Decision) -> set[int]:
    """Undoes what the machine merged for these pages, unless a page that stands says so; gives the authors."""
    # Answers that followed from the pages are none any more; what stands answers them again.
    answered = Question.objects.filter(state=State.MOOT, decision__page__in=pages)
    answered.update(state=State.OPEN, decision=None, answered_at=None)
    touched: set[int] = set()
    merges = Decision.objects.filter(kind=Kind.MERGE, page__in=pages, in_force=True).exclude(machine="")
    for merge in merges.order_by("-id"):
        last = _last(merge)
        if not last.machine or _is_supported(merge):
            continue
        below = set(tree.below("author", merge.other_id or 0))
        line = undo.undo(last, By(), f"Taken back with the roll-back: {decisions.lower(merge.reason)}")
        Decision.objects.filter(pk=line.pk).update(part_of=decision)
        touched |= below
    return touched


def _last(merge: Decision) -> Decision:
    """The last line of undoing and doing again; the merge itself where nobody did."""
    return [merge, *decisions.chained(merge)][-1]


_SUPPORT = f"""
    SELECT EXISTS (
        SELECT 1 FROM works_listing l JOIN works_authorship a ON a.id = l.slot_id
        JOIN works_sourceprofile p ON p.id = l.profile_id
        CROSS JOIN LATERAL (SELECT {BASE.format(column="mention_id", row="a")} AS id) slot
        CROSS JOIN LATERAL (SELECT {BASE.format(column="profile_id", row="p")} AS id) owner
        WHERE l.work_id = ANY(%(works)s) AND slot.id = ANY(%(whole)s) AND owner.id = ANY(%(whole)s)
        AND (slot.id = ANY(%(side)s)) <> (owner.id = ANY(%(side)s)))
"""  # noqa: S608 - constants


def _is_supported(merge: Decision) -> bool:
    """Whether a page that stands lists, as its person's, a slot of one side where its person is the other."""
    assert merge.author is not None, "A merge has two sides."
    assert merge.other is not None, "A merge has two sides."
    side = tree.below("author", merge.author.pk)
    whole = tree.below("author", merge.other.merged_into_id or merge.other.pk)
    with connection.cursor() as cursor:
        cursor.execute(_SUPPORT, {"works": list(tree.works_of(whole)), "whole": whole, "side": side})
        return bool((cursor.fetchone() or [False])[0])


def bring_back(page: ImportPage, withdrawn: Collection[ImportPage]) -> None:
    """Before the page is imported: does again what the roll-back of these pages with its bytes took back."""
    if not withdrawn:
        return
    for merge in Decision.objects.filter(kind=Kind.MERGE, page__in=withdrawn, in_force=False).order_by("id"):
        last = _last(merge)
        if last.part_of is None or last.part_of.kind != Kind.ROLL_BACK or _told_apart(merge):
            continue
        try:
            undo.undo(last, By(page=page))
        except Conflict:
            # Somebody decided otherwise meanwhile.
            continue
        Decision.objects.filter(pk=merge.pk).update(page=page)
    Question.objects.filter(page__in=withdrawn).update(page=page)


def _told_apart(merge: Decision) -> bool:
    ids = [pk for pk in (merge.author_id, merge.other_id) if pk]
    if Author.objects.filter(id__in=ids, level__gte=trust.CLAIMED).exists():
        # Who owns one of them by now decides.
        return True
    pair = frozenset(into or pk for pk, into in Author.objects.filter(id__in=ids).values_list("id", "merged_into"))
    return pair in decisions.apart_pairs(pair)


def ask_again(page: ImportPage, authors: Collection[int], works: Collection[int]) -> None:
    """Opens the questions that a roll-back closed, where what they are about and the page that asked is back."""
    about = Q(author__in=authors) | Q(other__in=authors) | Q(work__in=works) | Q(other_work__in=works)
    closed = Question.objects.filter(about, state=State.MOOT, decision__kind=Kind.ROLL_BACK)
    asked_by = Q(page=None) | Q(page=page) | Q(page__state=ImportPage.State.IMPORTED)
    gone = Author.objects.filter(works_count=0, level=0, merged_into=None)
    for key in ("author", "other"):
        closed = closed.exclude(Q(kind=Question.Kind.PERSON) & Exists(gone.filter(pk=OuterRef(key))))
    for key in ("work", "other_work"):
        closed = closed.exclude(Exists(Work.objects.filter(pk=OuterRef(key), is_listed=False)))
    rows = list(closed.filter(asked_by).values_list("id", "author", "other", "mentions"))
    home = dict(Authorship.objects.filter(id__in=[m for row in rows for m in row[3]]).values_list("id", "author"))
    back = [row for row in rows if not row[3] or any(home.get(mention) for mention in row[3])]
    if back:
        ids = [row[0] for row in back]
        Question.objects.filter(id__in=ids).update(state=State.OPEN, decision=None, answered_at=None)
        doubted = {pk for row in back for pk in row[1:3] if pk}
        questions.settle(doubted | set(authors))
        refresh.authors({row[1] for row in back if row[3]}, page.called)


def close_questions(
    pages: Collection[ImportPage], decision: Decision, authors: Collection[int], works: Collection[int]
) -> None:
    """Closes what these pages asked, and what is asked about an author or a work that went with them."""
    gone = Author.objects.filter(works_count=0, level=0, merged_into=None, id__in=authors).values("id")
    unlisted = Work.objects.filter(id__in=works, is_listed=False).values("id")
    without_subject = Q(kind=Question.Kind.PERSON) & (Q(author__in=gone) | Q(other__in=gone))
    without_subject |= Q(work__in=unlisted) | Q(other_work__in=unlisted)
    rows = list(
        Question.objects.open().filter(Q(page__in=pages) | without_subject).values_list("id", "author", "mentions")
    )
    Question.objects.filter(id__in=[row[0] for row in rows]).update(
        state=State.MOOT, decision=decision, answered_at=timezone.now()
    )
    # What was settled by a part of the roll-back was settled by the roll-back.
    Question.objects.filter(state=State.MOOT, decision__part_of=decision).update(decision=decision)
    if lists := {author for _, author, mentions in rows if mentions and author}:
        questions.settle(lists)
        refresh.authors(lists, f"import rolled back (no. {decision.pk})")

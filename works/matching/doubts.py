"""Asks about works that do not seem to belong to the author whose list they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from profiles.models import Author
from works.identity import misfits
from works.identity.misfits import ListedWork, Misfit
from works.identity.terms import title_words
from works.ledger import belonging, decisions, questions
from works.matching import blocks, counts
from works.models import Authorship, ImportPage, Question, SourceProfile

Kind, State = Question.Kind, Question.State
# A list that is longer than a person's says nothing of one person's habits, and takes long to compare.
MOST_WORKS = 500
# The newest abstract that a source gives of a work, and a category of it.
_TEXTS = """
    SELECT a.id, a.author_id,
        (SELECT l.record->>'abstract' FROM works_listing l
         WHERE l.work_id = a.work_id AND l.record->>'abstract' <> '' ORDER BY l.captured_on DESC, l.id DESC LIMIT 1),
        (SELECT t.code FROM works_work_topics w JOIN works_topic t ON t.id = w.topic_id
         WHERE w.work_id = a.work_id ORDER BY t.code LIMIT 1)
    FROM works_authorship a WHERE a.author_id = ANY(%s)
"""


def review(authors: Collection[Author], page: ImportPage | None = None) -> None:
    """Asks about works that do not fit the rest of these authors' lists, and takes back what does not hold any more."""
    counted = Authorship.objects.filter(author__in=authors).values("author").annotate(n=Count("*"))
    sizes = dict(counted.values_list("author", "n"))
    short = [author for author in authors if 0 < sizes.get(author.pk, 0) <= MOST_WORKS]
    lists = _lists(short)
    if not lists:
        return
    knowledge = counts.about([work.mention for works in lists.values() for work in works])
    listed = set(SourceProfile.objects.filter(author__in=short).values_list("author", flat=True))
    kept = _kept(short)
    pinned = belonging.kept([author.pk for author in short])
    asked = []
    for author in short:
        found = misfits.find(lists[author.pk], knowledge)
        # A source's own list is questioned; what was put together here did not fit together.
        kind = Kind.SPLIT if author.pk in listed else Kind.MISFIT
        for group in found:
            # What its owner said belongs is not asked about, whatever fits as little as it.
            rest = set(group.mentions) - pinned[author.pk]
            if not kept[author.pk] >= rest:
                asked.append(_question(author, group, rest, kind, page))
    _supersede(short, {question.key for question in asked})
    questions.ask(asked)


def _lists(authors: Collection[Author]) -> dict[int, list[ListedWork]]:
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [[author.pk for author in authors]])
        texts = {row[0]: row[1:] for row in cursor.fetchall()}
    lists: dict[int, list[ListedWork]] = defaultdict(list)
    for mention in blocks.mentions_of(texts):
        author, abstract, category = texts[mention.id]
        lists[author].append(ListedWork(mention, title_words(abstract or ""), category or ""))
    return lists


def _kept(authors: Iterable[Author]) -> dict[int, set[int]]:
    """The slots of which a person said that they belong where they are."""
    kept: dict[int, set[int]] = defaultdict(set)
    ids = questions.with_absorbed([author.pk for author in authors])
    answered = Question.objects.filter(author__in=ids, kind__in=(Kind.SPLIT, Kind.MISFIT), state=State.SAME)
    for author, into, mentions in answered.values_list("author", "author__merged_into", "mentions"):
        kept[into or author] |= set(mentions)
    return kept


def _question(author: Author, group: Misfit, mentions: Collection[int], kind: str, page: ImportPage | None) -> Question:
    evidence: list[Any] = decisions.rows(group.evidence)
    return questions.about_list(author, mentions, group.score, evidence, kind, page)


def _supersede(authors: Iterable[Author], keys: set[str]) -> None:
    """Takes back questions that would not be asked any more, and asks again those that would."""
    ids = questions.with_absorbed([author.pk for author in authors])
    rows = Question.objects.filter(author__in=ids, kind__in=(Kind.SPLIT, Kind.MISFIT), decision=None)
    # What the owners of records ask is theirs to take back.
    for theirs in (questions.DOUBTED, questions.PROPOSED):
        rows = rows.exclude(key__startswith=theirs)
    rows.filter(state=State.OPEN).exclude(key__in=keys).update(state=State.MOOT, answered_at=timezone.now())
    rows.filter(state=State.MOOT, key__in=keys).update(state=State.OPEN, answered_at=None)

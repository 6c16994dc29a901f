"""Why a work is in a reader's feed: who and what of it the reader follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from profiles.addresses import address


@dataclass(frozen=True, slots=True)
class Reason:
    """One author, topic or institution that the reader follows; `what` is how forms name it."""

    name: str
    url: str
    what: str


def of(user: int, work_ids: Collection[int]) -> dict[int, list[Reason]]:
    """Whom and what of each work the reader follows and hears of, people first: one query."""
    found: dict[int, list[Reason]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"user": user, "ids": list(work_ids)})
        for work, kind, name, key, slug in cursor.fetchall():
            if kind == "author":
                found[work].append(Reason(name, address(key, slug), f"researcher:{key}"))
            else:
                found[work].append(Reason(name, reverse(kind, args=[slug]), f"{kind}:{slug}"))
    return found


_SQL = """
    SELECT * FROM (
        SELECT l.work_id, 'author' AS kind, s.name, s.public_id AS key, s.slug
        FROM profiles_follow f JOIN profiles_author s ON s.id = f.author_id AND s.hidden_at IS NULL
        JOIN works_authorship l ON l.author_id = s.id AND l.work_id = ANY(%(ids)s)
        WHERE f.user_id = %(user)s AND f.tell <> 'off'
        UNION ALL
        SELECT l.work_id, 'topic', s.code, '', s.slug
        FROM works_work_topics l JOIN works_subjectfollow f ON f.topic_id = l.topic_id
        JOIN works_topic s ON s.id = f.topic_id
        WHERE l.work_id = ANY(%(ids)s) AND f.user_id = %(user)s AND f.tell <> 'off'
        UNION ALL
        SELECT l.work_id, 'institution', s.name, '', s.slug
        FROM works_work_institutions l JOIN works_subjectfollow f ON f.institution_id = l.institution_id
        JOIN works_institution s ON s.id = f.institution_id
        WHERE l.work_id = ANY(%(ids)s) AND f.user_id = %(user)s AND f.tell <> 'off'
    ) AS reasons ORDER BY work_id, kind = 'author' DESC, kind DESC, name
"""

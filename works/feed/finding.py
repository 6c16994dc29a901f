"""Which works are new to a reader: found subject by subject, at a cost that does not grow with the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

# A work that is older than this when the site first sees it is no news, unless it came out after the follow.
DAYS_OF_NEWS = 30
# How many works of one subject a look goes through at most: an import of an old list must not make it slow.
LOOK = 5_000
HIGHEST = 2**62
EVER, NEVER = dt.datetime(1, 1, 2, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """New works, the newest first; `looked_to` is the work down to which was looked, where there may be older ones."""

    ids: Sequence[int]
    looked_to: int | None


def before(user: int, work: int, size: int) -> Found:
    """At most `size` works that are new to the reader and were first seen before this one."""
    return _find(user, before=work, size=size)


def between(user: int, since: dt.datetime, until: dt.datetime, size: int) -> Found:
    """At most `size` works that are new to the reader, first seen in this time and after each follow."""
    return _find(user, size=size, since=since, until=until, later=True, lowest=_lowest(since))


def _lowest(since: dt.datetime) -> int:
    with connection.cursor() as cursor:
        # OFFSET 0: of those alone. The planner would look for the lowest number among all works.
        cursor.execute(
            "SELECT min(id) FROM (SELECT id FROM works_work WHERE created_at > %s OFFSET 0) AS seen", [since]
        )
        [lowest] = cursor.fetchone()
    return HIGHEST if lowest is None else int(lowest)


def _find(user: int, **asked: Any) -> Found:
    usual: dict[str, Any] = {"before": HIGHEST, "lowest": 0, "since": EVER, "until": NEVER, "later": False}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"user": user, "look": LOOK, "days": DAYS_OF_NEWS, **usual, **asked})
        ids, looked_to = cursor.fetchone()
    # Below that, another subject may have newer ones.
    return Found([pk for pk in ids if pk >= (looked_to or 0)], looked_to)


# OFFSET 0: each work is looked up by its number. A merge would walk all works down to the newest of the subject.
# Of a date without day and month the last day counts: the work may have come out on any.
_NEWS = """
    w.is_listed AND w.merged_into_id IS NULL
    AND (coalesce(w.published_on, w.ordered_on + 364) >= (w.created_at AT TIME ZONE 'UTC')::date - %(days)s
        OR w.ordered_on > (f.since AT TIME ZONE 'UTC')::date)
    AND w.created_at > %(since)s AND w.created_at <= %(until)s AND (NOT %(later)s OR w.created_at > f.since)
"""


def _followed(name: str, subject: str, of: str, table: str) -> str:
    of_it = f"{table} AS l WHERE l.{subject} = s.subject AND l.work_id >= %(lowest)s AND l.work_id < %(before)s"
    return f"""
    {name} AS MATERIALIZED (
        SELECT s.*, (SELECT l.work_id FROM {of_it} ORDER BY l.work_id DESC OFFSET %(look)s - 1 LIMIT 1) AS looked_to
        FROM (SELECT f.{subject} AS subject, f.created_at AS since FROM {of}
            WHERE f.user_id = %(user)s AND f.tell <> 'off' AND f.{subject} IS NOT NULL) AS s
    ), of_{name} AS (
        SELECT n.work_id FROM {name} AS f CROSS JOIN LATERAL (
            SELECT l.work_id FROM (
                SELECT l.work_id FROM {of_it.replace("s.subject", "f.subject")} ORDER BY l.work_id DESC LIMIT %(look)s
            ) AS l CROSS JOIN LATERAL (
                SELECT FROM works_work AS w WHERE w.id = l.work_id AND {_NEWS} OFFSET 0
            ) AS w ORDER BY l.work_id DESC LIMIT %(size)s
        ) AS n
    )"""  # noqa: S608 - constants


_AUTHORS = "profiles_follow f JOIN profiles_author p ON p.id = f.author_id AND p.hidden_at IS NULL"
_SQL = f"""
    WITH {_followed("authors", "author_id", _AUTHORS, "works_authorship")},
    {_followed("topics", "topic_id", "works_subjectfollow f", "works_work_topics")},
    {_followed("institutions", "institution_id", "works_subjectfollow f", "works_work_institutions")}
    SELECT ARRAY(
        SELECT work_id FROM (
            SELECT work_id FROM of_authors UNION SELECT work_id FROM of_topics UNION SELECT work_id FROM of_institutions
        ) AS found ORDER BY work_id DESC LIMIT %(size)s
    ), (SELECT max(looked_to) FROM (
        SELECT looked_to FROM authors UNION ALL SELECT looked_to FROM topics
        UNION ALL SELECT looked_to FROM institutions
    ) AS looks)
"""  # noqa: S608 - constants

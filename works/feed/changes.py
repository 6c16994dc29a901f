"""What moved the trust of records whose every change a reader follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from profiles.addresses import address
from profiles.models import Author
from works.feed.finding import EVER, HIGHEST, NEVER
from works.owners import shown


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a record's history, with what a reader is told of it; `what` is how forms name the record."""

    pk: int
    at: dt.datetime
    name: str
    url: str
    what: str
    after: int
    change: int
    reason: str

    @property
    def before(self) -> int:
        """The score that the line moved."""
        return self.after - self.change


def before(user: int, line: int, size: int) -> list[Change]:
    """At most `size` changes since each follow that are older than this line, the newest first."""
    return _find(user, size, before=line)


def between(user: int, since: dt.datetime, until: dt.datetime, size: int) -> list[Change]:
    """At most `size` changes in this time, and since each follow, the newest first."""
    return _find(user, size, since=since, until=until)


def _find(user: int, size: int, **asked: Any) -> list[Change]:
    usual: dict[str, Any] = {"before": HIGHEST, "since": EVER, "until": NEVER}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"user": user, "size": size, **usual, **asked})
        rows = cursor.fetchall()
    # Whom a reason names by a name of old is named as everywhere: no query where nobody was renamed.
    renamed = {author for *_, author, renamed_at in rows if renamed_at}
    old = shown.OldNames.of(Author.objects.filter(id__in=renamed)) if renamed else None
    return [
        Change(
            pk,
            at,
            name,
            address(public_id, slug),
            f"researcher:{public_id}",
            after,
            change,
            old.replaced(reason) if old else reason,
        )
        for pk, at, after, change, reason, name, public_id, slug, _, _ in rows
    ]


_SQL = """
    SELECT t.id, t.computed_at, t.score, t.change, t.reason, p.name, p.public_id, p.slug, p.id, p.renamed_at
    FROM profiles_follow f JOIN profiles_author p ON p.id = f.author_id AND p.hidden_at IS NULL
    CROSS JOIN LATERAL (
        SELECT * FROM profiles_trustscore s
        WHERE s.author_id = f.author_id AND s.change <> 0 AND s.id < %(before)s AND s.computed_at > f.created_at
            AND s.computed_at > %(since)s AND s.computed_at <= %(until)s
        ORDER BY s.id DESC LIMIT %(size)s
    ) AS t
    WHERE f.user_id = %(user)s AND f.tell = 'everything' ORDER BY t.id DESC LIMIT %(size)s
"""

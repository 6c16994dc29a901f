"""Counts anew how common names, words, venues and places are, beside the table that is in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction

from works import turn
from works.identity.mentions import Mention
from works.identity.terms import title_words
from works.ledger import kept
from works.matching import counts
from works.models import Authorship

CHUNK = 500
_TABLE = "recounted_frequency"


class Recount:
    """Every work counted into a temporary table, which then is compared with the real one, or put in its place."""

    def __init__(self) -> None:
        self._last = 0
        _execute(f"DROP TABLE IF EXISTS {_TABLE}")
        _execute(f"CREATE TEMPORARY TABLE {_TABLE} (kind text, key text, count bigint, PRIMARY KEY (kind, key))")

    def walk(self) -> Iterator[int]:
        """Counts what there is, chunk by chunk, and yields the last work's id after each."""
        while ids := kept.next_ids("works_work", self._last, CHUNK):
            _count(ids)
            self._last = ids[-1]
            yield self._last

    def differing(self) -> int:
        """How many frequencies are not what was counted."""
        [[count]] = _execute(f"SELECT count(*) {_DIFFERENT}")
        return int(count)

    def replace(self) -> int:
        """Keeps what was counted, and what has come in since; gives how many frequencies differed."""
        with transaction.atomic():
            turn.take()
            for _ in self.walk():
                pass
            differing = self.differing()
            if differing:
                _execute(_REMOVE)
                _execute(_KEEP)
        return differing


def _count(works: Collection[int]) -> None:
    # As they came in: what was joined since was counted by itself.
    rows = Authorship.objects.filter(base_work__in=works).order_by("base_work", "id")
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for work, printed, places, title, venue in rows.values_list(
        "base_work", "printed_name", "affiliations", "base_work__title", "base_work__host"
    ):
        mentions[work].append(
            Mention(0, work, printed, title_words=title_words(title), venue=venue, affiliations=tuple(places))
        )
    names = [name for held in mentions.values() for mention in held if (name := mention.parsed)]
    counts.learn(map(tuple, mentions.values()), names, table=_TABLE)


def _execute(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


_DIFFERENT = f"""
    FROM works_frequency f FULL JOIN {_TABLE} n ON n.kind = f.kind AND n.key = f.key
    WHERE f.count IS DISTINCT FROM n.count
"""
_REMOVE = f"""
    DELETE FROM works_frequency f WHERE NOT EXISTS (
        SELECT 1 FROM {_TABLE} n WHERE n.kind = f.kind AND n.key = f.key AND n.count = f.count)
"""  # noqa: S608 - constants
_KEEP = f"""
    INSERT INTO works_frequency (kind, key, count) SELECT kind, key, count FROM {_TABLE}
    ON CONFLICT (kind, key) DO NOTHING
"""  # noqa: S608 - constants

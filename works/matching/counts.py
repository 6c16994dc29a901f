"""How common names, words, venues and places are here: kept in a table, read for just the keys that are needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection

from works.identity.mentions import Mention
from works.identity.naming import Name, parse
from works.identity.priors import NameCounts, first_given
from works.identity.terms import Knowledge, place_words, venue_key, venue_words
from works.models import Frequency

Kind = Frequency.Kind
TABLE = "works_frequency"
_WORKS = "works"
_NAMES = "names"


def learn(works: Iterable[tuple[Mention, ...]], names: Iterable[Name], table: str = TABLE) -> None:
    """Counts new works, each given as its mentions, and those of the names that were never seen: two statements."""
    counts: Counter[tuple[str, str]] = Counter()
    for name in _unseen(names, table):
        counts[Kind.TOTAL, _NAMES] += 1
        counts[Kind.FAMILY, name.surname] += 1
        counts[Kind.GIVEN, first_given(name)] += 1
        counts[Kind.INITIAL, name.joined[0]] += 1
    for mentions in works:
        if not mentions:
            continue
        counts[Kind.TOTAL, _WORKS] += 1
        counts.update((Kind.WORD, word) for word in mentions[0].title_words)
        if venue := venue_key(mentions[0].venue):
            counts[Kind.VENUE, venue] += 1
        places = {word for mention in mentions for text in mention.affiliations for word in place_words(text)}
        counts.update((Kind.PLACE, place) for place in places)
    add(counts, table)


def _unseen(names: Iterable[Name], table: str) -> list[Name]:
    by_key = {name.key: name for name in names if name.joined}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (kind, key, count) SELECT 'name', key, 1 FROM unnest(%s::text[]) AS n (key)
            ORDER BY key ON CONFLICT DO NOTHING RETURNING key
            """,  # noqa: S608 - constants
            [list(by_key)],
        )
        return [by_key[row[0]] for row in cursor.fetchall()]


def add(counts: Mapping[tuple[str, str], int], table: str = TABLE) -> None:
    """Adds to what was counted, by (kind, key): one statement."""
    rows = sorted(counts.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} AS f (kind, key, count)
            SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])
            ON CONFLICT (kind, key) DO UPDATE SET count = f.count + excluded.count
            """,  # noqa: S608 - constants
            [[kind for (kind, _), _ in rows], [key for (_, key), _ in rows], [count for _, count in rows]],
        )


def about(mentions: Iterable[Mention]) -> Knowledge:
    """What is known of everything that these mentions say: one query."""
    keys: set[tuple[str, str]] = {(Kind.TOTAL, _WORKS), (Kind.TOTAL, _NAMES)}
    for mention in mentions:
        keys.update((Kind.WORD, word) for word in mention.title_words)
        venue = venue_key(mention.venue)
        keys.add((Kind.VENUE, venue))
        keys.update((Kind.WORD, word) for word in venue_words(venue))
        keys.update((Kind.PLACE, word) for text in mention.affiliations for word in place_words(text))
        for printed in (mention.name, *mention.coauthors):
            if (name := parse(printed)) and name.joined:
                keys |= {(Kind.FAMILY, name.surname), (Kind.GIVEN, first_given(name)), (Kind.INITIAL, name.joined[0])}
    found = _read(keys)
    names = NameCounts(found[Kind.TOTAL][_NAMES], found[Kind.FAMILY], found[Kind.GIVEN], found[Kind.INITIAL])
    return Knowledge(names, found[Kind.TOTAL][_WORKS], found[Kind.WORD], found[Kind.VENUE], found[Kind.PLACE])


def _read(keys: set[tuple[str, str]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {kind: Counter() for kind in Kind}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT f.kind, f.key, f.count FROM works_frequency f
            JOIN unnest(%s::text[], %s::text[]) AS n (kind, key) ON f.kind = n.kind AND f.key = n.key
            """,
            [[kind for kind, _ in keys], [key for _, key in keys]],
        )
        for kind, key, count in cursor.fetchall():
            found[kind][key] = count
    return found

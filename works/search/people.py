"""People by name: the beginning of the name or of the family name, words in any order, and names that are alike."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from profiles.addresses import address
from profiles.models.authors import PUBLIC_SQL
from works.search import ladder, patience, reading
from works.search.found import Found, Place
from works.search.ladder import Rung

_TABLE = ladder.Table("profiles_author", PUBLIC_SQL)
_NAME, _TURNED = "folded_name", "turned_name"
# The facts that tell namesakes apart stand in the row; of a long list only the first few are read.
_PEOPLE = """
    SELECT id, public_id, slug, name, affiliation, works_count,
        jsonb_path_query_array(side, '$.topics[0 to 1].name'), jsonb_path_query_array(side, '$.coauthors[0 to 2].name')
    FROM profiles_author WHERE id = ANY(%s) ORDER BY array_position(%s::bigint[], id)
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a line of results names them, told apart from namesakes."""

    id: int
    public_id: str
    url: str
    name: str
    affiliation: str
    works: int
    topics: tuple[str, ...]
    coauthors: tuple[str, ...]


def find(
    text: str,
    place: str = "",
    size: int = 20,
    *,
    guess: bool = True,
    likeness: float = patience.LIKENESS,
    seconds: float = patience.SECONDS,
) -> Found[Person]:
    """The people of this name, or, to `guess`, of names like it where nobody bears it; four queries at most."""
    query = reading.read(text)
    words = query.name.split()
    if not 0 < len(words) <= reading.MOST_WORDS:
        return Found()
    try:
        with patience.some(seconds, likeness):
            at = Place.read(place)
            climbed = ladder.climb(_TABLE, rungs(query), words, at, size)
            if guess and not climbed.rows and not at:
                alike = ladder.alike(_TABLE, query.name, size)
                return Found(of(alike), guessed=bool(alike))
            following = str(Place(*climbed.rows[-1])) if climbed.more else ""
            return Found(of([row[2] for row in climbed.rows]), following, partial=climbed.partial)
    except patience.GaveUp:
        return Found(gave_up=True)


def rungs(query: reading.Query) -> list[Rung]:
    """Where the names that begin with what was typed are looked for, the likeliest first."""
    found: list[Rung] = []
    for name in query.names:
        if " " not in name:
            # Most who type one word type a family name.
            found += [Rung.of_word(_TURNED, name), Rung.of_word(_NAME, name)]
            found += [Rung.beyond_word(_TURNED, name), Rung.beyond_word(_NAME, name)]
            continue
        for order in reading.orders(name):
            found += [Rung.beginning(_NAME, order), Rung.beginning(_TURNED, order)]
    return found


def of(ids: Collection[int]) -> tuple[Person, ...]:
    """The people of these ids, which are ids of public records, in this order: one query."""
    if not ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [list(ids), list(ids)])
        return tuple(
            Person(pk, public_id, address(public_id, slug), name, affiliation, works, _texts(topics), _texts(coauthors))
            for pk, public_id, slug, name, affiliation, works, topics, coauthors in cursor.fetchall()
        )


def _texts(stored: str | list[str]) -> tuple[str, ...]:
    # Django leaves JSON to its own fields: from a bare cursor it comes as text.
    return tuple(json.loads(stored) if isinstance(stored, str) else stored)

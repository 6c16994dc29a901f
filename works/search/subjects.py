"""Topics and institutions by name; topics by the archive's code as well."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from profiles.names import fold_words
from works import taxonomy
from works.search import ladder, patience, reading
from works.search.found import Found, Place
from works.search.ladder import Rung

type Noun = Literal["topic", "institution"]

_TABLES = {noun: ladder.Table(f"works_{noun}", "works_count > 0") for noun in ("topic", "institution")}
_CODES = "SELECT id FROM works_topic WHERE upper(code) = upper(%s) AND works_count > 0"
_SUBJECTS = """
    SELECT id, name, slug, works_count, {code} FROM works_{noun} WHERE id = ANY(%s)
    ORDER BY array_position(%s::bigint[], id)
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic or an institution; `code` is "" for an institution."""

    noun: str
    name: str
    code: str
    slug: str
    url: str
    works: int


def find(
    text: str,
    noun: Noun = "topic",
    place: str = "",
    size: int = 20,
    *,
    guess: bool = True,
    seconds: float = patience.SECONDS,
) -> Found[Subject]:
    """The topics or institutions of this name, or, to `guess`, of names like it where none bears it; five queries."""
    cleaned = reading.clean(text)
    # Not as a name, of which the last word may stand before a comma.
    words = fold_words(cleaned).split()
    if not words or len(words) > 2 * reading.MOST_WORDS:
        return Found()
    try:
        with patience.some(seconds):
            return _find(cleaned, words, noun, Place.read(place), size, guess)
    except patience.GaveUp:
        return Found(gave_up=True)


def _find(text: str, words: list[str], noun: Noun, at: Place | None, size: int, guess: bool) -> Found[Subject]:
    table, name = _TABLES[noun], " ".join(words)
    coded = _coded(text) if noun == "topic" and not at else []
    climbed = ladder.climb(table, [Rung.beginning("folded_name", name)], words, at, size)
    if guess and not coded and not climbed.rows and not at:
        alike = ladder.alike(table, name, size)
        return Found(_subjects(noun, alike), guessed=bool(alike))
    following = str(Place(*climbed.rows[-1])) if climbed.more else ""
    ids = [*coded, *(row[2] for row in climbed.rows if row[2] not in coded)]
    return Found(_subjects(noun, ids), following, partial=climbed.partial)


def _coded(text: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CODES, [taxonomy.code(text)])
        return [row[0] for row in cursor.fetchall()]


def _subjects(noun: Noun, ids: Collection[int]) -> tuple[Subject, ...]:
    if not ids:
        return ()
    # Both names of the table and the column are ours.
    sql = _SUBJECTS.format(noun=noun, code="code" if noun == "topic" else "''")
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids), list(ids)])
        return tuple(
            Subject(noun, name, code, slug, f"/{noun}s/{slug}/", works)
            for _, name, slug, works, code in cursor.fetchall()
        )

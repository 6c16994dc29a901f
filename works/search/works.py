"""Works by the words of their titles and abstracts: the best of those that hold them, each with why it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from works.search import facets as narrowing
from works.search import hits, marks, patience, reading
from works.search.facets import Count, Facets
from works.search.found import Found, Place
from works.search.hits import Hit

# So many works are ranked and counted; of words that stand in more, those of the newest years.
MOST = 1_000
RECENT, OLDEST = 3, 1900

_NEEDED = "SELECT querytree(websearch_to_tsquery('english', %s))"
# From the newest year on until there are enough: the year is a word of the vector, so that the index alone joins both,
# and of a word in nearly every work no more is read than is ranked. Where the last years hold few, `found` looks
# whether all of them do, which is then everything; undated works come in where dated ones are few.
_YEARS = """
    SELECT of_year.work_id FROM generate_series({years}, -1) AS years (year) CROSS JOIN LATERAL (
        SELECT work_id FROM works_worktext
        WHERE vector @@ ({asked} && ('''=year:' || years.year || '''')::tsquery) LIMIT %(most)s + 1
    ) AS of_year
"""
_RANKED = f"""
    WITH asked AS (SELECT websearch_to_tsquery('english', %(text)s) AS words),
    recent AS MATERIALIZED ({_YEARS.replace("{years}", "%(newest)s, %(recent)s")} LIMIT %(most)s + 1),
    found AS MATERIALIZED (
        SELECT work_id FROM works_worktext
        WHERE vector @@ {{asked}} AND (SELECT count(*) FROM recent) <= %(most)s LIMIT %(most)s + 1),
    older AS MATERIALIZED (
        {_YEARS.replace("{years}", "%(recent)s - 1, %(oldest)s")}
        WHERE (SELECT count(*) FROM found) > %(most)s LIMIT greatest(0, %(most)s - (SELECT count(*) FROM recent))),
    dated AS MATERIALIZED (SELECT work_id FROM recent UNION ALL SELECT work_id FROM older),
    chosen AS (SELECT work_id FROM dated LIMIT %(most)s),
    every AS (SELECT work_id FROM chosen UNION SELECT work_id FROM found WHERE (SELECT count(*) FROM dated) < %(most)s)
    SELECT e.work_id, ts_rank_cd(t.vector, a.words, 1)::float8,
        greatest((SELECT count(*) FROM recent), (SELECT count(*) FROM found)) > %(most)s
    FROM every e JOIN works_worktext t USING (work_id) CROSS JOIN asked a
    ORDER BY 2 DESC, 1 DESC LIMIT %(most)s
"""  # noqa: S608 - constants
_ASKED = "websearch_to_tsquery('english', %(text)s)"


@dataclass(frozen=True, slots=True)
class FoundWorks(Found[Hit]):
    """A page of works, how many there are (of the first 1,000 where `partial`), and their facets."""

    total: int = 0
    counts: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)
    # What was typed is nothing but very common words, or only leaves out.
    nothing_to_look_for: bool = False


def find(
    text: str,
    facets: Facets | None = None,
    place: str = "",
    size: int = 20,
    *,
    seconds: float = patience.SECONDS,
) -> FoundWorks:
    """The works that hold these words, the best first; a fixed number of queries."""
    query = reading.read(text)
    if not query.text:
        return FoundWorks()
    try:
        with patience.some(seconds):
            return _find(marks.plain(query.text), facets or Facets(), Place.read(place), size)
    except patience.GaveUp:
        return FoundWorks(gave_up=True)


def _find(words: str, facets: Facets, at: Place | None, size: int) -> FoundWorks:
    with connection.cursor() as cursor:
        cursor.execute(_NEEDED, [words])
        # "T" is a query that every work may answer: its words are only left out.
        if cursor.fetchall()[0][0] in {"", "T"}:
            return FoundWorks(nothing_to_look_for=True)
    ranked, partial = _ranked(words, facets)
    page = [row for row in ranked if at is None or _behind(at, row)]
    shown = page[:size]
    following = str(Place(0, repr(shown[-1][1]), shown[-1][0])) if len(page) > size else ""
    return FoundWorks(
        hits.of([pk for pk, _ in shown], words),
        following,
        partial=partial,
        total=len(ranked),
        counts=narrowing.counts([pk for pk, _ in ranked]) if ranked else {},
    )


def _ranked(words: str, facets: Facets) -> tuple[Sequence[tuple[int, float]], bool]:
    needed = marks.every(facets.marks())
    asked = f"({_ASKED} && %(marks)s::tsquery)" if needed else _ASKED
    year, now = int(facets.year or 0), timezone.now().year
    values: dict[str, str | int] = {
        "text": words, "marks": needed, "most": MOST,
        "newest": year or now + 2, "recent": year or now - RECENT, "oldest": OLDEST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(asked=asked), values)
        rows = cursor.fetchall()
    return [(pk, rank) for pk, rank, _ in rows], bool(rows and rows[0][2])


def _behind(place: Place, row: tuple[int, float]) -> bool:
    try:
        rank = float(place.key)
    except ValueError:
        return True
    return (-row[1], -row[0]) > (-rank, -place.pk)

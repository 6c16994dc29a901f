"""The texts of works that are searched and exported (WorkText), written with the facts they come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from works import tex
from works.imports.facts import WorkFacts
from works.models import WorkText
from works.search import marks

# What did not change is left alone: its words are computed once. Filters are words too: see works.search.marks.
_WRITE = """
    WITH told AS (
        SELECT t.id, t.tex, t.title, t.abstract, t.plain, ARRAY(
            SELECT unnest(string_to_array(t.marks, E'\\x1f'))
            UNION SELECT '=source:' || s.slug FROM works_listing l JOIN works_sourceprofile p ON p.id = l.profile_id
            JOIN works_source s ON s.id = p.source_id WHERE l.work_id = t.id ORDER BY 1) AS marks
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
            AS t (id, tex, title, abstract, plain, marks))
    INSERT INTO works_worktext (work_id, title_tex, abstract, marks, vector)
    SELECT t.id, t.tex, t.abstract, t.marks,
        setweight(to_tsvector('english', t.title), 'A') || setweight(to_tsvector('english', t.plain), 'B')
        || array_to_tsvector(t.marks)
    FROM told t
    WHERE NOT EXISTS (SELECT FROM works_worktext h WHERE h.work_id = t.id AND h.title_tex = t.tex
        AND h.abstract = t.abstract AND h.marks = t.marks)
    ON CONFLICT (work_id) DO UPDATE SET title_tex = excluded.title_tex, abstract = excluded.abstract,
        marks = excluded.marks, vector = excluded.vector
"""


def write(told: Mapping[int, WorkFacts], works: Collection[int]) -> None:
    """Keeps the texts of what these works' facts say; those of `works` about which nothing is told have none."""
    if gone := set(works) - told.keys():
        WorkText.objects.filter(work__in=gone).delete()
    if not told:
        return
    ids = sorted(told)
    raw = [told[pk].title for pk in ids]
    titles = [marks.plain(tex.to_text(title)) for title in raw]
    abstracts = [tex.to_text(told[pk].abstract) for pk in ids]
    with connection.cursor() as cursor:
        marked = [_marks(told[pk]) for pk in ids]
        cursor.execute(_WRITE, [ids, raw, titles, abstracts, [marks.plain(text) for text in abstracts], marked])


def _marks(fact: WorkFacts) -> str:
    found = marks.of_work(year=fact.year, kind=fact.kind, topics=fact.topics, has_code=bool(fact.has_code))
    return "\x1f".join(found)

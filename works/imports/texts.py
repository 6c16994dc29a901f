"""The texts of works that are searched and exported (WorkText), written with the facts they come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from works import tex
from works.imports.facts import WorkFacts
from works.models import WorkText

# What did not change is left alone: its words are computed once.
_WRITE = """
    INSERT INTO works_worktext (work_id, title_tex, abstract, vector)
    SELECT t.id, t.tex, t.abstract,
        setweight(to_tsvector('english', t.title), 'A') || setweight(to_tsvector('english', t.abstract), 'B')
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS t (id, tex, title, abstract)
    WHERE NOT EXISTS (SELECT FROM works_worktext h WHERE h.work_id = t.id AND h.title_tex = t.tex
        AND h.abstract = t.abstract)
    ON CONFLICT (work_id) DO UPDATE SET title_tex = excluded.title_tex, abstract = excluded.abstract,
        vector = excluded.vector
"""


def write(told: Mapping[int, WorkFacts], works: Collection[int]) -> None:
    """Keeps the texts of what these works' facts say; those of `works` about which nothing is told have none."""
    if gone := set(works) - told.keys():
        WorkText.objects.filter(work__in=gone).delete()
    if not told:
        return
    ids = sorted(told)
    raw = [told[pk].title for pk in ids]
    abstracts = [tex.to_text(told[pk].abstract) for pk in ids]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [ids, raw, [tex.to_text(title) for title in raw], abstracts])

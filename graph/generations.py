"""How often what is near a work, a topic or an institution has changed; for authors their own version says it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from graph.models import Generation


def grow(work_ids: Collection[int]) -> None:
    """Begins a new generation of these works and of the topics and institutions that they carry."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW, [list(work_ids)] * 3)


def of(focus: str) -> int:
    """The present generation of what is near this work, topic or institution; 0 where nothing has ever changed."""
    return Generation.objects.filter(focus=focus).values_list("number", flat=True).first() or 0


# In one order, so that two imports never wait for each other crosswise.
_GROW = """
    INSERT INTO graph_generation AS g (focus, number)
    SELECT focus, 1 FROM (
        SELECT 'work:' || public_id FROM works_work WHERE id = ANY(%s)
        UNION SELECT 'topic:' || t.slug FROM works_work_topics x JOIN works_topic t ON t.id = x.topic_id
            WHERE x.work_id = ANY(%s)
        UNION SELECT 'institution:' || i.slug FROM works_work_institutions x
            JOIN works_institution i ON i.id = x.institution_id WHERE x.work_id = ANY(%s)
    ) AS touched (focus) ORDER BY focus
    ON CONFLICT (focus) DO UPDATE SET number = g.number + 1
"""

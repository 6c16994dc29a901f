"""Slots of which a person said that they belong where they are, as it stands now."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def kept(authors: Collection[int]) -> dict[int, set[int]]:
    """By author, the slots whose newest line by a person says that they belong where they are."""
    found: dict[int, set[int]] = {author: set() for author in authors}
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [list(authors)])
        for author, slot in cursor.fetchall():
            found[author].add(slot)
    return found


# What an owner is unsure about since is asked about; see works.owners.asking.
_KEPT = """
    SELECT a.author_id, a.id FROM works_authorship a
    JOIN works_assignment k ON k.mention_id = a.id
    JOIN works_decision d ON d.id = k.decision_id AND d.kind = 'keep' AND d.in_force
    WHERE a.author_id = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM works_assignment s JOIN works_decision o ON o.id = s.decision_id
                    WHERE s.mention_id = a.id AND o.in_force AND o.machine = '' AND o.id > d.id)
    AND NOT EXISTS (SELECT 1 FROM works_question q WHERE q.state = 'open' AND q.author_id = a.author_id
                    AND q.key LIKE 'doubt:%%' AND a.id = ANY(q.mentions))
"""

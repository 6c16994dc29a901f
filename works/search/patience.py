"""The room that a search is given: some seconds, and no reading of whole tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

SECONDS = 2.0
# How alike a name has to be to be offered for another, from 0 to 1.
LIKENESS = 0.6
# Two letters that changed places leave a short name no more like itself than this.
FAINT = 0.5
# A whole table is not read even where the planner expects to find enough at its beginning: words that stand in many
# works each may stand in few together.
_ROOM = """
    SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),
        set_config('jit', 'off', true), set_config('pg_trgm.word_similarity_threshold', %s, true)
"""
_AS_BEFORE = """
    SET LOCAL statement_timeout TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT
"""


class GaveUp(Exception):
    """It took longer than a reader waits."""


@contextmanager
def some(seconds: float = SECONDS, likeness: float = LIKENESS) -> Iterator[None]:
    """Runs the statements of the block with this patience for each; raises GaveUp where one takes longer."""
    inside = connection.in_atomic_block
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_ROOM, [str(int(seconds * 1000)), str(likeness)])
            yield
            if inside:
                with connection.cursor() as cursor:
                    cursor.execute(_AS_BEFORE)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise GaveUp from error
        raise

"""Trust that a worker computes while others change the same records."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from profiles import due
from profiles.models import Author
from tests.feed_world import make_author
from tests.make import make_user
from works import scoring
from works.ledger import merges
from works.ledger.decisions import By


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_worker_that_take_the_same_rows_do_not_wait_for_each_other() -> None:
    low, high = make_author("Ada Lovelace"), make_author("Ada King")
    by = By(make_user("Grace"))
    due.trust([low.pk, high.pk], "claim verified")

    def alone(verb: Callable[[], Any]) -> Any:
        try:
            return verb()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            # The worker waits for the lower row; the merge takes the higher one first, and wants the lower one too.
            Author.objects.select_for_update().get(pk=low.pk)
            worker = pool.submit(alone, scoring.compute_due)
            wait_for_waiting(1)
            merge = pool.submit(alone, lambda: merges.merge(high, low, by, "One person."))
            wait_for_waiting(2)
        assert worker.result(30) == 2
        assert merge.result(30).kind == "merge"


def wait_for_waiting(number: int) -> None:
    """Returns when so many others wait for a lock."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.01)
    raise AssertionError(f"There are not {number} that wait.")

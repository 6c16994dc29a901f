"""Several people at the same moment, each on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from profiles.claims.errors import NotPossible
from works.ledger.decisions import Conflict


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Does all of these at the same moment; gives what those were told for whom it was not possible (any more)."""
    told: list[str] = []
    faults: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except (NotPossible, Conflict) as reason:
            told.append(str(reason))
        except BaseException as fault:  # noqa: BLE001 - the thread would swallow it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert not any(thread.is_alive() for thread in threads)
    return told

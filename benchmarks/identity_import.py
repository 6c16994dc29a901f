"""How long one new work takes to decide in the database, by how many mentions its author's name block holds already."""

from __future__ import annotations

import gc
import time
from statistics import median

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import identity_block, machine
from benchmarks.identity_block import DENSE, GOAL_MS, SPARSE, Crowd
from works.identity import naming, terms
from works.ledger import decisions
from works.ledger.decisions import By
from works.matching import records
from works.matching.records import Byline, PlainRecord
from works.models import Decision

ROUNDS = 9
SIZES = {10: "Wei Wang", 100: "Jun Li", 400: "Hong Chen"}
HEAD = "block            queries     new work   as first work of a process"
_CACHES = (
    naming.parse, naming.block_keys, terms.title_words, terms.venue_key, terms.venue_words, terms.place_words,
    terms.coauthor_keys,
)  # fmt: skip


def run() -> None:
    """Fills a database for each crowd and prints a line for every size of block."""
    call_command("migrate", verbosity=0)
    print("\nOne new work of three authors, stored and decided, its first author’s name block as large as given")
    print(f"{machine.line()}; medians of {ROUNDS} rounds\n\n{HEAD}")
    for crowd in (SPARSE, DENSE):
        call_command("flush", interactive=False, verbosity=0)
        line = decisions.write(Decision.Kind.LINK, By(), "Benchmark.")
        new = {size: _fill(size, name, crowd, line) for size, name in SIZES.items()}
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for size, record in new.items():
            with CaptureQueriesContext(connection) as queries:
                _add(record, line)
            warm = median(_add(record, line) for _ in range(ROUNDS))
            first = median(_add(record, line, forget=True) for _ in range(ROUNDS))
            goal = f"   goal {GOAL_MS} ms" if size == max(SIZES) else ""
            name = f"{crowd.name}, {size}"
            print(f"{name:<16} {len(queries):>7} {warm:>9.1f} ms {first:>9.1f} ms{goal}", flush=True)


def _fill(size: int, name: str, crowd: Crowd, line: Decision) -> PlainRecord:
    """Imports so many works of the name one by one, and gives one more that was not imported."""
    made = [
        PlainRecord(
            identifier=f"bench:{name}:{mention.id}",
            title=" ".join(mention.title_words),
            authors=tuple(Byline(who, at) for at, who in enumerate((name, *mention.coauthors), start=1)),
            venue=mention.venue,
            year=mention.year,
        )
        for mention in identity_block.mentions(size + 1, crowd, name)
    ]
    for record in made[:-1]:
        with transaction.atomic():
            records.add(record, By(), line)
    return made[-1]


def _add(record: PlainRecord, line: Decision, *, forget: bool = False) -> float:
    """Milliseconds for the record, which is taken back."""
    for cache in _CACHES if forget else ():
        cache.cache_clear()
    gc.collect()
    with transaction.atomic():
        began = time.perf_counter()
        records.add(record, By(), line)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return took * 1000

"""How long searches take on a made-up installation, at their slowest, beside reading all rows with ILIKE."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from random import Random
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import installed, machine, place
from profiles.models import Author
from works.search import facets, people, suggestions, works

# A 99th percentile of fewer says nothing; a scan of all rows is slow, and needs fewer.
SAMPLES, SCANS, WARM = 200, 5, 20
DRAWN = 60
HEAD = f"{'':34} {'queries':>7} {'median ms':>10} {'p99 ms':>9} {'scan ms':>9} {'× scan':>8}  goal / heroic"


@dataclass(frozen=True, slots=True)
class Case:
    """One class of searches: what is typed in turn, what answers it, and the scan that would find the same."""

    name: str
    typed: list[str]
    ask: Callable[[str], object]
    scan: Callable[[str], object]
    goal: str


def run() -> None:
    """Prints a line for every class; `× scan` is the 99th percentile by the median of the scans."""
    print(f"\nSearch\n{installed.stand()}")
    print(f"{machine.line()}; {SAMPLES} searches and {SCANS} scans a line, in turn\n\n{HEAD}")
    for case in _cases(Random(5)):
        _measure(case)
    print("Scan: the whole table with ILIKE, no index. Goal and heroic figure of “× scan”.")
    place.empty_valkey()


def _measure(case: Case) -> None:
    typed = cycle(case.typed)
    asked: list[float] = []
    scanned: list[float] = []
    for number in range(SAMPLES):
        if number % (SAMPLES // SCANS) == 0:
            scanned.append(_seconds(case.scan, case.typed[number % len(case.typed)]))
            # A scan drives all else out of the database's memory, which no search of a reader finds before it.
            for _ in range(WARM):
                case.ask(next(typed))
        asked.append(_seconds(case.ask, next(typed)))
    with CaptureQueriesContext(connection) as queries:
        case.ask(case.typed[0])
    p99, scan = quantiles(asked, n=100)[98], median(scanned)
    figures = f"{median(asked) * 1000:>10.1f} {p99 * 1000:>9.1f} {scan * 1000:>9.0f} {p99 / scan:>8.3f}"
    print(f"{case.name:34} {len(queries):>7} {figures}  {case.goal}", flush=True)


def _seconds(call: Callable[[str], object], typed: str) -> float:
    start = time.perf_counter()
    call(typed)
    return time.perf_counter() - start


def _cases(dice: Random) -> Iterator[Case]:
    names = _names(dice)
    goal, texts = ".1 / .02", ".15 / .03"
    turned = [" ".join(reversed(name.split(" ", 1))) for name in names]
    yield Case(
        "suggestions: 3 to 5 letters", [n[: dice.randint(3, 5)] for n in names], suggestions.suggest, _people, goal
    )
    whole = [name[: max(6, len(name) - 3)] for name in names]
    yield Case("suggestions: most of a name", whole, suggestions.suggest, _people, goal)
    yield Case("people: beginning of the name", [n[: dice.randint(4, 8)] for n in names], people.find, _people, goal)
    yield Case("people: family name first", turned, people.find, _people, goal)
    yield Case("people: the commonest names", _commonest(), people.find, _people, goal)
    yield Case("people: with a slip of the pen", [_slip(name, dice) for name in names], people.find, _people, goal)
    common, rare = _words()
    yield Case("works: one of the commonest words", common, works.find, _texts, texts)
    yield Case(
        "works: two common words", [f"{a} {b}" for a in common for b in common[:4] if a != b], works.find, _texts, texts
    )
    yield Case("works: a rare word", rare, works.find, _texts, texts)
    yield Case("works: a common and a rare word", [f"{common[0]} {word}" for word in rare], works.find, _texts, texts)
    yield Case("works: a common word, filtered", common, _filtered, _texts, texts)


def _filtered(typed: str) -> object:
    return works.find(typed, facets.Facets(year="2024", topic="LG"))


def _names(dice: Random) -> list[str]:
    last = Author.objects.order_by("-id").values_list("id", flat=True)[0]
    ids = [dice.randint(max(1, last - 15_000), last) for _ in range(4 * DRAWN)]
    return list(Author.objects.filter(id__in=ids).order_by("id").values_list("folded_name", flat=True)[:DRAWN])


def _commonest() -> list[str]:
    return [
        row[0] for row in _rows("SELECT folded_name FROM profiles_author GROUP BY 1 ORDER BY count(*) DESC LIMIT 20")
    ]


def _slip(name: str, dice: Random) -> str:
    at = dice.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _words() -> tuple[list[str], list[str]]:
    """The twelve commonest words of a sample of texts, and some that stand in few of them."""
    found = _rows(
        """SELECT word, ndoc FROM ts_stat($$SELECT vector FROM works_worktext WHERE abstract <> ''
           ORDER BY work_id DESC LIMIT 2000$$) WHERE word ~ '^[a-z]+$' ORDER BY ndoc DESC, word"""
    )
    return [word for word, _ in found[:12]], [word for word, works in found if works == 2][:DRAWN]


def _people(typed: str) -> object:
    return _scan("SELECT count(*) FROM profiles_author WHERE folded_name ILIKE %s", typed)


def _texts(typed: str) -> object:
    sql = "SELECT count(*) FROM works_worktext WHERE title_tex ILIKE %s OR abstract ILIKE %s"
    return _scan(sql, typed.split()[0], typed.split()[-1])


def _scan(sql: str, *typed: str) -> object:
    with _no_index():
        return _rows(sql, [f"%{text}%" for text in typed])


@contextmanager
def _no_index() -> Iterator[None]:
    _rows("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off")
    _rows("SET max_parallel_workers_per_gather = 0")
    try:
        yield
    finally:
        _rows("RESET enable_indexscan; RESET enable_bitmapscan; RESET enable_indexonlyscan")
        _rows("RESET max_parallel_workers_per_gather")


def _rows(sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []

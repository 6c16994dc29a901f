"""How long one page takes to import, beside a raw COPY of the very rows it makes, and beside importing it again."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import captures, machine, place
from works import intake
from works.imports import pipeline

ROUNDS = 5
SIZES = (40, 400, 2_000)
ROOMS = {"profiles", "works", "graph"}
NOT_MADE_BY_THE_IMPORT = {"profiles_user", "works_importbatch", "works_importpage"}
HEAD = " works     rows  queries    import      COPY   × COPY  same bytes  same facts"


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one round: the first import, COPY of its rows, the same bytes again, the same facts a day later."""

    first: float
    copied: float
    same_bytes: float
    same_facts: float
    rows: int


def run() -> None:
    """Prints a line for every size of page."""
    call_command("migrate", verbosity=0)
    print(f"\nImport of one page\n{machine.line()}; medians of {ROUNDS} rounds\n\n{HEAD}")
    for works in SIZES:
        queries = _queries(works)
        rounds = [_round(works, number) for number in range(ROUNDS)]
        first, copied = _median(rounds, "first"), _median(rounds, "copied")
        times = f"{first:>8.2f}s {copied:>8.3f}s {first / copied:>8.1f}"
        again = " ".join(f"{_median(rounds, name) / first:>11.3f}" for name in ("same_bytes", "same_facts"))
        print(f"{works:>6,} {rounds[0].rows:>8,} {queries:>8} {times} {again}", flush=True)
    print(f"{'goal / heroic':>24} {'':>19} {'4 / 2':>8} {'.5':>11} {'.5':>11}")
    print("“same bytes” and “same facts” (of a page captured a day later) are shares of the first import.")
    place.empty_valkey()


def _median(rounds: Sequence[Round], name: str) -> float:
    return float(median(getattr(each, name) for each in rounds))


def _queries(works: int) -> int:
    page = _handed_in(_upload(works, 0))
    with CaptureQueriesContext(connection) as queries:
        pipeline.import_page(page)
    return len(queries)


def _round(works: int, number: int) -> Round:
    upload = _upload(works, number)
    page, before = _handed_in(upload), _highest_ids()
    first = _import(page)
    rows, count = _new_rows(before)
    later = intake.Upload.of(upload.filename, upload.raw, upload.captured_on + dt.timedelta(days=1))
    same_bytes, same_facts = (_import(intake.submit([again]).pages.get().pk) for again in (upload, later))
    _handed_in(upload)
    return Round(first, _copy(rows), same_bytes, same_facts, count)


def _upload(works: int, number: int) -> intake.Upload:
    return captures.upload("Nora New", works, seed=number)


def _handed_in(upload: intake.Upload) -> int:
    """The id of the page, waiting, in tables that hold one small page beside it: the same tables every time."""
    tables = {model._meta.db_table for model in _models()} | NOT_MADE_BY_THE_IMPORT - {"profiles_user"}
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
    captures.take(captures.upload("Wanda Warm", 20))  # templates, caches and plans are warm from now on
    return int(intake.submit([upload]).pages.get().pk)


def _import(page: int) -> float:
    start = time.perf_counter()
    pipeline.import_page(page)
    return time.perf_counter() - start


def _models() -> list[type[models.Model]]:
    """Every model whose rows an import may make."""
    found = apps.get_models(include_auto_created=True)
    tables = [model for model in found if model._meta.app_label in ROOMS]
    return [model for model in tables if model._meta.db_table not in NOT_MADE_BY_THE_IMPORT]


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _highest_ids() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for model in _models():
            cursor.execute(f"SELECT coalesce(max({_key(model)}), 0) FROM {model._meta.db_table}")
            [found[model._meta.db_table]] = cursor.fetchone()
    return found


def _new_rows(before: dict[str, int]) -> tuple[dict[str, bytes], int]:
    """The rows that came since into each table, as COPY writes them, and how many they are."""
    found, count = {}, 0
    with connection.cursor() as cursor:
        for model in _models():
            table = model._meta.db_table
            # A generated column is computed again, and cannot be copied.
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)
            new = f"(SELECT {columns} FROM {table} WHERE {_key(model)} > {before[table]})"
            with cursor.copy(f"COPY {new} TO STDOUT (FORMAT binary)") as source:
                found[f"{table} ({columns})"] = b"".join(bytes(chunk) for chunk in source)
            count += _one(f"SELECT count(*) FROM {new}")
    return found, count


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def _copy(rows: dict[str, bytes]) -> float:
    """Seconds to put the rows into the same tables, their indexes and foreign keys included."""
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, data in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as sink:
                sink.write(data)
    return time.perf_counter() - start

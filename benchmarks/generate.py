"""Fills the database of the benchmarks by the real import: the seeds, people with few and many works, a crowd."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks import pages, place
from profiles.models import Author
from works import intake
from works.imports import pipeline
from works.imports.folder import uploads

DAY = dt.date(2026, 5, 31)
FEW, MANY = 3, 5_000
FEW_NAME, MANY_NAME, TYPICAL_NAME = "Frida Few", "Mona Many", "Jiacheng Sun"
CROWD, CROWD_WORKS = 60, 30


def corpus() -> None:
    """Leaves the database as it is where it was filled by this very code, else empties and fills it (a minute)."""
    call_command("migrate", verbosity=0)
    digest = _digest()
    if _comment() == digest:
        return
    print("Filling the database of the benchmarks …", flush=True)
    start = time.perf_counter()
    call_command("flush", interactive=False, verbosity=0)
    take(*uploads([settings.BASE_DIR / "seeds"], None, ""))
    take(*(upload(name, works) for name, works in ((FEW_NAME, FEW), (MANY_NAME, MANY))))
    dice = Random(7)
    take(*(upload(f"{pages.name(dice)} {number}", CROWD_WORKS) for number in range(CROWD)))
    place.empty_valkey()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(_database())} IS '{digest}'")
    print(f"… {Author.objects.count():,} records of authors in {time.perf_counter() - start:.0f} s.")


def upload(name: str, works: int, seed: int = 1, day: dt.date = DAY) -> intake.Upload:
    """A made-up page, ready to be taken in."""
    return intake.Upload.of(f"{name}.txt", pages.page(name, works, seed), day)


def take(*taken: intake.Upload) -> list[int]:
    """Imports the pages here and now, as a worker would; returns their ids, ends the run where one fails."""
    batch = intake.submit(taken)
    for page in batch.pages.defer("raw"):
        pipeline.import_page(page.pk)
        page.refresh_from_db(fields=["state", "problems"])
        if page.state == page.State.FAILED:
            raise SystemExit(f"{page.filename} could not be imported: {page.problems}")
    return list(batch.pages.values_list("id", flat=True))


def _digest() -> str:
    """Changes with everything that decides what the database holds."""
    root = settings.BASE_DIR
    sources = [*root.glob("seeds/*"), Path(pages.__file__), Path(__file__), root / "templates/works/card.html"]
    for room in ("profiles", "works", "graph"):
        sources += (root / room).rglob("*.py")
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _comment() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [_database()]
        )
        [found] = cursor.fetchone()
    return str(found)


def _database() -> str:
    return str(connection.settings_dict["NAME"])

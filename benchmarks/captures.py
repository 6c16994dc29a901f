"""Made-up captured pages, imported here and now by the real import."""

from __future__ import annotations

import datetime as dt

from benchmarks import pages
from works import intake
from works.imports import pipeline

DAY = dt.date(2026, 5, 31)


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

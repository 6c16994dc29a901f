"""Imports captured pages."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from works import intake
from works.imports import report
from works.imports.folder import NotReadable, uploads
from works.models import ImportBatch, ImportPage

# Without any progress for this long there is no worker.
PATIENCE_SECONDS = 90
POLL_SECONDS = 0.1


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-05-31.") from error


class Command(BaseCommand):
    help = (
        "Imports captured pages (files, zips, folders with or without a manifest.toml) as one batch, one task a page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--source", default="", help="Name of the source, instead of the one the page is known by.")
        parser.add_argument("--captured-on", type=_date, help="Day of the capture, as 2026-05-31; today if not given.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and keep nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Submits the batch, waits for the workers and prints the table; exits with 1 where a page failed."""
        console = Console(file=cast(IO[str], self.stdout), width=None if self.stdout.isatty() else 140)
        handed_in = uploads(options["paths"], options["captured_on"], options["source"])
        changed: dict[str, str] = {}
        try:
            if options["dry_run"]:
                previews = intake.preview(handed_in)
                pages = [one.page for one in previews]
                changed = {one.page.filename: one.changes.sentence for one in previews if one.changes.works}
            else:
                pages = self._import(handed_in, ", ".join(str(path) for path in options["paths"]))
        except NotReadable as error:
            raise CommandError(str(error)) from error
        report.show(console, pages, options["dry_run"])
        for filename, sentence in changed.items():
            console.print(f"{filename}: {sentence}", markup=False, highlight=False, soft_wrap=True)
        if any(page.state in {ImportPage.State.FAILED, ImportPage.State.QUEUED} for page in pages):
            raise SystemExit(1)

    def _import(self, handed_in: Iterable[intake.Upload], label: str) -> list[ImportPage]:
        batch = intake.submit(handed_in, label)
        if not intake.ring(batch):
            sentence = "The pages are stored, but the queue (REDIS_URL) does not answer; they go in when it does."
            raise CommandError(sentence)
        self._wait(batch)
        return list(batch.pages.defer("raw"))

    def _wait(self, batch: ImportBatch) -> None:
        total, done, moved = batch.pages.count(), 0, time.monotonic()
        with Progress(console=Console(file=cast(IO[str], self.stderr))) as progress:
            bar = progress.add_task("Importing", total=total)
            while time.monotonic() - moved < PATIENCE_SECONDS:
                now_done = total - batch.pages.waiting().count()
                if now_done != done:
                    done, moved = now_done, time.monotonic()
                progress.update(bar, completed=done)
                if done == total:
                    return
                time.sleep(POLL_SECONDS)

"""Fills the installation with made-up authors and works, as many as one likes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import Progress

from graph import edges
from works.generation import installation
from works.generation.installation import Size
from works.ledger import kept


class Command(BaseCommand):
    help = "Fills the installation with made-up authors and works: for measuring, and to see a full one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument("--authors", type=int, required=True, help="How many authors, at least 100.")
        parser.add_argument("--works", type=int, help="How many works (default: two for each author).")
        parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same installation.")
        parser.add_argument("--add", action="store_true", help="Also where there are authors and works already.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fills the installation, all of it or nothing, and says what it does."""
        size = Size(options["authors"], options["works"] or 2 * options["authors"], options["seed"])
        if size.authors < 100 or size.works < size.authors // 2:
            raise CommandError("Make at least 100 authors, and a work for every two of them.")
        if not options["add"] and not installation.is_empty():
            raise CommandError(
                "This installation holds authors or works already. Made-up ones cannot be told from them afterwards:"
                " use another database (DATABASE_URL), or --add if you mean it."
            )
        with Progress(console=Console(file=cast(IO[str], self.stderr))) as progress:
            bars: dict[str, Any] = {}

            def told(what: str, done: int, of: int) -> None:
                name, _, rest = what.partition(" ") if of and what.startswith("Index ") else (what, "", "")
                if name not in bars:
                    bars[name] = progress.add_task(name, total=of or None)
                progress.update(bars[name], completed=done, description=f"{name} {rest}".strip())

            with transaction.atomic():
                last = kept.last_id("works_work")
                installation.fill(size, told)
                told("Co-authors", 0, 0)
                edges.fill(after=last)
        self.stdout.write(f"{size}.")

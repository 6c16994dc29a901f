"""Compares who belongs to whom with the ledger, and mends what differs."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from works.ledger import rebuild
from works.matching.recount import Recount

# Of each kind so many are told one by one.
TOLD = 5


class Command(BaseCommand):
    help = "Computes who belongs to whom anew from the ledger, says what differs from what is kept, and mends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument("--check", action="store_true", help="Only say what differs; exits with 1 where it does.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Goes through everything in chunks and says what differed."""
        check = options["check"]
        counts: Counter[str] = Counter()
        with Progress(console=Console(file=cast(IO[str], self.stderr))) as progress:
            bars = {
                part.name: progress.add_task(part.name.capitalize(), total=rebuild.last_id(part.table))
                for part in rebuild.PARTS
            }
            for part, last, found in rebuild.rebuild(mend=not check):
                progress.update(bars[part.name], completed=last)
                for difference in found[: max(0, TOLD - counts[part.name])]:
                    self.stdout.write(difference.text)
                counts[part.name] += len(found)
            bar = progress.add_task("Frequencies", total=rebuild.last_id("works_work"))
            recount = Recount()
            for last in recount.walk():
                progress.update(bar, completed=last)
            moved = recount.differing() if check else recount.replace()
        for name, count in counts.items():
            if count:
                self.stdout.write(f"{name.capitalize()}: {count:,} differed.")
        self._close(sum(counts.values()), moved, check)

    def _close(self, differed: int, moved: int, check: bool) -> None:
        if moved:
            verb = "would change" if check else "changed"
            self.stdout.write(f"Frequencies: {moved:,} {verb} by counting anew; they only weigh evidence.")
        if not differed:
            self.stdout.write("Everything is as the ledger says.")
        elif check:
            self.stdout.write(f"{differed:,} differences; run it without --check to mend them.")
            raise SystemExit(1)
        else:
            self.stdout.write(f"{differed:,} differences were mended.")

"""Compares who belongs to whom with the ledger, and mends what differs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import IO, Any, cast

from rich.console import Console
from rich.progress import Progress

from works.ledger import rebuild
from works.management.comparing import ComparingCommand
from works.matching.recount import Recount


class Command(ComparingCommand):
    help = "Computes who belongs to whom anew from the ledger, says what differs from what is kept, and mends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument("--check", action="store_true", help="Only say what differs; exits with 1 where it does.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Goes through everything in chunks and says what differed."""
        check = options["check"]
        differed = self.compare(rebuild.PARTS, mend=not check)
        if moved := self._frequencies(check):
            verb = "would change" if check else "changed"
            self.stdout.write(f"Frequencies: {moved:,} {verb} by counting anew; they only weigh evidence.")
        self.close(
            differed, "run it without --check to mend them.", "Everything is as the ledger says.", mended=not check
        )

    def _frequencies(self, check: bool) -> int:
        recount = Recount()
        with Progress(console=Console(file=cast(IO[str], self.stderr))) as progress:
            bar = progress.add_task("Frequencies", total=rebuild.last_id("works_work"))
            for last in recount.walk():
                progress.update(bar, completed=last)
        return recount.differing() if check else recount.replace()

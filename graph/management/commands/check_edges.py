"""Counts anew who wrote with whom, and compares it with the edges that are kept."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from graph import edge_check
from works.management.comparing import ComparingCommand


class Command(ComparingCommand):
    help = "Counts anew who wrote with whom and says where the edges differ; exits with 1 where they do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument("--mend", action="store_true", help="Also mend what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Goes through all works and all authors in chunks and says what differed."""
        differed = self.compare(edge_check.PARTS, mend=options["mend"])
        self.close(
            differed, "run it with --mend to mend them.", "Every edge is as the works say.", mended=options["mend"]
        )

"""Says how well people are told apart, by records of which it is known."""

from __future__ import annotations

import json
import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from works.identity import gold
from works.identity.evaluation import Report, report, text
from works.matching import scratch
from works.matching.evaluation import Evaluation


class Command(BaseCommand):
    help = (
        "Imports a gold file record by record, in year order, into a database of its own, which is dropped at the end, "
        "and prints how well its people were told apart."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument("gold", type=Path, metavar="GOLD.jsonl.gz")
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports and prints; a file that cannot be read is told before anything is made."""
        stop = _Stop()
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            records = gold.read(options["gold"])
            with scratch.database("evaluation"):
                found = self._evaluate(records, options["gold"].name, stop)
        except (gold.BadGold, scratch.NotAllowed) as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            raise CommandError("Interrupted; the scratch database is gone.", returncode=130) from None
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write(json.dumps(found) if options["json"] else text(found))

    def _evaluate(self, records: list[gold.GoldRecord], name: str, stop: _Stop) -> Report:
        console = Console(file=cast(IO[str], self.stderr))
        began = time.perf_counter()
        run = Evaluation(name)
        for record in track(records, "Importing", console=console):
            run.add(record)
            stop.check()
        return report(run.labelled(), *run.questions(), time.perf_counter() - began)


class _Stop:
    """Ends the run at the first signal; further ones do not disturb the cleaning up."""

    def __init__(self) -> None:
        self.is_asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not self.is_asked:
            self.is_asked = True
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raises what was raised where nobody could hear it, as in a finalizer."""
        if self.is_asked:
            raise KeyboardInterrupt

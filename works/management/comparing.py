"""What commands share that compare what tables keep with what follows from elsewhere, and mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, cast

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from works.ledger import rebuild
from works.ledger.kept import Part

# Of each kind so many are told one by one.
TOLD = 5


class ComparingCommand(BaseCommand):
    """A command that goes through parts in chunks and says what differed."""

    def compare(self, parts: Sequence[Part], *, mend: bool) -> int:
        """How many values differed; told by kind, the first of each one by one, with a bar for each part."""
        differed = 0
        with Progress(console=Console(file=cast(IO[str], self.stderr))) as progress:
            bars = {
                part: progress.add_task(part.name.capitalize(), total=rebuild.last_id(part.table)) for part in parts
            }
            counts: dict[str, int] = dict.fromkeys((part.name for part in parts), 0)
            for part, last, found in rebuild.rebuild(parts, mend=mend):
                progress.update(bars[part], completed=last)
                for difference in found[: max(0, TOLD - counts[part.name])]:
                    self.stdout.write(difference.text)
                counts[part.name] += len(found)
        for name, count in counts.items():
            if count:
                self.stdout.write(f"{name.capitalize()}: {count:,} differed.")
            differed += count
        return differed

    def close(self, differed: int, how_to_mend: str, fine: str, *, mended: bool) -> None:
        """Says how it ended; exits with 1 where differences stay."""
        if not differed:
            self.stdout.write(fine)
        elif mended:
            self.stdout.write(f"{differed:,} differences were mended.")
        else:
            self.stdout.write(f"{differed:,} differences; {how_to_mend}")
            raise SystemExit(1)

"""A process that builds slices and says what memory it held before, after, and at most, in MB: see benchmarks.graph."""

from __future__ import annotations

import resource
import sys
from random import Random

import django
import psutil

SLICES = 200


def main(authors: int) -> None:
    """Prints the three numbers."""
    django.setup()
    from graph import building
    from graph.focus import of_author
    from graph.parameters import PLAIN
    from graph.tasks import warm_up
    from profiles.models import Author

    warm_up()
    Author.objects.first()
    before = _held()
    dice = Random(2)
    # The largest hubs were there first.
    for number in [*range(1, 21), *(dice.randint(1, authors) for _ in range(SLICES - 20))]:
        if author := Author.objects.filter(pk=number).first():
            building.build(of_author(author), PLAIN)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{before:.0f} {_held():.0f} {most:.0f}")


def _held() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]))

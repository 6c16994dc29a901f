"""Measures several things in turn, in an order shuffled anew for every round, and compares their medians."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Times:
    """The seconds that one call took, a figure a round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median in seconds."""
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a share of the median."""
        low, _, high = quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median


def measure(cases: Mapping[str, Callable[[], object]], rounds: int, burst: int, warm: int) -> dict[str, Times]:
    """The times of every case: `warm` calls unmeasured, then `rounds` rounds of `burst` calls each."""
    for call in cases.values():
        for _ in range(warm):
            call()
    found: dict[str, list[float]] = {name: [] for name in cases}
    order, dice = list(cases), random.Random(1)
    for _ in range(rounds):
        dice.shuffle(order)
        for name in order:
            call = cases[name]
            start = time.perf_counter()
            for _ in range(burst):
                call()
            found[name].append((time.perf_counter() - start) / burst)
    return {name: Times(tuple(seconds)) for name, seconds in found.items()}

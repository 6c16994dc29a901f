"""What one reader sees of a slice at this moment: the picture, how far it has come, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from graph import slices
from graph.models import Slice
from profiles.models import Author

# Milliseconds before each look; all in all a minute, and then the page says that no worker answers.
DELAYS = (300, 600, 1200, 2500, *[5000] * 11)


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at an author's slice; `shown` is the picture that there is, perhaps an older one."""

    slice: Slice
    shown: Slice | None
    attempt: int

    @property
    def state(self) -> str:
        """building, stale, ready, empty, failed or late."""
        if self.slice.state != Slice.State.BUILDING:
            return self.slice.state
        if self.attempt >= len(DELAYS):
            return "late"
        return "stale" if self.shown else "building"

    @property
    def is_waiting(self) -> bool:
        """Whether it is worth looking again soon."""
        return self.state in ("building", "stale")

    @property
    def delay(self) -> int:
        """Milliseconds until the next look."""
        return DELAYS[self.attempt]

    @property
    def seconds(self) -> int:
        """Whole seconds until the next look, for browsers without JavaScript."""
        return max(1, round(self.delay / 1000))

    @property
    def next_attempt(self) -> int:
        """The number of the next look."""
        return self.attempt + 1

    @property
    def svg(self) -> SafeString:
        """The drawings, empty where there is no picture."""
        return slices.svg(self.shown) if self.shown else SafeString("")


def read(author: Author, attempt: int) -> Reading:
    """The author's slice as this look finds it; asks for it where nobody did."""
    slice_ = slices.ask(author)
    return Reading(slice_, slice_ if slice_.state in Slice.BUILT else slices.latest(author), attempt)

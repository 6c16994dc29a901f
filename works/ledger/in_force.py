"""Which lines of the ledger are in force, as it follows from the undo lines; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line, the one it undoes, and the one it is part of."""

    pk: int
    undoes: int | None
    part_of: int | None
    is_undo: bool
    in_force: bool


class Chains:
    """Answers for lines that are given with all that is chained on them and on what they are part of."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines: Mapping[int, Line] = {line.pk: line for line in lines}
        self._undone_by = {line.undoes: line.pk for line in self.lines.values() if line.undoes is not None}

    def is_due(self, pk: int) -> bool:
        """Whether the line is in force: an even number of undo lines is chained on it, and its whole is in force."""
        whole = self.lines[pk].part_of
        if whole is not None:
            # What an undoing brought with it goes with the first line that undoes that one, and is never done again.
            once = self.lines[whole].is_undo and whole in self._undone_by
            if once or not self.is_due(whole):
                return False
        count, following = 0, self._undone_by.get(pk)
        while following is not None:
            count, following = count + 1, self._undone_by.get(following)
        return count % 2 == 0

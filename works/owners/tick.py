"""What an owner says of one work. Pure."""

from __future__ import annotations

from enum import StrEnum


class Tick(StrEnum):
    """Whether the work is theirs."""

    MINE = "mine"
    NOT_MINE = "not_mine"
    UNSURE = "unsure"

    @property
    def words(self) -> str:
        """The tick as a label."""
        return {"mine": "Mine", "not_mine": "Not mine", "unsure": "Unsure"}[self.value]

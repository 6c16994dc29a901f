"""What a search gives back, and the places in it that an address holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found[Row]:
    """One page of what was found; `next` is the place of the page after it, "" where there is none."""

    rows: tuple[Row, ...] = ()
    next: str = ""
    # Nothing bears the name: these are like it.
    guessed: bool = False
    # Of the many that match, only the first were looked at.
    partial: bool = False
    # It took too long, and what there is to find is not known.
    gave_up: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a page begins: after this row, in the order of rungs, keys and ids."""

    rung: int
    key: str
    pk: int

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that an address holds; None where it holds none that makes sense."""
        rung, _, rest = text.partition("~")
        key, _, pk = rest.rpartition("~")
        if not (_is_number(rung, 3) and _is_number(pk, 18)) or "\0" in key:
            return None
        return cls(int(rung), key, int(pk))

    def __str__(self) -> str:
        return f"{self.rung}~{self.key}~{self.pk}"


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= longest

"""How near something is, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """The number with its noun: "1 work", "2,041 works"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def years(first: int | None, last: int | None) -> str:
    """The span: "2021–2026", "2023", or nothing where no year is known."""
    if first is None or last is None or first == last:
        return str(first or last or "")
    return f"{first}–{last}"


def listed(names: Sequence[str], most: int = 2) -> str:
    """The names as a phrase: "Ada", "Ada and Ben", "Ada, Ben and 3 more"."""
    more = len(names) - most
    if more > 0:
        return f"{', '.join(names[:most])} and {more:,} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def joined(*phrases: str) -> str:
    """The phrases that are not empty, with commas between."""
    return ", ".join(phrase for phrase in phrases if phrase)


def ordinal(number: int) -> str:
    """The number as a place: "1st", "2nd", "11th", "23rd"."""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"

"""Small words that sentences about works need. Pure."""

from __future__ import annotations


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def some_of(titles: list[str]) -> str:
    """The first title in quotes, and how many more there are."""
    first = f"“{min(titles)}”"
    return first if len(titles) == 1 else f"{first} and {len(titles) - 1} more"

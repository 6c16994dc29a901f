"""What part of a graph is asked for: how far, what kinds, of which years, and how much of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from graph.pictures import KINDS, Kind

SHOWN, SHOWN_MORE = 40, 80
DEPTHS = (1, 2, 3)
MOST_EXPANDED = 12
# As long as the column that keeps it.
LONGEST = 500
FIRST_YEAR, LAST_YEAR = 1000, 2999
MOST_WORKS = 9999
KEY = re.compile(r"(author|work|topic|institution):[-a-zA-Z0-9_]{1,80}")


class NotReadable(ValueError):
    """A value that cannot be meant; the sentence is for the reader."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is asked for: depth in steps, kinds and years shown, the least of shared works, and the nodes of a picture.

    `expanded` are keys of nodes whose neighbours are wanted, too; `is_map` asks for all that the explorer can show.
    """

    depth: int = 2
    kinds: frozenset[Kind] = frozenset(Kind)
    first_year: int | None = None
    last_year: int | None = None
    least: int = 1
    most: int = SHOWN
    expanded: tuple[str, ...] = ()
    is_map: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether this is the slice of profiles: nothing but more of it may be asked for."""
        return replace(self, most=SHOWN) == PLAIN

    @property
    def as_map(self) -> Parameters:
        """The map of which this is a view: as far, with the same nodes expanded; filters come when it is read."""
        return Parameters(depth=self.depth, expanded=self.expanded, is_map=True)


PLAIN = Parameters()


def parse(asked: Mapping[str, str]) -> Parameters:
    """What an address asks for; NotReadable with a sentence where a value cannot be meant."""
    first, last = _year(asked, "from"), _year(asked, "to")
    if first and last and first > last:
        raise NotReadable("The first year (from) lies after the last one (to).")
    found = Parameters(
        depth=_number(asked, "depth", PLAIN.depth, DEPTHS[0], DEPTHS[-1]),
        kinds=_kinds(asked.get("kinds", "")),
        first_year=first,
        last_year=last,
        least=_number(asked, "weight", PLAIN.least, 1, MOST_WORKS),
        most=SHOWN_MORE if _number(asked, "most", SHOWN, 1, MOST_WORKS) > SHOWN else SHOWN,
        expanded=_keys(asked.get("with", "")),
        is_map=_number(asked, "map", 0, 0, 1) == 1,
    )
    if len(query(found.as_map)) > LONGEST:
        raise NotReadable("with names more than one address can hold.")
    return found


def query(parameters: Parameters) -> str:
    """The parameters as addresses and slices name them: in one order, without those that are as always."""
    words = {name: str(value) for name, value, usual in _said(parameters) if value != usual}
    return urlencode(words, safe=":,")


def _said(p: Parameters) -> tuple[tuple[str, object, object], ...]:
    return (
        ("depth", p.depth, PLAIN.depth),
        ("kinds", ",".join(name for name, kind in KINDS.items() if kind in p.kinds), ",".join(KINDS)),
        ("from", p.first_year, None),
        ("to", p.last_year, None),
        ("weight", p.least, PLAIN.least),
        ("most", p.most, PLAIN.most),
        ("with", ",".join(p.expanded), ""),
        ("map", int(p.is_map), 0),
    )


def _number(asked: Mapping[str, str], name: str, usual: int, low: int, high: int) -> int:
    text = asked.get(name, "")
    if not text:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high:
        return int(text)
    raise NotReadable(f"{name} is a number from {low} to {high}.")


def _year(asked: Mapping[str, str], name: str) -> int | None:
    return _number(asked, name, 0, FIRST_YEAR, LAST_YEAR) or None


def _kinds(text: str) -> frozenset[Kind]:
    names = [name for name in text.split(",") if name]
    if not set(names) <= set(KINDS):
        raise NotReadable(f"kinds is a list of {', '.join(KINDS)}, with commas between.")
    return frozenset(KINDS[name] for name in names) or PLAIN.kinds


def _keys(text: str) -> tuple[str, ...]:
    # Each once, in the order of asking.
    keys = tuple(dict.fromkeys(key for key in text.split(",") if key))
    if len(keys) > MOST_EXPANDED:
        raise NotReadable(f"with names {MOST_EXPANDED} nodes at most.")
    if not all(KEY.fullmatch(key) for key in keys):
        raise NotReadable("with is a list of keys such as author:ID, with commas between.")
    return keys

"""What one reader sees of a slice at this moment: the picture, how far it has come, and when to look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.safestring import SafeString

from graph import building, filters, listing, slices
from graph.focus import Focus
from graph.listing import Group
from graph.models import Slice
from graph.parameters import PLAIN, Parameters
from graph.pictures import Kind, Node, Picture

# Milliseconds before each look; all in all a minute, and then the page says that no worker answers.
DELAYS = (60, 120, 300, 600, 1200, 2500, *[5000] * 11)


@dataclass(frozen=True)
class Reading:
    """One look at a slice; `shown` is the one that there is, perhaps an older one, or the map that it is taken from."""

    slice: Slice
    shown: Slice | None
    attempt: int
    parameters: Parameters = PLAIN

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

    @cached_property
    def filtered(self) -> Picture | None:
        """All that the parameters leave, before it is cut to what a picture shows; None while there is nothing."""
        if self.shown is None or not self.shown.payload:
            return None
        return filters.apply(Picture.from_json(self.shown.payload), self.parameters)

    @cached_property
    def picture(self) -> Picture | None:
        """What is shown: the slice as it is, or the first nodes of the map that the parameters leave."""
        if self.filtered is None or self.parameters.is_plain:
            return self.filtered
        nodes = _with_groups_of_people(self.filtered.nodes[: self.parameters.most])
        keys = {node.key for node in nodes}
        edges = tuple(edge for edge in self.filtered.edges if edge.a in keys and edge.b in keys)
        return replace(self.filtered, nodes=nodes, edges=edges)

    @property
    def total(self) -> int:
        """How many things there are to show."""
        if self.filtered is None:
            return 0
        return self.filtered.total if self.parameters.is_plain else len(self.filtered.nodes)

    @property
    def hidden(self) -> int:
        """How many of them are not shown."""
        return self.total - len(self.picture.nodes) if self.picture else 0

    @property
    def concealed(self) -> int:
        """How many people near are hidden, since somebody objected to their records."""
        return self.picture.concealed if self.picture else 0

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of people in the picture."""
        return listing.groups(self.picture) if self.picture else []

    @cached_property
    def svg(self) -> SafeString:
        """The drawings, empty where there is no picture."""
        if self.shown is None or self.picture is None:
            return SafeString("")
        if self.parameters.is_plain:
            return slices.svg(self.shown)
        return SafeString(building.drawn(self.picture).svg)


def _with_groups_of_people(nodes: Sequence[Node]) -> tuple[Node, ...]:
    # A map groups works and subjects, too, for their places; a picture tells groups of two people and more.
    people = Counter(node.community for node in nodes if node.kind is Kind.PERSON)
    told = (node.kind is Kind.PERSON and people[node.community] > 1 for node in nodes)
    return tuple(node if kept else replace(node, community=-1) for node, kept in zip(nodes, told, strict=True))


def read(focus: Focus, parameters: Parameters = PLAIN, attempt: int = 0) -> Reading:
    """The slice around this focus as this look finds it; asks for it where nobody did."""
    slice_ = slices.ask(focus, parameters)
    shown = slice_ if slice_.state in Slice.BUILT else slices.latest(focus, parameters)
    return Reading(slice_, shown, attempt, parameters)


def attempt(asked: Mapping[str, str]) -> int:
    """The number of the look that an address asks for; 0 where it is none."""
    text = asked.get("attempt", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0

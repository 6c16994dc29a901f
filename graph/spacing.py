"""Moves nodes and their labels apart inside a box, each as little as it can. Pure, and the same for the same input."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

type Point = tuple[float, float]
type Area = tuple[float, float, float, float]

PUSHES = 24
# Wanted between two rooms, and how much of that may be missing in the end.
GAP, TOLERANCE = 5.0, 2.0
GRID = 14.0


@dataclass(frozen=True, slots=True)
class Box:
    """A drawing area, in its own units."""

    width: float
    height: float
    margin: float = 12.0


@dataclass(frozen=True, slots=True)
class Size:
    """The room a node and its label take round the node's centre: to either side, above and below."""

    side: float
    up: float
    down: float


def part(spots: Iterable[Point], rooms: list[Size], box: Box) -> list[Point]:
    """The spots, inside the box and so far apart that no two rooms overlap; the first stays where it is if it can.

    Only where the box has no place left at all, rooms overlap still.
    """
    inside = [_inside(x, y, room, box) for (x, y), room in zip(spots, rooms, strict=True)]
    for _ in range(PUSHES):
        if not _push(inside, rooms, box):
            return inside
    return _settle(inside, rooms, box)


def _inside(x: float, y: float, room: Size, box: Box) -> Point:
    left, right = box.margin + room.side, box.width - box.margin - room.side
    top, bottom = box.margin + room.up, box.height - box.margin - room.down
    return (left if x < left else right if x > right else x), (top if y < top else bottom if y > bottom else y)


def _push(spots: list[Point], rooms: list[Size], box: Box) -> bool:
    # One round from left to right: each two that overlap move apart along the shorter way; the first spot stays.
    moved = False
    furthest = 2 * max(room.side for room in rooms) + GAP
    order = sorted(range(len(spots)), key=lambda place: (spots[place], place))
    for rank, a in enumerate(order):
        room = rooms[a]
        for b in order[rank + 1 :]:
            # Both may have moved a moment ago. Most are too far: what is asked first costs least.
            (ax, ay), (bx, by) = spots[a], spots[b]
            if bx - ax > furthest:
                break
            other = rooms[b]
            across = room.side + other.side + GAP - abs(ax - bx)
            if across <= TOLERANCE:
                continue
            low, high = min(ay + room.down, by + other.down), max(ay - room.up, by - other.up)
            if low - high + GAP <= TOLERANCE:
                continue
            moved = True
            way = _way(spots[a], room, spots[b], other, across, low - high + GAP)
            _move(spots, a, way, -1.0 if b == 0 else -0.5, room, box)
            _move(spots, b, way, 1.0 if a == 0 else 0.5, other, box)
    return moved


def _way(a: Point, room: Size, b: Point, other: Size, across: float, down: float) -> Point:
    # How far the two rooms, with a gap between, reach into each other, along the shorter way.
    if across < down:
        return (across if a[0] <= b[0] else -across), 0.0
    return 0.0, (down if a[1] + (room.down - room.up) / 2 <= b[1] + (other.down - other.up) / 2 else -down)


def _move(spots: list[Point], place: int, way: Point, share: float, room: Size, box: Box) -> None:
    if place:
        x, y = spots[place]
        spots[place] = _inside(x + share * way[0], y + share * way[1], room, box)


def _settle(spots: list[Point], rooms: list[Size], box: Box) -> list[Point]:
    # What pushing did not part: those in the way of an earlier one take the free spot nearest to where they stand.
    settled: dict[int, Point] = {}
    for place, spot in enumerate(spots):
        if _is_free(spot, _taken(rooms[place], settled, rooms)):
            settled[place] = spot
    for place, spot in enumerate(spots):
        if place not in settled:
            settled[place] = _nearest_free(spot, rooms[place], _taken(rooms[place], settled, rooms), box)
    return [settled[place] for place in range(len(spots))]


def _taken(room: Size, settled: dict[int, Point], rooms: list[Size]) -> list[Area]:
    # Where the centre of a room of this size may not be: left, right, top and bottom of each such area.
    areas = []
    for place, (x, y) in settled.items():
        other, near = rooms[place], GAP - TOLERANCE
        side = room.side + other.side + near
        areas.append((x - side, x + side, y - other.up - room.down - near, y + other.down + room.up + near))
    return areas


def _nearest_free(spot: Point, room: Size, taken: list[Area], box: Box) -> Point:
    for ring in range(1, int(max(box.width, box.height) / GRID)):
        near = [other for other in _ring(spot, ring) if _inside(*other, room, box) == other]
        if free := [other for other in near if _is_free(other, taken)]:
            return min(free, key=lambda other: (math.dist(spot, other), other))
    return spot


def _ring(spot: Point, ring: int) -> Iterable[Point]:
    # The spots of a square of so many steps round this one.
    for step in range(-ring, ring + 1):
        yield from ((spot[0] + GRID * step, spot[1] + GRID * edge) for edge in (-ring, ring))
        if abs(step) < ring:
            yield from ((spot[0] + GRID * edge, spot[1] + GRID * step) for edge in (-ring, ring))


def _is_free(spot: Point, taken: list[Area]) -> bool:
    x, y = spot
    return not any(left < x < right and top < y < bottom for left, right, top, bottom in taken)

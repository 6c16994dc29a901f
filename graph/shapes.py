"""The shapes of a drawing: those of the kinds, and the badges of groups. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable

from graph.pictures import Kind

type Shape = Callable[[float, float, float], str]


def circle(x: float, y: float, r: float) -> str:
    """A circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}"/>'


def page(x: float, y: float, r: float) -> str:
    """A sheet: a little higher than wide."""
    return f'<rect x="{x - r * 0.8:.1f}" y="{y - r:.1f}" width="{r * 1.6:.1f}" height="{r * 2:.1f}" rx="2.5"/>'


def _square(x: float, y: float, r: float) -> str:
    half = r * 0.88
    return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{half * 2:.1f}" height="{half * 2:.1f}" rx="1.5"/>'


def _polygon(corners: int, first: float = -0.25, stretch: float = 1.0) -> Shape:
    # The first corner in turns from the right, clockwise; computed once, as many are drawn.
    turns = [math.tau * (corner / corners + first) for corner in range(corners)]
    points = [(math.cos(turn) * stretch, math.sin(turn) * stretch) for turn in turns]

    def shape(x: float, y: float, r: float) -> str:
        return f'<path d="M{"L".join(f"{x + r * dx:.1f} {y + r * dy:.1f}" for dx, dy in points)}Z"/>'

    return shape


def _star(x: float, y: float, r: float) -> str:
    turns = [(math.pi * corner / 4, r * (1.25 if corner % 2 == 0 else 0.85)) for corner in range(8)]
    return f'<path d="M{"L".join(f"{x + s * math.cos(t):.1f} {y + s * math.sin(t):.1f}" for t, s in turns)}Z"/>'


OF_KINDS: dict[Kind, Shape] = {
    Kind.PERSON: circle,
    Kind.WORK: page,
    Kind.TOPIC: _polygon(6),
    Kind.INSTITUTION: _polygon(4),
}
# In the order of the groups: none is told from another by colour alone.
BADGES: tuple[Shape, ...] = (
    _square, circle, _polygon(3, stretch=1.3), _polygon(4, stretch=1.15), _polygon(5, stretch=1.1),
    _polygon(3, first=0.25, stretch=1.3), _star, _polygon(6, first=0.0, stretch=1.1),
)  # fmt: skip

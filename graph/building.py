"""What a slice is made of: the picture of its focus, where its nodes stand, and the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph import drawing, neighbourhood, weave
from graph.focus import Focus
from graph.parameters import Parameters
from graph.pictures import Picture


@dataclass(frozen=True, slots=True)
class Built:
    """A picture with its places as they are stored, and its drawings; both empty where nothing is near."""

    picture: Picture
    places: Mapping[str, Any] = field(default_factory=dict)
    svg: str = ""


def build(focus: Focus, parameters: Parameters) -> Built:
    """The slice or the map around this focus, from the database."""
    if parameters.is_map:
        return _map(focus, parameters)
    picture = weave.picture(neighbourhood.around(focus, parameters.most))
    return drawn(picture)


def drawn(picture: Picture) -> Built:
    """The picture with its places and drawings."""
    if picture.is_empty:
        return Built(picture)
    places = drawing.places(picture)
    return Built(picture, places, drawing.draw(picture, places))


def _map(focus: Focus, parameters: Parameters) -> Built:
    from graph import maps

    picture = maps.build(focus, parameters)
    return Built(picture, {} if picture.is_empty else maps.places(picture))

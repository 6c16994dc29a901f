"""What searches are tested on: eight people, four works, three topics."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from tests.make import feed_page, feed_work, import_bytes
from works.search import people, works
from works.search.facets import Facets

LOOM = "Ein Webstuhl für Schrödinger & <Partner>: Looms at Rest"
SILK = "We weave silk on looms, where 1 < 2 & nobody else weaves. " + "Much more is said here about threads. " * 12


def a_world() -> None:
    """Imports them."""
    looms = [
        feed_work(LOOM, ["Jörg Müller", "Jia-Cheng Sun"], "May 7, 2024", "LG", SILK, complete=True),
        feed_work("Tunnels in Winter", ["Jörg Müller"], "Jun 8, 2021", "RO", complete=True),
        feed_work("Looms Once More", ["Jörg Müller", "Anna Mueller", "Ada Lovelace", "Cy Byte"], "May 9, 2021", "LG"),
    ]
    others = [feed_work("Cooling of Chips", ["Ben Bitdiddle", "Hsiang-Wei Huang"], "May 1, 2023", "CV", complete=True)]
    import_bytes(feed_page("Jörg Müller", looms), feed_page("Ben Bitdiddle", others))


def names(text: str, **options: Any) -> list[str]:
    """The names of the people found."""
    return [person.name for person in people.find(text, **options).rows]


def titles(text: str, **facets: str) -> list[str]:
    """The titles of the works found."""
    return [re.sub("<.*?>", "", hit.title) for hit in works.find(text, Facets(**facets)).rows]


def get(query: str, **headers: str) -> str:
    """The page of a search."""
    response = Client().get(f"/search/{query}", headers=headers)
    assert response.status_code == 200, response.status_code
    return response.content.decode()

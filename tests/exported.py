"""Works to export, made from a few words; and how the readers of each format read them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pybtex.database import BibliographyData, Entry, parse_string

from works import tex
from works.exports import bibtex, rows
from works.exports.records import Captured, Person, Scope, WorkRow

SCOPE = Scope("https://site.example", "/authors/bcdfghjkmn/ada-lovelace/")


def person(name: str, position: int | None = 1, public_id: str = "") -> Person:
    """An author of a work."""
    return Person(name, public_id, f"/authors/{public_id}/slug/" if public_id else "", position)


def row(title: str = "On Looms", names: Iterable[str] = ("Ada Lovelace",), **fields: Any) -> WorkRow:
    """A work with this title, as a source writes it, and a complete byline."""
    people = tuple(person(name, position) for position, name in enumerate(names, start=1))
    plain: dict[str, Any] = {
        "id": 1, "public_id": "zzzzzzzzzz", "slug": "on-looms", "url": rows.path_of("zzzzzzzzzz", "on-looms"),
        "title": tex.to_text(title), "title_tex": title, "abstract": "", "abstract_cut": False, "kind": "", "host": "",
        "published_on": None, "year": None, "identifiers": (), "topics": (), "institutions": (), "people": people,
        "byline_complete": True, "has_code": False, "code_url": "", "heat": None, "heat_on": None, "citations": None,
        "citations_on": None, "sources": (Captured("Scholar Feed", dt.date(2026, 5, 31)),),
    }  # fmt: skip
    return WorkRow(**(plain | fields))


def bibliography(found: Iterable[WorkRow], scope: Scope = SCOPE) -> BibliographyData:
    """What pybtex reads of the works' BibTeX."""
    return parse_string("".join(bibtex.write(found, scope)), "bibtex")


def entry(work: WorkRow) -> Entry:
    """What pybtex reads of the one work."""
    (found,) = bibliography([work]).entries.values()
    return found

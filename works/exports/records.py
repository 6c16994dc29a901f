"""Works as they leave the site, as frozen records. Pure; rows.py reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """One author of a work as readers see them; no id and path where no page leads on, no position where none is known.

    Who is hidden in "et al." stands behind the printed ones.
    """

    name: str
    public_id: str
    url: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Captured:
    """A source that lists the work, and when it was last captured doing so."""

    source: str
    captured_on: dt.date


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One work with all that is public of it; "", None and () are what nobody told. `url` is a path.

    The title is plain text, `title_tex` what the source wrote; topics are (code, name, slug), institutions
    (name, slug), identifiers (scheme, value).
    """

    id: int
    public_id: str
    slug: str
    url: str
    title: str
    title_tex: str
    abstract: str
    abstract_cut: bool
    kind: str
    host: str
    published_on: dt.date | None
    year: int | None
    identifiers: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str, str], ...]
    institutions: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    byline_complete: bool
    has_code: bool
    code_url: str
    heat: Decimal | None
    heat_on: dt.date | None
    citations: int | None
    citations_on: dt.date | None
    sources: tuple[Captured, ...]
    # Which source printed the number on that day.
    heat_source: str = ""
    citations_source: str = ""

    @property
    def byline_is_cut(self) -> bool:
        """Whether a source prints a byline that leaves authors out; of a work without a byline nobody can say it."""
        return not self.byline_complete and any(person.position for person in self.people)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export is of: where the site is, the path of the page, and the author whose works these are.

    `about` are the author's facts, `linked` the same as linked data; `first` tells of citation keys that several works
    of the author have which work has it without a suffix.
    """

    root: str
    page: str
    about: Mapping[str, Any] = field(default_factory=dict)
    linked: Mapping[str, Any] = field(default_factory=dict)
    first: Mapping[str, int] = field(default_factory=dict)

    def at(self, path: str) -> str:
        """The absolute address of a path."""
        return self.root + path

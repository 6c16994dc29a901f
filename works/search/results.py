"""The page of results: what was found of each kind, the order of its sections, and the sentences for every state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from profiles.addresses import name_address
from profiles.names import fold
from works.search import patience, people, reading, straight, subjects, works
from works.search.facets import LABELS, Facets
from works.search.found import Found
from works.search.people import Person
from works.search.subjects import Subject
from works.search.works import FoundWorks

# The names of the tabs in addresses, and their words.
TABS = {"": "All", "authors": "People", "works": "Works", "topics": "Topics", "institutions": "Institutions"}
ROWS = 20
FEW = {"authors": 5, "works": 10, "topics": 4, "institutions": 4}


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the page says about one search; what was not looked for is None."""

    query: reading.Query = field(default_factory=reading.Query)
    tab: str = ""
    facets: Facets = field(default_factory=Facets)
    place: str = ""
    looked: straight.Looked = field(default_factory=straight.Looked)
    people: Found[Person] | None = None
    works: FoundWorks | None = None
    topics: Found[Subject] | None = None
    institutions: Found[Subject] | None = None

    @property
    def text(self) -> str:
        """What was looked for."""
        return self.query.text

    @property
    def kinds(self) -> dict[str, Found[Any] | FoundWorks | None]:
        """What was found, by the names of the tabs."""
        return {"authors": self.people, "works": self.works, "topics": self.topics, "institutions": self.institutions}

    @property
    def sections(self) -> list[str]:
        """The kinds of which something was found, the likeliest first."""
        found = self.kinds
        order = ["authors", "topics", "institutions", "works"]
        if not (self.query.looks_like_name and self.people and not self.people.guessed):
            order = ["topics", "institutions", "works", "authors"]
        return [kind for kind in order if (rows := found[kind]) and rows.rows and not (rows.guessed and self.is_found)]

    @property
    def is_found(self) -> bool:
        """Whether something bears what was typed, and is not only like it."""
        return any(rows and rows.rows and not rows.guessed for rows in self.kinds.values())

    @property
    def gave_up(self) -> bool:
        """Whether one of the searches took too long."""
        return any(rows and rows.gave_up for rows in self.kinds.values())

    @property
    def namesakes(self) -> str:
        """The address of the page of a name that several of the people found bear; "" where there is none."""
        names = [fold(person.name) for person in self.people.rows] if self.people else []
        commonest = max(names, key=names.count, default="")
        asked = {order for name in self.query.names for order in reading.orders(name)}
        return name_address(commonest) if commonest in asked and names.count(commonest) > 1 else ""

    @property
    def any_word(self) -> str:
        """The address of the same search for works with any of the words; "" for one word."""
        words = [
            word for word in self.text.replace('"', " ").split() if word.strip("-|&!*:()").lower() not in {"", "or"}
        ]
        return address(" or ".join(words), "works") if 1 < len(words) <= reading.MOST_WORDS else ""

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The kinds to choose from: (words, address, whether it is this one)."""
        return [(words, address(self.text, tab), tab == self.tab) for tab, words in TABS.items()]

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, int, str]], str]]:
        """The facets: (words, values as (words, works, address), the address without it where it is chosen)."""
        counts, chosen, made = self.works.counts if self.works else {}, self.facets.pairs(), []
        for kind, words in LABELS.items():
            if kind in chosen:
                value = next((c.words for c in counts.get(kind, ()) if c.value == chosen[kind]), chosen[kind])
                made.append((words, [(value, 0, "")], self._narrowed(self.facets.without(kind))))
            elif values := counts.get(kind):
                narrowed = ((c, Facets(**{**self.facets.pairs(), kind: c.value})) for c in values)
                made.append((words, [(c.words, c.works, self._narrowed(facets)) for c, facets in narrowed], ""))
        return made

    def _narrowed(self, facets: Facets) -> str:
        return address(self.text, "works", **facets.pairs())

    @property
    def everything(self) -> str:
        """The address of the works without facets."""
        return self._narrowed(Facets())

    @property
    def next(self) -> str:
        """The address of the next page; "" on the last one."""
        rows = self.kinds.get(self.tab)
        return address(self.text, self.tab, **self.facets.pairs(), after=rows.next) if rows and rows.next else ""

    @property
    def first(self) -> str:
        """The address of the first page; "" where this is it."""
        return address(self.text, self.tab, **self.facets.pairs()) if self.place else ""

    @property
    def said(self) -> str:
        """How much was found, in a sentence: what is announced when the results arrive."""
        if not self.text:
            return ""
        told = [
            _many(self.people, "person", "people"),
            _many(self.works, "work", "works"),
            _many(self.topics, "topic", "topics"),
            _many(self.institutions, "institution", "institutions"),
        ]
        return f"Found: {', '.join(filter(None, told))}." if any(told) else "Nothing was found."


def _many(rows: Found[Any] | None, one: str, many: str) -> str:
    if not rows or not rows.rows or rows.guessed:
        return ""
    number = rows.total if isinstance(rows, FoundWorks) else len(rows.rows)
    more = rows.partial or (rows.next and not isinstance(rows, FoundWorks))
    return f"{'more than ' if more else ''}{number:,} {one if number == 1 and not more else many}"


def address(text: str, tab: str = "", **rest: str) -> str:
    """The path of this search."""
    pairs = {"q": text, "in": tab, **rest}
    return f"{reverse('search')}?{urlencode({key: value for key, value in pairs.items() if value})}"


def find(query: reading.Query, looked: straight.Looked, tab: str, facets: Facets, place: str) -> Results:
    """The results of a search: of every kind a few, or of one a page."""
    text = query.text
    if not text:
        return Results()
    if looked.words:
        bearers = Found(people.of(looked.people)) if looked.people else None
        return Results(query, tab, facets, place, looked, bearers)

    def size(kind: str) -> int:
        return ROWS if tab else FEW[kind]

    found = Results(
        query, tab, facets, place, looked,
        people.find(text, place, size("authors")) if tab in {"", "authors"} else None,
        works.find(text, facets, place, size("works")) if tab in {"", "works"} else None,
        subjects.find(text, "topic", place, size("topics")) if tab in {"", "topics"} else None,
        subjects.find(text, "institution", place, size("institutions")) if tab in {"", "institutions"} else None,
    )  # fmt: skip
    # Only where nothing else was found: so faint a likeness costs more to look for than words of texts should.
    if found.people and not (found.sections or found.gave_up or place):
        return replace(found, people=people.find(text, size=size("authors"), likeness=patience.FAINT))
    return found

"""Who else is near an author: people who never wrote with them, each with the reason.

First come people who wrote with the author's closest co-authors, those who share most of these before others, then
those who share most topics. Where there are few, authors of the newest works on two or more of the author's topics fill
up the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph import focus, nearby_rows
from graph.focus import Focus
from graph.nearby_rows import About, Far, NearRow, PersonRow
from graph.wording import counted, listed
from profiles.addresses import address, name_address
from works.search import patience

SHOWN = 20
NAMED = 3
# One topic in common says nothing: thousands write on each.
LEAST_TOPICS = 2
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody near: co-authors in common by name, topics in common, and what speaks against "somebody else"."""

    row: PersonRow
    via: tuple[str, ...]
    topics: tuple[str, ...]
    works: int = 0
    is_double: bool = False
    is_asked: bool = False
    has_namesake: bool = False

    @property
    def name(self) -> str:
        """The name."""
        return self.row.name

    @property
    def key(self) -> str:
        """The key as a focus."""
        return f"author:{self.row.public_id}"

    @property
    def url(self) -> str:
        """The address of the profile."""
        return address(self.row.public_id, self.row.slug)

    @property
    def graph(self) -> str:
        """The address of what is near this person."""
        return focus.address(self.key)

    @property
    def compare(self) -> str:
        """The address of everybody of this name."""
        return name_address(self.row.folded)

    @property
    def reason(self) -> str:
        """Why, in a sentence: "3 co-authors in common: A, B and C; both write on Machine Learning"."""
        why = []
        if self.via:
            why.append(f"{counted(len(self.via), 'co-author')} in common: {listed(self.via, NAMED)}")
        if self.topics:
            why.append(f"both write on {listed(self.topics, NAMED)}")
        said = "; ".join(why)
        return said[:1].upper() + said[1:]

    def rank(self) -> tuple[int, int, int, str, str]:
        """The sort key of the rule."""
        return -len(self.via), -len(self.topics), -self.works, self.name, self.row.public_id


@dataclass(frozen=True, slots=True)
class Nearby:
    """The people near an author, at most SHOWN; `gave_up` where looking took too long."""

    people: tuple[Person, ...] = ()
    gave_up: bool = False


def of(author: Focus) -> Nearby:
    """Who else is near this author, in seven queries at most, whatever the author's size."""
    try:
        with patience.some(SECONDS):
            about, near = nearby_rows.about(author.pk), nearby_rows.near(author.pk)
            people = _by_coauthors(author.pk, about, {row.id: row.name for row in near})
            if len(people) < SHOWN and len(about.topics) >= LEAST_TOPICS:
                people += _by_topics(author.pk, about, {person.row.id for person in people})
            return Nearby(_doubted(author.pk, about, near, people[:SHOWN]))
    except patience.GaveUp:
        return Nearby(gave_up=True)


def _by_coauthors(author: int, about: About, near: Mapping[int, str]) -> list[Person]:
    far = nearby_rows.beyond(author, near) if near else []
    rows = nearby_rows.strangers(author, [one.id for one in far]) if far else {}
    return sorted((_person(rows[one.id], one, near, about) for one in far if one.id in rows), key=Person.rank)


def _by_topics(author: int, about: About, known: set[int]) -> list[Person]:
    found = nearby_rows.on_topics(author, list(about.topics))
    rows = nearby_rows.strangers(author, [person for person in found if person not in known])
    people = (Person(row, (), _shared(about, row)) for row in rows.values())
    return sorted((person for person in people if len(person.topics) >= LEAST_TOPICS), key=Person.rank)


def _person(row: PersonRow, far: Far, near: Mapping[int, str], about: About) -> Person:
    return Person(row, tuple(near[person] for person in far.via), _shared(about, row), far.works)


def _shared(about: About, row: PersonRow) -> tuple[str, ...]:
    return tuple(name for code, name in about.topics.items() if code in row.topics)


def _doubted(author: int, about: About, near: Iterable[NearRow], shown: Sequence[Person]) -> tuple[Person, ...]:
    # With word of those who may be the author, or a close co-author, under another record.
    asked = nearby_rows.asked(author, [person.row.id for person in shown]) if shown else set()
    namesakes = {row.folded for row in near}
    return tuple(
        replace(
            one,
            is_double=one.row.folded == about.folded,
            is_asked=one.row.id in asked,
            has_namesake=one.row.folded in namesakes,
        )
        for one in shown
    )

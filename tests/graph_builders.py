"""Authors, works and slices for the tests of the graph, written straight into their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from graph import edges, slices
from graph.focus import Focus, of_author
from graph.models import Slice
from graph.neighbourhood import NODES, around
from graph.parameters import PLAIN, Parameters
from graph.pictures import Kind, Picture
from graph.weave import picture
from profiles.models import Author
from profiles.names import slug
from works.models import Authorship, Institution, Topic, Work


def make_author(name: str, **fields: Any) -> Author:
    """A public author of this name."""
    author = Author.named(name, **{"level": 1} | fields)
    author.save()
    return author


def people_named(*names: str) -> list[Author]:
    """Public authors of these names."""
    return [make_author(name) for name in names]


def make_topic(name: str) -> Topic:
    """The topic of this name."""
    return Topic.objects.get_or_create(code=name, defaults={"name": name, "slug": slug(name)})[0]


def make_institution(name: str) -> Institution:
    """The institution of this name."""
    return Institution.objects.get_or_create(name=name, defaults={"slug": slug(name)})[0]


def make_work(
    title: str,
    authors: Sequence[Author],
    year: int | None = 2024,
    topics: Iterable[str] = (),
    institutions: Iterable[str] = (),
) -> Work:
    """A work by these people in this order."""
    work = Work.objects.create(title=title, title_html=title, slug=slug(title), squash=title.lower(), year=year)
    Authorship.objects.bulk_create(
        Authorship(
            work=work,
            base_work=work,
            author=author,
            position=place,
            printed_name=author.name,
            folded_name=author.folded_name,
        )
        for place, author in enumerate(authors, start=1)
    )
    work.topics.add(*map(make_topic, topics))
    work.institutions.add(*map(make_institution, institutions))
    edges.keep([work.pk])
    return work


def make_ada() -> Author:
    """Ada, who wrote Engines with Ben."""
    ada = make_author("Ada")
    make_work("Engines", [ada, make_author("Ben")], topics=["Logic"], institutions=["Turin"])
    return ada


def make_world(works: int, team: int = 4) -> Author:
    """Ada with so many works, each with her team, of several topics and institutions; the team knows others too."""
    ada = make_author("Ada Lovelace")
    people = [make_author(f"Colleague {number:04}") for number in range(max(works // 2, 2) * team)]
    for number in range(works):
        start = number // 2 * team
        with_whom = people[start : start + team]
        topics = [f"Topic {number % 11}", f"Topic {number % 7 + 20}"]
        make_work(
            f"Work {number:04} of the world", [ada, *with_whom], 2000 + number % 25, topics, [f"School {number % 9}"]
        )
    for number in range(0, min(len(people), 60) - 1, 2):
        make_work(f"Side work {number:04}", [people[number], people[number + 1], make_author(f"Stranger {number:04}")])
    return ada


def look(about: Author | Focus, most: int = NODES) -> Picture:
    """The picture of what is near an author, or near any focus."""
    return picture(around(focus_of(about), most))


def focus_of(about: Author | Focus) -> Focus:
    """The author as a focus; a focus as it is."""
    return of_author(about) if isinstance(about, Author) else about


def named(seen: Picture, kind: Kind, hops: int | None = None) -> list[str]:
    """The names of this kind, in the order in which they are shown."""
    return [node.name for node in seen.nodes if node.kind is kind and hops in (None, node.hops)]


def queries(about: Author | Focus, most: int = NODES) -> int:
    """How many queries what is near takes."""
    focus = focus_of(about)
    with CaptureQueriesContext(connection) as asked:
        around(focus, most)
    return len(asked)


def built(about: Author | Focus, parameters: Parameters = PLAIN) -> Slice:
    """The present slice, asked for and built."""
    slice_ = slices.ask(focus_of(about), parameters)
    slices.build(slice_.pk)
    slice_.refresh_from_db()
    return slice_


def outdate(author: Author) -> Author:
    """The author after a change that a reader could see."""
    Author.objects.filter(pk=author.pk).update(version=F("version") + 1)
    author.refresh_from_db()
    return author


def age(slice_: Slice, **by: float) -> None:
    """Puts the slice's request into the past."""
    Slice.objects.filter(pk=slice_.pk).update(requested_at=Now() - timedelta(**by))

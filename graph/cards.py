"""The card of a node: what it is, its numbers, and the works that it shares with the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.urls import reverse

from graph.focus import Focus
from graph.models import Edge
from graph.wording import counted, joined, years
from profiles.models import Author
from works.models import Authorship, Institution, Topic, Work

# Works that the card lists, names of a byline, and how many works of a record are looked through for shared ones.
LISTED, NAMED, SEEN = 5, 8, 2000
PATIENCE = 500  # milliseconds


@dataclass(frozen=True, slots=True)
class Link:
    """Something the card leads to."""

    name: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says: what the node is, its numbers, its people, and how it is near the focus."""

    what: str
    numbers: Sequence[str] = ()
    people: Sequence[Link] = ()
    more_people: int = 0
    shared: str = ""
    works: Sequence[Link] = ()


def of(node: Focus, focus: Focus | None) -> Card:
    """The card of this node beside the graph of this focus, in at most four queries."""
    if node.kind == "work":
        return _work(node)
    what, numbers = _author(node) if node.kind == "author" else _subject(node)
    if focus is None or focus.key == node.key or focus.kind == "work":
        return Card(what, numbers)
    works = _shared_works(node, focus)
    return Card(what, numbers, shared=_shared(node, focus, len(works)), works=works)


def _author(node: Focus) -> tuple[str, list[str]]:
    fields = ("role", "affiliation", "works_count", "coauthors_count", "topics_count")
    author = Author.objects.only(*fields).get(pk=node.pk)
    numbers = [counted(author.works_count, "work"), counted(author.coauthors_count, "co-author")]
    numbers.append(counted(author.topics_count, "topic"))
    return joined(author.role or "Researcher", author.affiliation), numbers


def _subject(node: Focus) -> tuple[str, list[str]]:
    kind = Topic if node.kind == "topic" else Institution
    works = kind._default_manager.values_list("works_count", flat=True).get(pk=node.pk)
    return node.kind.capitalize(), [counted(works, "work")]


def _work(node: Focus) -> Card:
    work = Work.objects.only("kind", "host", "year", "citations").get(pk=node.pk)
    standing = Authorship.objects.filter(work=node.pk, author__merged_into=None, author__hidden_at=None)
    slots = standing.exclude(author=None).order_by("position", "id")
    found = list(slots.values_list("author__name", "author__public_id", "author__slug")[: NAMED + 1])
    people = [Link(name, reverse("author", args=[public_id, slug])) for name, public_id, slug in found[:NAMED]]
    more = slots.count() - NAMED if len(found) > NAMED else 0
    numbers = [str(work.year or "year not imported")]
    if work.citations is not None:
        numbers.append(counted(work.citations, "citation"))
    return Card(joined((work.kind or "work").capitalize(), work.host), numbers, people, more)


def _shared(node: Focus, focus: Focus, listed: int) -> str:
    """How many works the two share, in words: two people by their edge, others by what is listed."""
    if node.kind == "author" and focus.kind == "author":
        edge = Edge.objects.filter(a=min(node.pk, focus.pk), b=max(node.pk, focus.pk)).first()
        if edge is None:
            return f"No shared work with {focus.name}"
        works = joined(counted(edge.shared, "shared work"), years(edge.first_year, edge.last_year))
        return f"{works}, with {focus.name}"
    preposition = {"author": "of", "topic": "on", "institution": "from"}.get(focus.kind)
    return f"Newest works {preposition} {focus.name}" if listed else ""


def _shared_works(node: Focus, focus: Focus) -> list[Link]:
    # From the people's works, of which there are fewest; what the other side carries is one look in an index each.
    base, other = (focus, node) if focus.kind == "author" else (node, focus)
    sql = _SHARED.format(works=_WORKS_OF[base.kind], carries=_CARRIES[other.kind])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{PATIENCE}ms"])
            cursor.execute(sql, {"base": base.pk, "other": other.pk, "seen": SEEN, "listed": LISTED})
            rows = cursor.fetchall()
    except OperationalError:
        # It took too long: the card goes without its list.
        return []
    return [
        Link(title, reverse("work", args=[public_id, slug]), str(year or "")) for public_id, slug, title, year in rows
    ]


_WORKS_OF = {
    "author": "SELECT work_id FROM works_authorship WHERE author_id = %(base)s ORDER BY work_id DESC LIMIT %(seen)s",
    **{
        kind: f"""SELECT work_id FROM works_work_{kind}s WHERE {kind}_id = %(base)s
                  ORDER BY ordered_on DESC NULLS LAST, work_id DESC LIMIT %(seen)s"""  # noqa: S608 - constants
        for kind in ("topic", "institution")
    },
}
_CARRIES = {
    "author": "works_authorship x ON x.work_id = m.work_id AND x.author_id = %(other)s",
    "topic": "works_work_topics x ON x.work_id = m.work_id AND x.topic_id = %(other)s",
    "institution": "works_work_institutions x ON x.work_id = m.work_id AND x.institution_id = %(other)s",
}
_SHARED = """
    SELECT w.public_id, w.slug, w.title, w.year FROM ({works}) m
    JOIN {carries}
    JOIN works_work w ON w.id = m.work_id AND w.is_listed AND w.merged_into_id IS NULL
    ORDER BY w.ordered_on DESC NULLS LAST, w.year DESC NULLS LAST, w.title, w.public_id LIMIT %(listed)s
"""

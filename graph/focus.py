"""What a graph is about: an author, a work, a topic or an institution, as ?focus=author:ID names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bzpeer import parts
from graph import generations
from graph.parameters import PLAIN, Parameters
from graph.parameters import query as query_of
from profiles.identifiers import ALPHABET, LENGTH
from profiles.models import Author
from works import author_pages, subject_pages
from works.models import Institution, Topic, Work

type FocusKind = Literal["author", "work", "topic", "institution"]

_READABLE = re.compile(rf"(author|work):([{ALPHABET}]{{{LENGTH}}})|(topic|institution):([-a-zA-Z0-9_]{{1,80}})")


@dataclass(frozen=True, slots=True)
class Focus:
    """One record that a graph is drawn around; the generation grows with every change near it."""

    kind: FocusKind
    key: str
    pk: int
    name: str
    url: str
    generation: int

    @property
    def address(self) -> str:
        """The address of its graph."""
        return address(self.key)

    @property
    def noun(self) -> str:
        """What it is, in a word that readers know."""
        return "researcher" if self.kind == "author" else self.kind


@dataclass(frozen=True, slots=True)
class Moved:
    """The record of this key stands elsewhere now."""

    key: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The record was withdrawn, or is hidden since somebody objected to it."""

    hidden: bool = False


def read(text: str) -> Focus | None:
    """The focus of this key; None where it cannot be read, is not there, moved, or is not shown."""
    try:
        found = look(text)
    except Http404:
        return None
    return found if isinstance(found, Focus) else None


def look(text: str) -> Focus | Moved | Gone | None:
    """What is found under this key; None where it is no key at all, Http404 where there is no such record."""
    read = _READABLE.fullmatch(text)
    if read is None:
        return None
    kind, name = read[1] or read[3], read[2] or read[4]
    return _LOOKS[kind](name)


def answer(request: HttpRequest, text: str) -> Focus | HttpResponse:
    """The focus, or what is to be answered instead: 400 unreadable, 301 moved, 410 withdrawn or hidden; raises 404."""
    found = look(text)
    if found is None:
        return parts.render(request, "graph/unreadable.html", {}, (), status=400)
    if isinstance(found, Gone):
        context = {"hidden": True} if found.hidden else {}
        return parts.render(request, "gone.html", context, (), status=410)
    if isinstance(found, Moved):
        # The rest of the address stays: whoever shared a view shared its filters, too.
        asked = {name: found.key if value == text else value for name, value in request.GET.items()}
        query = urlencode(asked, safe=":,")
        return author_pages.asked_again(redirect(f"{request.path}?{query}", permanent=True))
    return found


def address(key: str, parameters: Parameters = PLAIN) -> str:
    """The address of the graph around the record of this key."""
    return "&".join(filter(None, (f"{reverse('graph')}?focus={key}", query_of(parameters))))


def of_author(author: Author) -> Focus:
    """The author as a focus."""
    key = f"author:{author.public_id}"
    return Focus("author", key, author.pk, author.name, author.get_absolute_url(), author.version)


def of_work(work: Work) -> Focus:
    """The work as a focus."""
    return _with_generation("work", work.public_id, work.pk, work.title, work.get_absolute_url())


def of_subject(subject: Topic | Institution) -> Focus:
    """The topic or institution as a focus."""
    kind: FocusKind = "topic" if isinstance(subject, Topic) else "institution"
    return _with_generation(kind, subject.slug, subject.pk, subject.name, subject.get_absolute_url())


def _with_generation(kind: FocusKind, key: str, pk: int, name: str, url: str) -> Focus:
    return Focus(kind, f"{kind}:{key}", pk, name, url, generations.of(f"{kind}:{key}"))


def _author(public_id: str) -> Focus | Moved | Gone:
    author = author_pages.find(public_id)
    if author_pages.is_hidden(author):
        return Gone(hidden=True)
    if author.merged_into:
        return Moved(f"author:{author.merged_into.public_id}")
    return Gone() if author_pages.is_gone(author) else of_author(author)


def _work(public_id: str) -> Focus | Moved | Gone:
    # Without its long texts.
    fields = ("public_id", "slug", "title", "is_listed", "merged_into__public_id")
    work = Work.objects.select_related("merged_into").only(*fields).filter(public_id=public_id).first()
    if work is None:
        raise Http404("There is no such work.")
    if work.merged_into:
        return Moved(f"work:{work.merged_into.public_id}")
    return of_work(work) if work.is_listed else Gone()


def _topic(slug: str) -> Focus | Moved | Gone:
    topic = subject_pages.find_topic(slug)
    if topic.slug != slug:
        return Moved(f"topic:{topic.slug}")
    return of_subject(topic) if topic.works_count else Gone()


def _institution(slug: str) -> Focus | Gone:
    institution = Institution.objects.filter(slug=slug).first()
    if institution is None:
        raise Http404("There is no such institution.")
    return of_subject(institution) if institution.works_count else Gone()


_LOOKS = {"author": _author, "work": _work, "topic": _topic, "institution": _institution}

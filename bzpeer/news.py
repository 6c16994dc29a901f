"""What is new here: the works, researchers and topics that came last, found without reading more than the newest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import TruncDate

from profiles.models import Author
from works.models import Authorship, SourceProfile, Topic, Work
from works.owners import shown

WORKS, RESEARCHERS, TOPICS = 10, 6, 12
# Of the newest so many, those that readers may see are shown: an import that was rolled back stands there too.
_LOOKED_AT = 300
# How many names of a byline are shown.
_NAMES = 4


@dataclass(slots=True)
class Person:
    """One name of a byline, with the address of its record where readers may follow it."""

    name: str
    url: str


@dataclass(slots=True)
class NewWork:
    """A work with the beginning of its byline."""

    work: Work
    people: list[Person] = field(default_factory=list)
    is_cut: bool = False


def works() -> list[NewWork]:
    """The works that were imported last, those of one day by their own date; three queries, two more for new names."""
    seen = Work.objects.order_by(F("created_at").desc(), F("id").desc()).values("id")[:_LOOKED_AT]
    newest = Work.objects.standing().filter(id__in=seen)
    order = (TruncDate("created_at").desc(), F("ordered_on").desc(nulls_last=True), "-id")
    fields = ("public_id", "slug", "title_html", "published_on", "year", "byline_length", "byline_complete")
    found = list(newest.order_by(*order).only(*fields)[:WORKS])
    bylines = _bylines([work.pk for work in found])
    return [NewWork(work, bylines[work.pk], work.byline_length > _NAMES or not work.byline_complete) for work in found]


def _bylines(ids: list[int]) -> dict[int, list[Person]]:
    slots = Authorship.objects.filter(work__in=ids, position__lte=_NAMES).order_by("work", "position")
    fields = ("author__public_id", "author__slug", "author__hidden_at")
    names = shown.on(ids)
    found: dict[int, list[Person]] = defaultdict(list)
    for slot in slots.select_related("author").only("work_id", "printed_name", *fields):
        author = slot.author
        url = author.get_absolute_url() if author and not author.hidden_at else ""
        found[slot.work_id].append(Person(names.slot(slot.pk, slot.printed_name), url))
    return found


def researchers() -> list[Author]:
    """The records that came last, those first that a source has a page of, since more is known of them."""
    seen = Author.objects.order_by("-id").values("id")[:_LOOKED_AT]
    pages = SourceProfile.objects.standing().filter(author=OuterRef("pk"))
    newest = Author.objects.public().filter(id__in=seen).annotate(has_page=Exists(pages))
    return list(newest.order_by("-has_page", "-id")[:RESEARCHERS])


def topics() -> list[Topic]:
    """The topics that came last and that a work carries."""
    seen = Topic.objects.order_by("-id").values("id")[:_LOOKED_AT]
    return list(Topic.objects.filter(id__in=seen, works_count__gt=0).order_by("-id")[:TOPICS])


def everything() -> dict[str, Any]:
    """What the front page shows, in five queries whatever there is, two more for new names."""
    return {"works": works(), "authors": researchers(), "topics": topics()}

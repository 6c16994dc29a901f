"""A work as a list shows it: rendered once when the work changes, finished for one author's page when it is read."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from profiles.addresses import address
from works.models import Authorship, Listing, Work
from works.owners import shown
from works.wording import ordinal

# Where the page's own person is named when the byline hides them. Source text is escaped and cannot hold it.
PLACE = "<!--place-->"
MOST_NAMES = 12
# Plain characters of an abstract that stands open on a card; a longer one is folded.
LONGEST_OPEN = 400
_PERSON = ("profile__author__hidden_at", "profile__author__name", "profile__author__renamed_at")


@cache
def version() -> str:
    """Changes whenever the template of a card does; cards of another version are rendered anew (render_cards)."""
    template = settings.BASE_DIR / "templates" / "works" / "card.html"
    return hashlib.sha256(template.read_bytes()).hexdigest()[:12]


def render(work_ids: Collection[int]) -> None:
    """Renders and stores the cards of these works: 7 queries, and two more where somebody on them was renamed."""
    works = list(Work.objects.filter(id__in=work_ids).prefetch_related("topics", "institutions"))
    bylines, listings = bylines_of(work_ids), _listings(work_ids)
    for work in works:
        slots = bylines[work.pk]
        context = {
            "work": work,
            "byline": slots[:MOST_NAMES],
            "more": max(0, len(slots) - MOST_NAMES),
            "hidden": not work.byline_complete and work.byline_length > 0,
            "listings": listings[work.pk],
            "is_short": len(strip_tags(work.abstract_html)) < LONGEST_OPEN,
            "place": mark_safe(PLACE),  # noqa: S308 - a constant
        }
        work.card, work.card_version = render_to_string("works/card.html", context), version()
    Work.objects.bulk_create(works, update_conflicts=True, unique_fields=["id"], update_fields=["card", "card_version"])


def bylines_of(work_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The bylines as readers see them: {work: [{"name", "url"}, …]}, without an address where none leads on."""
    rows = Authorship.objects.filter(work__in=work_ids, position__isnull=False).order_by("work", "position")
    bylines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    names = shown.on(work_ids)
    columns = ("work", "author__public_id", "author__slug", "author__hidden_at", "id", "printed_name")
    for work, public_id, slug, hidden_at, pk, printed in rows.values_list(*columns):
        # A slot may be nobody's: a group, or a second slot of somebody. To a hidden record no link leads.
        url = address(public_id, slug) if public_id and not hidden_at else ""
        bylines[work].append({"url": url, "name": names.slot(pk, printed)})
    return bylines


def _listings(work_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    newest = Listing.objects.filter(work__in=work_ids).newest()
    columns = ("work", "profile__source__name", "profile__name", "captured_on", "profile", *_PERSON)
    listings: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for work, source, name, captured_on, _, hidden_at, *own in sorted(newest.values_list(*columns), key=_by_source):
        person = "" if hidden_at else shown.of_person(name, *own)
        told = {"source": source, "name": person, "captured_on": captured_on}
        if told not in listings[work]:
            listings[work].append(told)
    return listings


def _by_source(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:3], row[4])


class OwnPage:
    """Finishes stored cards for one author's page; what is the same on each card is made once."""

    def __init__(self, url: str, name: str) -> None:
        self.link = format_html('<a href="{}">', url)
        self.marked = format_html('<a class="self" href="{}" aria-current="page">', url)
        self.doubt = format_html('<li class="doubt">May belong to another {}</li>', name)
        self.hidden = format_html("<li>{}{}</a></li>", self.marked, name)

    def finish(self, card: str, position: int | None, length: int, complete: bool, doubted: bool) -> SafeString:
        """The card with the author marked in the byline, or named where it hides them, position and doubts said."""
        marked = card.replace(self.link, self.marked, 1)
        named = "" if position is not None and marked != card else self.hidden
        note = f'<li class="place">{_position(position, length, complete)}</li>' + (self.doubt if doubted else "")
        return mark_safe(marked.replace(PLACE, named + note, 1))  # noqa: S308 - a stored card and escaped parts


def _position(position: int | None, length: int, complete: bool) -> str:
    if position is None:
        return "position not imported"
    if complete:
        return f"{ordinal(position)} of {length}" if length > 1 else "sole author"
    return f"{ordinal(position)} of more than {length}"

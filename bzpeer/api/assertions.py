"""What sources assert of a work, as they say it: once for all pages that say the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bzpeer.api import listing, numbers
from bzpeer.api.schemas.works import Asserted, Page
from works.models import Listing
from works.owners import shown

# Of a work that hundreds of pages list, so many are read; and so many are told of those that say the same.
MOST_PAGES, MOST_OF_A_KIND, MOST_KINDS = 100, 20, 20
_TEXTS = ("title", "abstract", "kind", "host", "category", "published_on")
_PLAIN = ("abstract_cut", "byline_complete", "year", "has_code")
_UNREAD = ("profile__author__side", "profile__author__trust_inputs")


@dataclass(frozen=True, slots=True)
class Said:
    """What is asserted, and by how many pages, counted up to MOST_PAGES."""

    asserted: list[Asserted]
    pages: int


def of(work_id: int) -> Said:
    """The assertions about a work: two queries, a few more where somebody on it was renamed or is hidden."""
    newest = Listing.objects.filter(work=work_id).newest().select_related("profile__source", "profile__author")
    listings = list(newest.defer(*_UNREAD)[:MOST_PAGES])
    shown.dress(work_id, listings)
    groups: dict[tuple[str, str], list[Listing]] = {}
    for told in sorted(listings, key=lambda one: (-one.captured_on.toordinal(), one.pk)):
        groups.setdefault((told.profile.source.name, json.dumps(told.record, sort_keys=True)), []).append(told)
    return Said([_asserted(groups[key]) for key in sorted(groups)[:MOST_KINDS]], len(listings))


def _asserted(group: Sequence[Listing]) -> Asserted:
    newest = group[0]
    record, source = newest.record, newest.profile.source.name
    told: dict[str, Any] = {name: record.get(name) or None for name in _TEXTS}
    return Asserted(
        **told | {name: record.get(name) for name in _PLAIN},
        source=source,
        pages=[_page(one) for one in group[:MOST_OF_A_KIND]],
        byline=record.get("byline") or [],
        institutions=record.get("institutions") or [],
        heat=numbers.said(_number(record, "heat"), source, newest.captured_on, listing.HEAT),
        citations=numbers.said(_number(record, "citations"), source, newest.captured_on, listing.CITATIONS),
    )


def _page(told: Listing) -> Page:
    person = None if told.profile.author.hidden_at else told.profile.name
    return Page(person=person, captured_on=told.captured_on, line=told.line, reason=told.reason)


def _number(record: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        return None if record.get(name) is None else Decimal(record[name])
    except InvalidOperation:
        return None

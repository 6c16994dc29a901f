"""The works of one author, filtered and sorted as on the profile, but paged by cursor."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models.functions import Left
from django.http import HttpRequest

from bzpeer.api import listing, numbers, paging, people
from bzpeer.api.paging import Key, Order
from bzpeer.api.places import Places
from bzpeer.api.schemas.works import AuthorWorksAsked, OwnWork, OwnWorkList
from profiles.models import Author
from works.exports import rows
from works.lists import Choice
from works.models import Authorship

_DAY = Key("work__ordered_on", descending=True, nullable=True, kind=dt.date)
_FIRST_SEEN = Key("work_id", kind=int)
SORTS = {
    "newest": (_DAY, _FIRST_SEEN),
    "oldest": (Key("work__ordered_on", nullable=True, kind=dt.date), _FIRST_SEEN),
    "heat": (Key("work__heat", descending=True, nullable=True, kind=Decimal), _DAY, _FIRST_SEEN),
    "citations": (Key("work__citations", descending=True, nullable=True, kind=int), _DAY, _FIRST_SEEN),
    # A title may be longer than an address: its beginning, and then who came first.
    "title": (Key("title_start"), _FIRST_SEEN),
}
_COLUMNS = ("work_id", "work__byline_length", "position", "is_doubted")


def page_of(request: HttpRequest, author: Author, asked: AuthorWorksAsked) -> OwnWorkList:
    """The page that was asked for: 7 queries, 9 where somebody on it was renamed."""
    order = Order(f"author-works.{asked.sort}", SORTS[asked.sort])
    choice = _choice(asked)
    own = Authorship.objects.filter(author=author, work__is_listed=True, work__merged_into=None)
    found = choice.apply(own).annotate(title_start=Left("work__title", 100))
    # All works of one person at most: their number does not grow with the installation.
    after = order.after(found, paging.place_of(asked, order))
    page = list(after.values_list(*_COLUMNS, *(key.name for key in order.keys))[: asked.limit + 1])
    shown, last = listing.cut(page, asked.limit)
    places: dict[int, tuple[int | None, bool]] = {row[0]: (row[2], row[3]) for row in shown}
    at = Places.of(request)
    items = [
        OwnWork(**listing.fields(row, at), position=places[row.id][0], in_doubt=places[row.id][1])
        for row in rows.of([row[0] for row in shown])
    ]
    following = paging.next_page(request, order, last[4:]) if last else None
    total = None if choice.is_filtered else numbers.counted(author.works_count, people.WORKS)
    return OwnWorkList(items=items, total=total, next=following)


def _choice(asked: AuthorWorksAsked) -> Choice:
    # PostgreSQL takes no NUL in a text.
    plain = {name: (getattr(asked, name) or "").replace("\0", "") for name in ("topic", "kind", "with_", "q")}
    return Choice(
        year=str(asked.year or ""), topic=plain["topic"], kind=plain["kind"], coauthor=plain["with_"],
        text=plain["q"].strip(),
    )  # fmt: skip

"""The page of a work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from works import assertions
from works.author_pages import asked_again, gone
from works.describing import head, signposting
from works.exports import cite, elsewhere, rows
from works.exports.records import Person, WorkRow
from works.imports.facts import EDITABLE
from works.imports.work_ids import LABELS
from works.models import Work

# Names that stand open, and how many more unfold: of the rest, each stretch has an address.
NAMES_OPEN, NAMES_A_STRETCH = 50, 500
MOST_HIDDEN, MOST_FOLLOWED = 50, 12
# Of a work with so many authors, an entry of a bibliography is a file and nothing to read.
MOST_NAMES_TO_CITE = 100


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors as the page shows them: some open, a stretch of the rest folded, those without a position apart."""

    open: Sequence[Person]
    stretch: Sequence[Person]
    first: int
    starts: Sequence[tuple[int, int]]
    total: int
    hidden: Sequence[Person]
    is_cut: bool

    @property
    def last(self) -> int:
        """The position of the last name in the stretch."""
        return self.first + len(self.stretch) - 1

    @property
    def followed(self) -> Sequence[Person]:
        """The first authors with a record that can be followed."""
        return [person for person in (*self.open, *self.hidden) if person.url][:MOST_FOLLOWED]


def byline(row: WorkRow, start: str) -> Byline:
    """The byline with the stretch that an address asks for; with the first where it asks for none there is."""
    printed = [person for person in row.people if person.position]
    hidden = [person for person in row.people if not person.position]
    firsts = range(NAMES_OPEN + 1, len(printed) + 1, NAMES_A_STRETCH)
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0
    first = first if first in firsts else NAMES_OPEN + 1
    return Byline(
        open=printed[:NAMES_OPEN],
        stretch=printed[first - 1 : first - 1 + NAMES_A_STRETCH],
        first=first,
        starts=[(n, min(n + NAMES_A_STRETCH - 1, len(printed))) for n in firsts],
        total=len(printed),
        hidden=hidden[:MOST_HIDDEN],
        is_cut=row.byline_is_cut,
    )


@require_safe
def work(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """One work: its authors, its abstract, how to cite it, and what each source asserts of it."""
    record = get_object_or_404(Work.objects.select_related("merged_into").defer("card"), public_id=public_id)
    # Asked before the address is mended: an address holds the title.
    if not record.merged_into and not record.is_listed:
        return gone(request)
    if record.merged_into or slug != record.slug:
        return asked_again(redirect(record.merged_into or record, permanent=True))
    (row,) = rows.of([record.pk])
    authors = request.GET.get("authors", "")
    context = {
        "work": record,
        "row": row,
        "byline": byline(row, authors),
        "is_unfolded": bool(authors),
        "identifiers": [
            (LABELS.get(scheme, scheme), value, elsewhere.address(scheme, value)) for scheme, value in row.identifiers
        ],
        "cite": cite.box(row, head.root_of(request)),
        "is_citable": len(row.people) <= MOST_NAMES_TO_CITE,
        "edited": [key.replace("_", " ") for key in EDITABLE if key in record.locked],
        "sources": assertions.of(record, row),
        "head": head.of_work(request, row),
    }
    response = render(request, "works/work.html", context)
    response["Link"] = signposting.header(signposting.of_work(row, head.root_of(request)))
    return response

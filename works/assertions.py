"""What sources assert of a work, side by side: field by field, on which page and line, captured when."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.names import fold
from works import tex
from works.exports.records import WorkRow
from works.imports.work_ids import label
from works.models import Listing, Work
from works.owners import shown

# Of a work that hundreds of pages list, so many are read, and so many columns and pages in a column are shown.
MOST_LISTINGS, MOST_COLUMNS, MOST_PAGES = 100, 12, 5
MOST_NAMES = 12
# The long columns of whom and what the listings lead to.
_UNREAD = (
    "profile__author__side", "profile__author__trust_inputs", "base_work__card", "base_work__abstract_html",
    "base_work__abstract_key", "base_work__title_html",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """What a source says in one field: "" where it says nothing; `text` is a whole text that differs."""

    said: str
    differs: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a source that says so, and why what it lists is this work; no name and address of who is hidden."""

    name: str
    url: str
    line: int
    captured_on: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """One source's assertion, the same on all its pages; cells in the order of the fields."""

    source: str
    cells: Sequence[tuple[str, Cell]]
    pages: Sequence[Page]
    more: int


@dataclass(frozen=True, slots=True)
class Version:
    """What was imported as one work: the work itself, or another that was joined to it."""

    title: str
    is_own: bool
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Sources:
    """The versions of a work with what each source asserts of them; `pages` is how many pages list it."""

    versions: Sequence[Version]
    pages: int
    read: int
    is_cut: bool


def of(work: Work, row: WorkRow) -> Sources:
    """The assertions about this work, compared with what is shown (`row`): three queries, a few more for renamed ones.

    Names are those that readers see.
    """
    newest = work.listings.newest()
    read = newest.select_related("profile__source", "profile__author", "base_work").defer(*_UNREAD)
    listings = list(read[: MOST_LISTINGS + 1])
    pages = len(listings) if len(listings) <= MOST_LISTINGS else newest.count()
    listings = listings[:MOST_LISTINGS]
    shown.dress(work.pk, listings)
    found = _grouped(listings)
    compare = _fields(row)
    used = [name for name, say in compare.items() if any(say(group[0].record).said for group in found)]
    columns = [(group[0].base_work, _column(group, used, compare)) for group in found[:MOST_COLUMNS]]
    bases = list(dict.fromkeys(base for base, _ in columns))
    versions = [Version(base.title, base == work, [c for of_base, c in columns if of_base == base]) for base in bases]
    return Sources(versions, pages, len(listings), len(found) > MOST_COLUMNS or pages > len(listings))


def _grouped(listings: Iterable[Listing]) -> list[list[Listing]]:
    """Listings that say the same, of one version by one source: the work's own version first, then by source."""
    groups: dict[tuple[Any, ...], list[Listing]] = {}
    for listing in sorted(listings, key=lambda one: (-one.captured_on.toordinal(), one.profile.name, one.line)):
        is_joined, source = listing.base_work_id != listing.work_id, listing.profile.source.name
        key = (is_joined, listing.base_work_id, source, json.dumps(listing.record, sort_keys=True))
        groups.setdefault(key, []).append(listing)
    return [groups[key] for key in sorted(groups)]


def _column(group: Sequence[Listing], used: Sequence[str], compare: Mapping[str, _Say]) -> Column:
    record = group[0].record
    cells, pages = [(name, compare[name](record)) for name in used], [_page(one) for one in group[:MOST_PAGES]]
    return Column(group[0].profile.source.name, cells, pages, len(group[MOST_PAGES:]))


def _page(listing: Listing) -> Page:
    author = listing.profile.author
    name, url = ("", "") if author.hidden_at else (listing.profile.name, author.get_absolute_url())
    return Page(name, url, listing.line, listing.captured_on, listing.reason)


type _Say = Callable[[Mapping[str, Any]], Cell]


def _fields(row: WorkRow) -> dict[str, _Say]:
    names = [fold(person.name) for person in row.people if person.position]
    return {
        "Title": lambda record: _title(record["title"], row),
        "Authors": lambda record: _authors(record, names),
        "Date": lambda record: _date(record, row),
        "Kind": lambda record: _plain(record["kind"], row.kind),
        "Venue": lambda record: _plain(record["host"], row.host),
        "Topic": lambda record: Cell(record["category"]),
        "Code": lambda record: _code(record["has_code"], row.has_code),
        "Heat": lambda record: _plain(record["heat"], row.heat),
        "Citations": lambda record: _plain(record.get("citations"), row.citations),
        "Institutions": lambda record: Cell(", ".join(record["institutions"])),
        "Identifiers": lambda record: Cell(
            ", ".join(label((scheme, value)) for scheme, value in record.get("ids", ()))
        ),
        "Abstract": lambda record: _abstract(record, row),
    }


def _plain(said: Any, best: Any) -> Cell:
    return Cell("") if said in ("", None) else Cell(str(said), str(said) != str(best))


def _title(said: str, row: WorkRow) -> Cell:
    return Cell("as shown") if tex.squash(said) == tex.squash(row.title) else Cell(tex.to_text(said), differs=True)


def _authors(record: Mapping[str, Any], shown_names: Sequence[str]) -> Cell:
    byline = record["byline"]
    if not byline:
        return Cell("")
    more = len(byline) - MOST_NAMES
    words = ", ".join(byline[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
    folded = [fold(name) for name in byline]
    is_whole = record["byline_complete"]
    agrees = folded == list(shown_names if is_whole else shown_names[: len(folded)])
    return Cell(words if is_whole else f"{words} et al.", not agrees)


def _date(record: Mapping[str, Any], row: WorkRow) -> Cell:
    if record["published_on"]:
        day = dt.date.fromisoformat(record["published_on"])
        return Cell(f"{day:%-d %B %Y}", day != row.published_on)
    return _plain(record["year"], row.year)


def _code(said: bool | None, has_code: bool) -> Cell:
    return Cell("") if said is None else Cell("yes" if said else "no", said != has_code)


def _abstract(record: Mapping[str, Any], row: WorkRow) -> Cell:
    if not record["abstract"]:
        return Cell("")
    said, best = tex.squash(record["abstract"]), tex.squash(row.abstract)
    if said == best:
        return Cell("as shown, cut by the source" if record["abstract_cut"] else "as shown")
    if record["abstract_cut"] and best.startswith(said[:-1]):
        return Cell("the beginning of it, cut by the source")
    return Cell("another text", differs=True, text=tex.to_text(record["abstract"]))

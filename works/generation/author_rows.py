"""The rows of authors: names, sides and trust, by the same rules as after an import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from profiles.models import Author
from works import refresh
from works.generation import copying
from works.generation.copying import NULL, flag, text
from works.generation.network import Network
from works.generation.pages import LAST_DAY, Pages, facts_of_person
from works.generation.people import People
from works.generation.sides import Sides, Told
from works.side import Side

COLUMNS = {
    "profiles_author": (
        "id, public_id, name, folded_name, slug, imported_name, role, affiliation, open_to_collaborate, level, "
        "merge_reason, locked, proposals, hides_metrics, works_count, topics_count, coauthors_count, followers_count, "
        "trust_score, trust_inputs, side, version, created_at"
    ),
    "profiles_trustscore": "id, author_id, score, change, version, inputs, reason, computed_at",
}
type Address = tuple[str, str, str]


class AuthorRows:
    """Makes the rows of one author after another, when all that is told of the works is known."""

    def __init__(
        self, network: Network, told: Told, pages: Pages, people: People, addresses: list[Address], free: dict[str, int]
    ) -> None:
        days = {day.toordinal(): day.isoformat() for day in (LAST_DAY - dt.timedelta(n) for n in range(365))}
        self._sides = Sides(network, told, days, addresses)
        self._pages, self._people, self._addresses, self._free = pages, people, addresses, free
        self._page_of = {pages.owner(page): page for page in range(len(pages))}

    def each(self) -> Iterator[tuple[str, str]]:
        """The row of every author and that of the first line of their trust history, in turn."""
        for number, side in enumerate(self._sides.each()):
            yield self._rows(number, side)

    def _rows(self, number: int, side: Side) -> tuple[str, str]:
        pk, (public_id, _, name) = self._free["profiles_author"] + number, self._addresses[number]
        page = self._page_of.get(number)
        if page is not None:
            side.said, side.reported = facts_of_person(self._pages, page)
        author = Author(pk=pk, public_id=public_id, name=name)
        on = self._day(page, number)
        move = refresh.apply(author, side, None, f"import of a page captured on {on:%-d %B %Y}")
        assert move is not None, "Everybody has a work, and so a score."
        history = [move.shown() | {"on": on.isoformat(), "day": f"{on:%-d %B %Y}"}]
        return self._author(number, author, author.side | {"trust_history": history}, on), self._line(pk, move, on)

    def _day(self, page: int | None, number: int) -> dt.date:
        if page is not None:
            return self._pages.captured_on(page)
        return LAST_DAY - dt.timedelta(364 - number * 365 // len(self._addresses))

    def _author(self, number: int, author: Author, side: dict[str, Any], on: dt.date) -> str:
        printed = self._people.printed(number)
        is_open = NULL if author.open_to_collaborate is None else flag(author.open_to_collaborate)
        cells = (
            author.pk, author.public_id, text(author.name), printed.folded, self._people.slug(number), "", author.role,
            text(author.affiliation), is_open, author.level, "", "{}", "{}", "f", author.works_count,
            author.topics_count, author.coauthors_count, 0, author.trust_score, copying.as_json(author.trust_inputs),
            copying.as_json(side), author.version, f"{on} 06:00:00+00",
        )  # fmt: skip
        return "\t".join(map(str, cells))

    def _line(self, pk: int, move: Any, on: dt.date) -> str:
        line = move.line()
        number = pk - self._free["profiles_author"] + self._free["profiles_trustscore"]
        cells = (number, pk, line.score, line.change, line.version, copying.as_json(line.inputs), line.reason)
        return "\t".join(map(str, (*cells, f"{on} 06:00:00+00")))

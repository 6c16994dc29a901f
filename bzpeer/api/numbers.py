"""Numbers with their origin, made from what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bzpeer.api.places import Places
from bzpeer.api.schemas.numbers import Coverage, Metric, Number
from profiles.models import Author
from works import metrics

# What sources print beside the metrics, in words.
_ALSO = {"topics": "Topics", "close_collaborators": "Close collaborators"}
_ABOUT = {"topics": "topics", "close_collaborators": "coauthors"}


def today() -> dt.date:
    """The day of the answer."""
    return timezone.now().date()


def counted(value: int, scope: str, *, or_more: bool = False, as_of: dt.date | None = None) -> Number:
    """A count that is kept up to date here."""
    return Number(value=value, origin="computed", as_of=as_of or today(), scope=scope, or_more=or_more)


def known(value: int, scope: str) -> Number | None:
    """A count, or None where it is 0 because nothing is known that could be counted."""
    return counted(value, scope) if value else None


def said(value: Decimal | int | str | None, source: str, as_of: dt.date | None, scope: str) -> Number | None:
    """A number as a source reports it; None where none does."""
    if value is None:
        return None
    return Number(value=plain(value), origin="reported", source=source or None, as_of=as_of, scope=scope)


def plain(value: Decimal | int | str) -> int | float:
    """A stored decimal as JSON writes it: 1629.00 is 1629, and 11.10 is 11.1."""
    number = Decimal(value)
    return int(number) if number == number.to_integral() else float(number)


def of_author(author: Author, at: Places) -> list[Metric]:
    """An author's numbers: of each kind what sources reported first, then what is computed here unless it is hidden."""
    labels = metrics.LABELS | _ALSO
    return [number for kind in labels for number in (*_reported(author, kind, at), *_computed(author, kind, at))]


def _about(kind: str, at: Places) -> str:
    return at.page(f"/about/#{_ABOUT.get(kind) or metrics.ANCHORS[kind]}")


def _reported(author: Author, kind: str, at: Places) -> Iterator[Metric]:
    for told in author.side.get("reported", ()):
        if told["kind"] == kind:
            yield Metric(
                kind=kind, label=(metrics.LABELS | _ALSO)[kind], value=plain(told["value"]), unit=told["unit"] or None,
                origin="reported", source=told["source"], as_of=dt.date.fromisoformat(told["as_of"]),
                scope="this person, as the source has them", explained=_about(kind, at),
            )  # fmt: skip


def _computed(author: Author, kind: str, at: Places) -> Iterator[Metric]:
    computed: dict[str, Any] = author.side.get("computed", {})
    if kind not in metrics.COMPUTED or not computed or author.hides_metrics:
        return
    as_of = dt.date.fromisoformat(computed["as_of"]) if computed["as_of"] else None
    yield Metric(
        kind=kind, label=metrics.LABELS[kind], value=computed[kind], origin="computed", as_of=as_of,
        scope="the works of this record whose citations are known",
        coverage=Coverage(known=computed["known"], of=author.works_count), explained=_about(kind, at),
    )  # fmt: skip

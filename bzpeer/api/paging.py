"""Pages by cursor: where the next one begins is a place in the order of the list, so that nothing is counted off.

A record that is added or withdrawn meanwhile moves no other one: each that stays is given once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from bzpeer.api import problems
from bzpeer.api.schemas.lists import Listed

type Place = tuple[Any, ...]
_SALT = "bzpeer.api.cursor"
_NOT_OURS = "This is no cursor of this list: take it from `next` of the page before."


@dataclass(frozen=True, slots=True)
class Key:
    """One of the things a list is ordered by; what has no value comes last."""

    name: str
    descending: bool = False
    nullable: bool = False
    kind: type = str

    def order(self) -> Any:
        """The key for order_by."""
        field = F(self.name)
        last = True if self.nullable else None
        return field.desc(nulls_last=last) if self.descending else field.asc(nulls_last=last)

    def same(self, value: Any) -> Q:
        """Those with the same value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def after(self, value: Any) -> Q | None:
        """Those whose value comes later; None where none can."""
        if value is None:
            return None
        later = Q(**{f"{self.name}__{'lt' if self.descending else 'gt'}": value})
        return later | Q(**{f"{self.name}__isnull": True}) if self.nullable else later


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: its name, which a cursor is good for, and its keys; the last one tells any two apart."""

    name: str
    keys: tuple[Key, ...]

    def sort[M: Model](self, rows: QuerySet[M, Any]) -> QuerySet[M, Any]:
        """The rows in this order."""
        return rows.order_by(*(key.order() for key in self.keys))

    def after[M: Model](self, rows: QuerySet[M, Any], place: Place | None) -> QuerySet[M, Any]:
        """The rows in this order that come after the place."""
        if place is None:
            return self.sort(rows)
        return self.sort(rows.filter(reduce(or_, self._steps(place))))

    def _steps(self, place: Place) -> list[Q]:
        # Later by the first key; or the same by it and later by the second; and so on.
        steps, same = [], Q()
        for key, value in zip(self.keys, place, strict=True):
            if (later := key.after(value)) is not None:
                steps.append(same & later)
            same &= key.same(value)
        return steps

    def parts[M: Model](self, rows: QuerySet[M, Any], place: Place | None) -> list[QuerySet[M, Any]]:
        """The rows after the place in parts that follow one another, each one stretch of an index."""
        if place is None:
            return [self.sort(rows)]
        parts: list[QuerySet[M, Any]] = []
        same: list[Q] = []
        for key, value in zip(self.keys, place, strict=True):
            here = reduce(lambda found, q: found.filter(q), same, rows)
            if value is not None:
                comes = "lt" if key.descending else "gt"
                stretches = [Q(**{f"{key.name}__{comes}": value})]
                stretches += [Q(**{f"{key.name}__isnull": True})] if key.nullable else []
                parts = [*(self.sort(here.filter(stretch)) for stretch in stretches), *parts]
            same.append(key.same(value))
        return parts


def first[Row](parts: Sequence[QuerySet[Any, Row]], size: int) -> list[Row]:
    """The first rows of parts that follow one another: a query for each part that is reached."""
    rows: list[Row] = []
    for part in parts:
        rows += part[: size - len(rows)]
        if len(rows) == size:
            break
    return rows


def place_of(asked: Listed, order: Order) -> Place | None:
    """Where the page begins; a cursor that is not of this list is refused."""
    if asked.cursor is None:
        return None
    try:
        values = signing.Signer(salt=f"{_SALT}.{order.name}").unsign_object(asked.cursor)
    except (signing.BadSignature, ValueError):
        raise problems.wrong("cursor", _NOT_OURS) from None
    return tuple(_read(value, key) for value, key in zip(values, order.keys, strict=True))


def _read(value: Any, key: Key) -> Any:
    if value is None or key.kind in (str, int):
        return value
    return dt.date.fromisoformat(value) if key.kind is dt.date else Decimal(value)


def _written(value: Any) -> Any:
    return str(value) if isinstance(value, dt.date | Decimal) else value


def next_page(request: HttpRequest, order: Order, place: Sequence[Any]) -> str:
    """The address of the page that begins after this place."""
    cursor = signing.Signer(salt=f"{_SALT}.{order.name}").sign_object([_written(value) for value in place])
    query: Mapping[str, Any] = {**request.GET.dict(), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")


def beginning(name: str, text: str) -> dict[str, str]:
    """The filter for texts in the order of bytes that begin with this one: a stretch of their index."""
    return {f"{name}__gte": text, f"{name}__lt": f"{text}\U0010ffff"}

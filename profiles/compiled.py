"""Queries of the pages that are read most, compiled once: Django takes longer to compile them than databases to run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


class Compiled[Row: Model]:
    """A query for one row, whose statement is kept; `make` builds it for stand-ins of the values that differ.

    A stand-in is a value that stands nowhere else in the query. JSON that is no field of the row comes as text.
    """

    def __init__(self, make: Callable[..., QuerySet[Row]], *stand_ins: Any) -> None:
        self._make, self._stand_ins = make, stand_ins
        self._statement: tuple[str, tuple[Any, ...], type[Row]] | None = None

    def first(self, *values: Any) -> Row | None:
        """The first row for these values; None where there is none."""
        sql, known, model = self._statement or self._compiled()
        given = dict(zip(self._stand_ins, values, strict=True))
        found = model._default_manager.raw(sql, [given.get(value, value) for value in known])
        return next(iter(found), None)

    def _compiled(self) -> tuple[str, tuple[Any, ...], type[Row]]:
        query = self._make(*self._stand_ins)[:1]
        sql, values = query.query.get_compiler(connection=connection).as_sql()
        self._statement = (sql, tuple(values), query.model)
        return self._statement

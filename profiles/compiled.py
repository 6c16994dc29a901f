"""Queries of the pages that are read most, compiled once: Django takes longer to compile them than databases to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class _Statement[Row: Model]:
    """What Django makes of a query, and how it makes a row of the answer."""

    sql: str
    values: tuple[Any, ...]
    model: type[Row]
    fields: list[str]
    annotations: dict[str, int]
    converters: dict[int, tuple[Sequence[Callable[..., Any]], Any]]

    @classmethod
    def of(cls, query: QuerySet[Row]) -> _Statement[Row]:
        """The statement of a query for whole rows, with annotations and without related rows."""
        compiler = query.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        fields = [field.attname for field in query.model._meta.concrete_fields]
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return cls(sql, tuple(values), query.model, fields, compiler.annotation_col_map or {}, converters)

    def row(self, read: Sequence[Any]) -> Row:
        """The record of what was read."""
        values = list(read)
        for place, (convert, expression) in self.converters.items():
            for one in convert:
                values[place] = one(values[place], expression, connection)
        record = self.model.from_db(connection.alias, self.fields, values[: len(self.fields)])
        for name, place in self.annotations.items():
            setattr(record, name, values[place])
        return record


class Compiled[Row: Model]:
    """A query for one row, whose statement is kept; `make` builds it for stand-ins of the values that differ.

    A stand-in is a value that stands nowhere else in the query.
    """

    def __init__(self, make: Callable[..., QuerySet[Row]], *stand_ins: Any) -> None:
        self._make, self._stand_ins = make, stand_ins
        self._statement: _Statement[Row] | None = None

    def first(self, *values: Any) -> Row | None:
        """The first row for these values; None where there is none."""
        if self._statement is None:
            self._statement = _Statement.of(self._make(*self._stand_ins)[:1])
        given = dict(zip(self._stand_ins, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(self._statement.sql, [given.get(value, value) for value in self._statement.values])
            found = cursor.fetchone()
        return self._statement.row(found) if found else None

"""A number as the API gives it: never without its origin, and never 0 for what is not known."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field


def _none(value: object) -> bool:
    return value is None or value is False


class Coverage(BaseModel):
    """From how many of the things that count the number was computed."""

    known: int = Field(description="Of so many the value is known here.", examples=[3])
    of: int = Field(description="So many there are on the record.", examples=[4])


class Origin(BaseModel):
    """Where a number comes from. Reported and computed numbers stand side by side and are never mixed."""

    origin: Literal["reported", "computed"] = Field(
        description="Whether a source printed the number, or it was computed here."
    )
    source: str | None = Field(
        default=None, exclude_if=_none, description="Who reported it; left out of what is computed here."
    )
    as_of: dt.date | None = Field(
        default=None,
        exclude_if=_none,
        description="The day on which it held: of a reported number the day of the capture, of a count that is kept up"
        " to date here the day of the answer. Left out where the day is not known.",
        examples=["2026-05-31"],
    )
    scope: str | None = Field(default=None, exclude_if=_none, description="What is counted or measured, in words.")
    coverage: Coverage | None = Field(
        default=None, exclude_if=_none, description="Left out where the number is of everything that is known."
    )
    formula: str | None = Field(
        default=None,
        exclude_if=_none,
        description="The version of the formula, where there is one.",
        examples=["trust-v1"],
    )


class Number(Origin):
    """One number with its origin."""

    value: int | float = Field(description="The number itself.", examples=[4])
    unit: str | None = Field(default=None, exclude_if=_none, description="As in %; left out of a count.")
    or_more: bool = Field(
        default=False,
        exclude_if=_none,
        description="True where counting ended there and there may be more; else left out.",
    )


class Metric(Number):
    """One number about an author, by its name."""

    kind: str = Field(description="The name of the number.", examples=["h_index"])
    label: str = Field(description="Its name for readers.", examples=["h-index"])
    explained: str = Field(description="The page that says how it is made.")

"""Numbers about an author, each with its origin; what a source reported is never mixed with what is computed here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from profiles.models import Author

LABELS = {
    "h_index": "h-index",
    "i10_index": "i10-index",
    "citations": "Citations",
    "papers": "Papers",
    "novelty": "Novelty",
    "ai_score": "AI Score",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with where it comes from, in words."""

    label: str
    value: str
    origin: str


def strip(author: Author) -> list[Metric]:
    """The author's numbers in a fixed order, reported ones with source and day, then what is computed here.

    An owner may hide what is computed.
    """
    reported = [number for kind in LABELS for number in author.side.get("reported", []) if number["kind"] == kind]
    metrics = [
        Metric(
            LABELS[n["kind"]], number_text(n["value"]) + n["unit"], f"reported by {n['source']} on {_day(n['as_of'])}"
        )
        for n in reported
    ]
    if author.hides_metrics:
        return metrics
    return [*metrics, Metric("Works", f"{author.works_count:,}", "computed here from the imported listings")]


def number_text(value: str) -> str:
    """A stored decimal for reading: "1629.00" is 1,629 and "11.10" is 11.1."""
    number = Decimal(value)
    return f"{number:,.0f}" if number == number.to_integral() else f"{number.normalize():,f}"


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%-d %B %Y}"


def flags(author: Author) -> list[str]:
    """Why a reported h-index does not fit what is known here, in sentences; nothing where it fits."""
    reported = author.side.get("reported", [])
    found = []
    for number in reported:
        if number["kind"] == "h_index":
            found += _h_index_flags(author, number, reported)
    return found


def _h_index_flags(author: Author, number: dict[str, Any], reported: list[dict[str, Any]]) -> list[str]:
    h, source = int(Decimal(number["value"])), number["source"]
    year = dt.date.fromisoformat(number["as_of"]).year
    older = author.works_count - sum(works for in_year, works in author.side.get("years", []) if in_year >= year)
    citations = [Decimal(n["value"]) for n in reported if n["kind"] == "citations" and n["source"] == source]
    if h > author.works_count:
        return [f"The h-index {h} that {source} reports is larger than the number of works known here."]
    if citations and h * h > citations[0]:
        return [f"An h-index of {h} needs at least {h * h:,} citations; {source} reports {citations[0]:,.0f}."]
    if h > older:
        sentence = (
            f"The h-index {h} that {source} reports would need {h} cited works; only {older} of the works known here"
            f" are from before {year}. It cannot have been computed from this list."
        )
        return [sentence]
    return []

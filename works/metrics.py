"""Numbers about an author, each with its origin; what a source reported is never mixed with what is computed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
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
# Where the page "About the numbers" says how each is made.
ANCHORS = {"i10_index": "i10", **{kind: kind.replace("_", "-") for kind in LABELS if kind != "i10_index"}}
COMPUTED = ("h_index", "i10_index", "citations")


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with where it comes from, in words; `as_of` is an ISO day, `anchor` its line in /about/."""

    label: str
    value: str
    origin: str
    kind: str
    anchor: str
    source: str = ""
    as_of: str = ""

    @property
    def is_computed(self) -> bool:
        """Whether it was computed here, and not reported by a source."""
        return not self.source


def of_counts(counts: Sequence[int]) -> dict[str, int]:
    """h-index, i10-index and citations of works that are cited so often; `known` is how many works these are.

    h is the largest number such that h works have h citations each (Hirsch 2005, doi:10.1073/pnas.0507655102).
    """
    ranked = sorted(counts, reverse=True)
    return {
        "h_index": sum(count >= rank for rank, count in enumerate(ranked, start=1)),
        "i10_index": sum(count >= 10 for count in ranked),
        "citations": sum(ranked),
        "known": len(ranked),
    }


def strip(author: Author) -> list[Metric]:
    """The author's numbers in a fixed order, of each kind what sources reported first and then what is computed here.

    What was not reported and cannot be computed is left out. An owner may hide what is computed.
    """
    found = [metric for kind in LABELS for metric in (*_reported(author, kind), *_computed(author, kind))]
    if author.hides_metrics:
        return found
    origin = "computed here from the imported listings"
    return [*found, Metric("Works", f"{author.works_count:,}", origin, "works", "works")]


def _reported(author: Author, kind: str) -> Iterator[Metric]:
    for number in author.side.get("reported", ()):
        if number["kind"] == kind:
            value, source, as_of = number_text(number["value"]) + number["unit"], number["source"], number["as_of"]
            origin = f"reported by {source} on {_day(as_of)}"
            yield Metric(LABELS[kind], value, origin, kind, ANCHORS[kind], source, as_of)


def _computed(author: Author, kind: str) -> Iterator[Metric]:
    computed: dict[str, Any] = author.side.get("computed", {})
    if kind not in COMPUTED or not computed or author.hides_metrics:
        return
    as_of = computed["as_of"]
    coverage = f"{computed['known']:,} of {author.works_count:,} work{'' if author.works_count == 1 else 's'}"
    origin = f"computed here from {coverage}" + (f", as of {_day(as_of)}, the oldest count" if as_of else "")
    yield Metric(LABELS[kind], f"{computed[kind]:,}", origin, kind, ANCHORS[kind], as_of=as_of)


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

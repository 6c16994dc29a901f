"""The worked examples of "About the numbers", each computed by the function that computes the number elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from profiles import trust
from profiles.models import Author
from profiles.names import fold
from profiles.trust import Trust, TrustInputs
from works import metrics, taxonomy
from works.imports import code
from works.metrics import Metric
from works.search import reading
from works.search.reading import Query
from works.tex import squash

# How often each of five works is cited; of the last, no source says.
CITED = (25, 12, 9, 3)
FOLLOWERS = (0, 1, 2, 3, 7, 15, 63)
_NAMES = ("Jia-Cheng Sun", "Sun, Jiacheng", "Jörg Müller")
_TITLES = (r"The $K_t$ Problem, \textit{Revisited}", "The K_t problem, revisited")
_ABSTRACT = r"… Our code is available at \url{https://github.com/ada/engine}."
_TYPED = ("sun jiacheng", "Jörg Müller", "https://doi.org/10.1000/182", "arXiv:2310.12345v2", "0000-0002-1825-0097")


@dataclass(frozen=True, slots=True)
class Numbers:
    """An invented record: what the profile would show, and the sentences that doubt it."""

    works: int
    ranked: list[tuple[int, int]]
    computed: dict[str, Any]
    strip: list[Metric]
    flags: list[str]


def everything() -> dict[str, Any]:
    """What the page shows; nothing is read from the database."""
    imported = trust.compute(TrustInputs(level=1, works=4, topics=2))
    verified = trust.compute(
        TrustInputs(3, works=12, topics=5, verified_collaborators=2, authorities=1, independent_followers=7)
    )
    return {
        "trust_examples": (imported, verified),
        "verified": verified,
        "most": trust.compute(TrustInputs(level=1, works=100, topics=100)),
        "follower_points": [(count, _points(_followed(count), "Independent followers")) for count in FOLLOWERS],
        "numbers": numbers(),
        "names": [(name, fold(name)) for name in _NAMES],
        "titles": [(title, squash(title)) for title in _TITLES],
        "topic_names": [(printed, found.name) for printed in ("LG", "cs.CV") if (found := taxonomy.find(printed))],
        "code": (_ABSTRACT, code.of_text(_ABSTRACT)),
        "typed": [(text, _read_as(reading.read(text))) for text in _TYPED],
    }


def numbers() -> Numbers:
    """The metrics of a record with five works, of which four are known to be cited."""
    computed = metrics.of_counts(CITED) | {"as_of": "2026-05-31"}
    reported = [
        {"kind": kind, "value": value, "unit": "", "source": "Scholar Feed", "as_of": "2026-05-31"}
        for kind, value in (("h_index", "9"), ("citations", "70"))
    ]
    author = Author(works_count=len(CITED) + 1, side={"reported": reported, "computed": computed})
    ranked = list(enumerate(sorted(CITED, reverse=True), start=1))
    return Numbers(author.works_count, ranked, computed, metrics.strip(author), metrics.flags(author))


def _followed(count: int) -> Trust:
    return trust.compute(TrustInputs(level=2, independent_followers=count))


def _points(found: Trust, name: str) -> int:
    return next(part.points for part in found.components if part.name == name)


def _read_as(query: Query) -> str:
    if query.orcid:
        return f"the ORCID iD {query.orcid}: straight to the person"
    if query.ids:
        return "the id " + ", ".join(sorted(":".join(found) for found in query.ids)) + ": straight to the work"
    return "the name " + " or ".join(reading.orders(query.name)) + ", and words of titles and abstracts"

"""What an export says of the author whose works it holds: who, and every number with its origin."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from profiles import trust
from profiles.models import Author
from works import metrics


def author(record: Author, root: str) -> dict[str, Any]:
    """The author for the JSON export; what is not known has no entry."""
    said: dict[str, Any] = record.side.get("said", {})
    told: dict[str, Any] = {
        "id": record.public_id,
        "url": root + record.get_absolute_url(),
        "name": record.name,
        "role": _said(record.role, said.get("role")),
        "affiliation": _said(record.affiliation, said.get("affiliation")),
        "level": record.level,
        "trust": {"value": record.trust_score, "origin": "computed", "formula": trust.VERSION},
        "numbers": [*_reported(record), *_computed(record)],
    }
    return {name: value for name, value in told.items() if value not in ({}, [])}


def _said(value: str, said: dict[str, Any] | None) -> dict[str, str]:
    if not value:
        return {}
    # What a person or a curator typed is no source's word.
    source = said["source"] if said and said["value"] == value else ""
    return {"value": value, **({"source": source} if source else {})}


def _reported(record: Author) -> Iterator[dict[str, Any]]:
    for number in record.side.get("reported", ()):
        told = {"kind": number["kind"], "value": _exact(number["value"]), "origin": "reported"}
        unit = {"unit": number["unit"]} if number["unit"] else {}
        yield {**told, **unit, "source": number["source"], "as_of": number["as_of"]}


def _computed(record: Author) -> Iterator[dict[str, Any]]:
    if record.hides_metrics:
        return
    yield {"kind": "works", "value": record.works_count, "origin": "computed"}
    computed: dict[str, Any] = record.side.get("computed", {})
    for kind in metrics.COMPUTED if computed else ():
        coverage = {"known": computed["known"], "of": record.works_count}
        as_of = {"as_of": computed["as_of"]} if computed["as_of"] else {}
        yield {"kind": kind, "value": computed[kind], "origin": "computed", "coverage": coverage, **as_of}


def _exact(value: str) -> int | float:
    number = Decimal(value)
    return int(number) if number == number.to_integral() else float(number)

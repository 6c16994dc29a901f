"""Where a work is found by its identifiers: addresses of the outer world, only named, never asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from works.exports.records import WorkRow

# In the order in which they say best where the work itself is.
_ADDRESSES = {
    "doi": "https://doi.org/{}",
    "arxiv": "https://arxiv.org/abs/{}",
    "acl": "https://aclanthology.org/{}/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "openalex": "https://openalex.org/{}",
}


def address(scheme: str, value: str) -> str:
    """Where this identifier leads; "" for a scheme without such a place."""
    pattern = _ADDRESSES.get(scheme, "")
    return pattern.format(quote(value, safe="/:;()")) if pattern else ""


def addresses(row: WorkRow) -> list[str]:
    """Where the work is found, the best place first."""
    ranked = sorted(row.identifiers, key=lambda pair: (_rank(pair[0]), pair[1]))
    return [found for scheme, value in ranked if (found := address(scheme, value))]


def identifier(row: WorkRow, scheme: str) -> str:
    """The work's identifier of this scheme, the first of several; "" where none is known."""
    return min((value for named, value in row.identifiers if named == scheme), default="")


def _rank(scheme: str) -> int:
    ranks: Iterable[str] = _ADDRESSES
    return next((rank for rank, known in enumerate(ranks) if known == scheme), len(_ADDRESSES))

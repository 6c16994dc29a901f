"""Ids of works as sources and authors type them, brought to one form. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from works.tex.characters import one_line

type WorkId = tuple[str, str]

# Longer than any field with a few ids in it; what is longer is no id.
LONGEST = 1_000
LABELS = {"doi": "DOI", "arxiv": "arXiv id", "acl": "ACL Anthology id", "pmid": "PubMed id", "openalex": "OpenAlex id"}

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[!-~]*[0-9a-z)>]", re.IGNORECASE)
_DOI_LABEL = re.compile(
    r"(?:https?:/*)?(?:(?:dx|www)\.)?doi(?:\.org/|:|$)|https?://[^\s/]+/doi/(?:abs/|full/|pdf/)?", re.I
)
_NEXT = re.compile(r"[;,|]\s+|[;,|](?=(?:https?://|doi|10\.))", re.IGNORECASE)
_TEX = str.maketrans("", "", "\\{}$")
_ARXIV_LABEL = re.compile(r"(?:https?://)?(?:[a-z]+\.)?arxiv\.org/[a-z]+/|arxiv:", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_ARXIV = re.compile(r"(?:(\d\d)(\d\d)\.(\d{4,5})|([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/(\d\d(\d\d)\d{3}))(?:v\d+)?", re.I)
# Until December 2014 four digits stood behind the point, since then five.
_FIVE_DIGITS = 15


def work_ids(scheme: str, text: str) -> frozenset[WorkId]:
    """The ids of this scheme that a field holds, as (scheme, value); none where it cannot be read with certainty."""
    text = _plain(text)
    if scheme == "doi":
        return frozenset(found for entry in _NEXT.split(text) for found in _dois(entry))
    if scheme == "arxiv":
        return frozenset(found for entry in _NEXT.split(text) for found in _arxiv(entry))
    # Of other schemes only the space is known not to matter.
    return frozenset({(scheme, text)} if text and " " not in text else ())


def label(work_id: WorkId) -> str:
    """The id for readers: "DOI 10.1000/1"."""
    scheme, value = work_id
    return f"{LABELS.get(scheme, f'{scheme} id')} {value}"


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        return ""
    while (plain := unquote(text)) != text:
        text = plain
    return one_line(unicodedata.normalize("NFKC", text))


def _dois(entry: str) -> frozenset[WorkId]:
    found: set[WorkId] = set()
    for word in entry.translate(_TEX).split():
        bare = _unlabelled(word, _DOI_LABEL).rstrip(".,;:|'\"")
        while bare.endswith(")") and bare.count(")") > bare.count("("):
            bare = bare[:-1]
        if bare and not _DOI.fullmatch(bare):
            # A DOI with a blank in it would be cut to another work's.
            return frozenset()
        if arxiv := _ARXIV_DOI.fullmatch(bare):
            # The DOI of a version, or of all: both are the arXiv id.
            found |= _arxiv(arxiv[1])
        elif bare:
            found.add(("doi", bare.lower()))
    return frozenset(found)


def _unlabelled(word: str, pattern: re.Pattern[str]) -> str:
    while match := pattern.match(word):
        word = word[match.end() :]
    return word


def _arxiv(entry: str) -> frozenset[WorkId]:
    # "arXiv:2101.00001v2 [cs.LG]", "arXiv: 2101.00001"
    words = [bare for word in entry.split() if not word.startswith("[") and (bare := _unlabelled(word, _ARXIV_LABEL))]
    found = set()
    for word in words:
        text = word.removesuffix(".pdf")
        if doi := _ARXIV_DOI.fullmatch(_unlabelled(text, _DOI_LABEL)):
            text = doi[1]
        if not (match := _ARXIV.fullmatch(text)) or not 1 <= int(match[2] or match[6]) <= 12:
            return frozenset()
        year, month, number, archive, old, _ = match.groups()
        if archive:
            found.add(("arxiv", f"{archive.lower()}/{old}"))
        elif len(number) == (5 if int(year) >= _FIVE_DIGITS else 4):
            found.add(("arxiv", f"{year}{month}.{number}"))
    return frozenset(found)

"""TeX and other markup in titles and abstracts: to plain text, to safe HTML with MathML, to keys for comparing."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from works.tex.characters import one_line
from works.tex.markup import read
from works.tex.nodes import unlinked
from works.tex.render import as_html, as_text

__all__ = ["abstract_fingerprint", "squash", "to_html", "to_text"]

NOT_IN_KEYS = re.compile("[^a-z0-9]+")
FINGERPRINT = 200
SHORTEST_FINGERPRINT = 60
# Enough raw text for 200 squashed characters, even where most of it is markup.
FINGERPRINT_RAW = 4_000


def to_text(raw: str) -> str:
    r"""The text on one line of plain Unicode: "\textit{SA-Solver} in $n^2$" becomes "SA-Solver in n²"."""
    return one_line(as_text(read(raw)))


def to_html(raw: str, *, links: bool = True) -> str:
    """The text as a safe HTML fragment: escaped, with emphasis, links and MathML; TeX that does not parse as code."""
    nodes = read(raw)
    return as_html(nodes if links else unlinked(nodes)).strip()


def squash(raw: str) -> str:
    """The key of equal titles: a-z and 0-9 only, without markup, accents, case and space; "" if nothing is left."""
    return NOT_IN_KEYS.sub("", anyascii(unicodedata.normalize("NFKC", to_text(raw))).lower())


def abstract_fingerprint(raw: str) -> str:
    """The key of equal abstracts: 200 squashed characters from the start, so that a cut copy agrees; "" below 60."""
    key = squash(raw[:FINGERPRINT_RAW])[:FINGERPRINT]
    return key if len(key) >= SHORTEST_FINGERPRINT else ""

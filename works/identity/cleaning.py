"""A name as printed, freed of what does not belong to it."""

from __future__ import annotations

import re
import unicodedata

from profiles.names import LONGEST

_MARKS = re.compile(r"[\d†‡§¶*#∗⋆★☆♯♮♭◦•^~|<>\[\]{}()=+/\\\"“”„«»?!:;_…]+")
_MOJIBAKE = re.compile("[ÃÂâÅÄÐÑØ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_DASHES = re.compile(r"[‐‑‒–—−﹣-]+")


def clean(raw: str) -> str:
    """The name as text without marks, digits and invisible characters; mojibake mended where it can be."""
    text = _mended(raw[:LONGEST]) if _MOJIBAKE.search(raw) else raw[:LONGEST]
    text = "".join(c for c in text if c not in "\x7f" and unicodedata.category(c) not in {"Cf", "Co"})
    text = unicodedata.normalize("NFKC", _MARKS.sub(" ", unicodedata.normalize("NFKC", text)))
    return _DASHES.sub("-", re.sub(r"\.(?=\w)", ". ", text)).strip(" -.,'&")


def _mended(text: str) -> str:
    for codec in ("cp1252", "latin-1"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    # Not to be mended: better no person than a wrong one.
    return ""

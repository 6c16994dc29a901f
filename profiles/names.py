"""Names of people as keys: folding, slugs. Pure; display names are never changed by it."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

# The longest name a record holds, in characters.
LONGEST = 300

_DROPPED = re.compile(r"[.'’‘`´]")
_BREAKS = re.compile(r"[\W_]+")


def ascii_key(text: str) -> str:
    """The text transliterated to lower case ASCII, without dots and apostrophes; hyphens and space stay."""
    return _DROPPED.sub("", anyascii(unicodedata.normalize("NFKC", text)).lower())


def fold(name: str) -> str:
    """The name as a comparison key: lower case ASCII words, "Last, First" turned round, "" where nothing is left."""
    text = unicodedata.normalize("NFKC", name).strip()
    last, comma, first = text.partition(",")
    if comma and first.strip():
        text = f"{first} {last}"
    # Hyphens vanish: Jia-Cheng and Jiacheng are one given name in two spellings.
    text = _DROPPED.sub("", anyascii(text).lower()).replace("-", "")
    return _BREAKS.sub(" ", text).strip()


def slug(name: str) -> str:
    """The name for an address: folded words joined by hyphens, at most 80 characters, never empty."""
    return _BREAKS.sub("-", ascii_key(name)).strip("-")[:80].strip("-") or "unnamed"

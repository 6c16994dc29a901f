"""What a reader typed, read: identifiers, the spellings of a name, and whether there are words to look for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from profiles.names import fold
from works.imports.work_ids import WorkId, work_ids
from works.proofs.orcid_records import is_identifier

LONGEST = 200
# More words than a name has; of a longer text, nobody is looked for.
MOST_WORDS = 6

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ORCID = re.compile(
    r"(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid(?:\s+id)?\s*:?\s*)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX])/?", re.I
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Of "Mueller", not of "Sue" or "Yue": behind the two letters the word goes on with a consonant.
_WRITTEN_OUT = re.compile(r"([aou])e(?=[bcdfghjklmnpqrstvwxz])")
_NAME = re.compile(r"[^\W\d_]+(?:[.\s'’‘`´,‐‑-]+[^\W\d_]+)*[.\s,]*")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, cleaned, and what it may mean."""

    text: str = ""
    # The name in the spellings it may have here, folded; as it was typed first.
    names: tuple[str, ...] = ()
    ids: frozenset[WorkId] = frozenset()
    orcid: str = ""
    looks_like_name: bool = False

    @property
    def name(self) -> str:
        """The folded name; "" where no letters are left of it."""
        return self.names[0] if self.names else ""


@lru_cache(maxsize=256)
def read(text: str) -> Query:
    """The query that this text is; an empty one where nothing can be looked for."""
    cleaned = clean(text)
    orcid = _orcid(cleaned)
    ids = frozenset() if orcid else work_ids("doi", cleaned) | work_ids("arxiv", cleaned)
    names = _spellings(cleaned)
    is_name = bool(names) and _NAME.fullmatch(cleaned) is not None and len(names[0].split()) <= MOST_WORDS
    return Query(cleaned, names, ids, orcid, is_name)


def clean(text: str) -> str:
    """The text on one line, without what nobody sees, at most 200 characters."""
    return " ".join(_UNSEEN.sub(" ", text[: 4 * LONGEST]).split())[:LONGEST].strip()


def _orcid(text: str) -> str:
    match = _ORCID.fullmatch(text)
    if not match:
        return ""
    digits = match[1].replace("-", "").upper()
    whole = "-".join(digits[at : at + 4] for at in range(0, 16, 4))
    return whole if is_identifier(whole) else ""


def _spellings(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if not folded:
        return ()
    written = fold(text.lower().translate(_UMLAUTS))
    short = _WRITTEN_OUT.sub(r"\1", folded) if text.isascii() else folded
    return tuple(dict.fromkeys((folded, written, short)))


def orders(name: str) -> tuple[str, ...]:
    """The folded name with its words in the orders that a name is typed in: "sun jiacheng" is "jiacheng sun"."""
    words = name.split()
    if len(words) < 2:
        return (name,)
    first, last = words[0], words[-1]
    found = [name, " ".join([last, *words[:-1]]), " ".join([*words[1:], first])]
    if len(words) == 3:
        # A given name of two syllables, run together: "jia cheng sun" and "sun jia cheng" are "jiacheng sun".
        found += [f"{words[0]}{words[1]} {last}", f"{words[1]}{words[2]} {first}"]
    return tuple(dict.fromkeys(found))

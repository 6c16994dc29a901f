"""A work ready to be cited, in the forms that a reader may copy."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.conf import settings

from works.exports import bibtex, csl, elsewhere, keys, naming, ris
from works.exports.records import Person, Scope, WorkRow
from works.tex.characters import one_line

# As many names as a reference prints before it says "et al.".
MOST_NAMES = 20
_ENDS_A_SENTENCE = ("." , "?", "!", "…")  # fmt: skip


@dataclass(frozen=True, slots=True)
class CiteBox:
    """One work as BibTeX, RIS, CSL-JSON, and as a reference to read; each is made when it is asked for."""

    row: WorkRow
    scope: Scope

    @property
    def bibtex(self) -> str:
        """An entry for a bibliography."""
        return bibtex.entry(self.row, keys.of(self.row), self.scope)

    @property
    def ris(self) -> str:
        """A record for reference managers."""
        return ris.record(self.row, keys.of(self.row), self.scope).replace("\r\n", "\n")

    @property
    def csl(self) -> str:
        """A list of one item, indented."""
        return json.dumps([csl.item(self.row, keys.of(self.row), self.scope)], ensure_ascii=False, indent=2)

    @property
    def plain(self) -> str:
        """A sentence."""
        return reference(self.row, self.scope)


def box(row: WorkRow, root: str = "") -> CiteBox:
    """The work to be cited; `root` is where this site is, where the request knows it better than the settings."""
    return CiteBox(row, Scope(root or settings.SITE_URL, row.url))


def reference(row: WorkRow, scope: Scope) -> str:
    """The work as a reference: "Sun, J., & Hu, T. (2022). Title. arXiv. https://doi.org/…"."""
    title = one_line(row.title)
    host = one_line(row.host)
    found = elsewhere.addresses(row)
    pieces = [
        _people(row),
        f"({row.year or 'n.d.'}).",
        title if title.endswith(_ENDS_A_SENTENCE) else f"{title}.",
        f"{host}." if host else "",
        found[0] if found else scope.at(row.url),
    ]
    return " ".join(filter(None, pieces))


def _people(row: WorkRow) -> str:
    names = [_short(person) for person in row.people[:MOST_NAMES]]
    if not names:
        return ""
    if len(row.people) > MOST_NAMES or row.byline_is_cut:
        return ", ".join(names) + ", et al."
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}"


def _short(person: Person) -> str:
    parts = naming.split(person.name)
    if parts is None:
        return one_line(person.name)
    initials = " ".join(map(_initials, parts.given.split()))
    return ", ".join(filter(None, (f"{parts.particle} {parts.family}".strip(), initials, parts.suffix)))


def _initials(word: str) -> str:
    return "-".join(f"{half[0].upper()}." for half in re.split("[-‐]", word) if half)

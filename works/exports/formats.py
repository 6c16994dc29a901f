"""The formats in which works leave the site: the ending of the address, the media type, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from works.describing import jsonld
from works.exports import bibtex, csl, document, ris, table
from works.exports.records import Scope, WorkRow


@dataclass(frozen=True, slots=True)
class Format:
    """One format; `inline` is shown by a browser, others are kept as a file.

    `broken` ends a file that failed on the way, where its end alone would not tell: servers end such an answer as any.
    """

    name: str
    media_type: str
    write: Callable[[Iterable[WorkRow], Scope], Iterator[str]]
    charset: str = ""
    inline: bool = False
    broken: str = ""

    @property
    def content_type(self) -> str:
        """The media type with its parameters."""
        return self.media_type + self.charset


_BROKEN = "This file is not complete: the site failed on the way. Please ask for it again."
_UTF_8 = "; charset=utf-8"
_BIBTEX = Format("BibTeX", "application/x-bibtex", bibtex.write, _UTF_8)
_RIS = Format("RIS", "application/x-research-info-systems", ris.write, _UTF_8)
_CSV = Format("CSV", "text/csv", table.write, f"{_UTF_8}; header=present")
FORMATS = {
    "bib": replace(_BIBTEX, broken=f"\n@misc{{incomplete, note = {{{_BROKEN}\n"),
    "ris": replace(_RIS, broken=f"TY  - GEN\r\nTI  - {_BROKEN}\r\nER  - \r\n"),
    "csl.json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl.write),
    "json": Format("JSON", "application/json", document.write, inline=True),
    "csv": replace(_CSV, broken=f'"","{_BROKEN}"\r\n'),
    "jsonld": Format("JSON-LD", "application/ld+json", jsonld.write, inline=True),
}
ATOM = "atom"
LINKSET = "linkset.json"
ENDINGS = (*FORMATS, ATOM, LINKSET)


def address(noun: str, public_id: str, ending: str) -> str:
    """The path of an export, without the resolver: every page names several; a test holds it to the URLs."""
    return f"/{noun}/{public_id}.{ending}"

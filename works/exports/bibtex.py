"""Works as BibTeX in UTF-8, for biber and bibtex8. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from works.exports import elsewhere, keys, kinds, latex, naming
from works.exports.records import Person, Scope, WorkRow
from works.tex.characters import one_line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write(rows: Iterable[WorkRow], scope: Scope) -> Iterator[str]:
    """The file, entry by entry; without works it holds one comment."""
    # An at sign would begin an entry, also in a comment; no address of ours holds one.
    yield f"% {scope.at(scope.page)}\n"
    given = keys.Keys(scope.first)
    for row in rows:
        yield "\n" + entry(row, given.of(row), scope)


def entry(row: WorkRow, key: str, scope: Scope) -> str:
    """One work; what is not known has no field."""
    told = {name: value for name, value in _fields(row, scope).items() if value}
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in told.items()]
    return f"@{kinds.of(row).bibtex}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _fields(row: WorkRow, scope: Scope) -> dict[str, str]:
    arxiv = elsewhere.identifier(row, "arxiv")
    found = elsewhere.addresses(row)
    return {
        "title": latex.title(row.title_tex) if row.title_tex else latex.text(one_line(row.title)),
        "author": " and ".join([*map(_name, row.people), *(["others"] if row.byline_is_cut else [])]),
        "year": str(row.year or ""),
        "month": _MONTHS[row.published_on.month - 1] if row.published_on else "",
        kinds.of(row).bibtex_host: latex.text(one_line(row.host)),
        "doi": elsewhere.identifier(row, "doi").translate(_IN_ADDRESSES),
        "eprint": arxiv.translate(_IN_ADDRESSES),
        "archiveprefix": "arXiv" if arxiv else "",
        "url": (found[0] if found else scope.at(row.url)).translate(_IN_ADDRESSES),
        "keywords": ", ".join(latex.text(one_line(name)) for _, name, _ in row.topics),
        "abstract": latex.text(one_line(row.abstract)),
    }


def _name(person: Person) -> str:
    parts = naming.split(person.name)
    if parts is None:
        return f"{{{latex.text(one_line(person.name))}}}"
    family, given = latex.text(parts.family), latex.text(parts.given)
    # A small word within the family name would end what BibTeX takes for the particle.
    if any(word[:1].islower() for word in parts.family.split()):
        family = f"{{{family}}}"
    family = f"{latex.text(parts.particle)} {family}".strip()
    return ", ".join(filter(None, (family, latex.text(parts.suffix), given)))

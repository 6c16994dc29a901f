"""What the head of a page tells machines: canonical address, other formats, OpenGraph, citation_* and JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.safestring import SafeString

from profiles.models import Author
from works.describing import jsonld
from works.exports import elsewhere, kinds
from works.exports.formats import ATOM, FORMATS, address
from works.exports.records import Scope, WorkRow
from works.models import Institution, Topic
from works.tex.characters import one_line

# Enough for every index of literature that reads them, and a bound for works of thousands.
MOST_AUTHORS = 200
MOST_IN_OPEN_GRAPH = 20
LONGEST_DESCRIPTION = 300
ATOM_TYPE = "application/atom+xml"
_HOSTS = {"journal": "citation_journal_title", "booktitle": "citation_conference_title"}


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page in another format."""

    media_type: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page, for templates/works/meta/_head.html; `properties` are OpenGraph's, `named` are citation_*."""

    title: str
    description: str
    canonical: str
    kind: str
    data: SafeString
    noindex: bool = False
    alternates: Sequence[Alternate] = ()
    properties: Sequence[tuple[str, str]] = ()
    named: Sequence[tuple[str, str]] = field(default_factory=tuple)


def root_of(request: HttpRequest) -> str:
    """Where this site is, as the reader reached it."""
    return f"{request.scheme}://{request.get_host()}"


def of_author(request: HttpRequest, author: Author, links: Sequence[Mapping[str, str]], *, is_plain: bool) -> Head:
    """The head of a profile; not for search engines where it shows a selection, or a name alone (L0)."""
    root, url = root_of(request), author.get_absolute_url()
    works = f"{author.works_count:,} work{'' if author.works_count == 1 else 's'}"
    where = f" ({author.affiliation})" if author.affiliation else ""
    return Head(
        title=author.name,
        description=_short(
            f"{author.name}{where}: {works}, each with its sources, a trust score with its sum, and the people and "
            "topics near."
        ),
        canonical=root + url,
        kind="profile",
        data=jsonld.as_script(jsonld.profile_page(author, links, root)),
        noindex=author.level == 0 or not is_plain,
        alternates=[Alternate(ATOM_TYPE, f"New works: {author.name}", f"{url}feed.atom"),
                    *_exports("authors", author.public_id)],
    )  # fmt: skip


def of_work(request: HttpRequest, row: WorkRow) -> Head:
    """The head of a work's page."""
    root = root_of(request)
    return Head(
        title=one_line(row.title),
        description=_short(row.abstract) if row.abstract else _short(f"{row.title}: authors, sources and identifiers."),
        canonical=root + row.url,
        kind="article",
        data=jsonld.as_script(jsonld.work(row, Scope(root, row.url))),
        alternates=[*_exports("works", row.public_id),
                    Alternate(ATOM_TYPE, "Atom", address("works", row.public_id, ATOM))],
        properties=_article(row, root),
        named=_citation(row, root),
    )  # fmt: skip


def of_subject(request: HttpRequest, record: Topic | Institution, *, is_plain: bool) -> Head:
    """The head of the page of a topic or institution; not for search engines where it shows a selection."""
    root, url = root_of(request), record.get_absolute_url()
    code = record.code if isinstance(record, Topic) else ""
    return Head(
        title=record.name,
        description=_short(f"{record.name}: works with their sources, newest first, and the people on them."),
        canonical=root + url,
        kind="website",
        data=jsonld.as_script(jsonld.subject(record.name, code, url, root)),
        noindex=not is_plain,
        alternates=[Alternate(ATOM_TYPE, f"New works: {record.name}", f"{url}feed.atom")],
    )


def of_home(request: HttpRequest) -> Head:
    """The head of the first page."""
    root = root_of(request)
    return Head(
        title="BZPEER",
        description="Researchers, their works, topics and institutions: every fact with its source, every score with "
        "its sum.",
        canonical=f"{root}/",
        kind="website",
        data=jsonld.as_script(jsonld.home(root, "/search/")),
    )


def _exports(noun: str, public_id: str) -> list[Alternate]:
    return [Alternate(f.media_type, f.name, address(noun, public_id, ending)) for ending, f in FORMATS.items()]


def _article(row: WorkRow, root: str) -> list[tuple[str, str]]:
    linked = [person.url for person in row.people if person.url][:MOST_IN_OPEN_GRAPH]
    published = [("article:published_time", row.published_on.isoformat())] if row.published_on else []
    return [
        *published,
        *(("article:author", root + url) for url in linked),
        *(("article:tag", name) for _, name, _ in row.topics),
    ]


def _citation(row: WorkRow, root: str) -> list[tuple[str, str]]:
    """What indexes of literature read, in the form that Google Scholar describes."""
    told = [("citation_title", row.title)]
    told += [("citation_author", person.name) for person in row.people[:MOST_AUTHORS]]
    told += [
        ("citation_publication_date", f"{row.published_on:%Y/%m/%d}" if row.published_on else str(row.year or "")),
        (_HOSTS.get(kinds.of(row).bibtex_host, "citation_publisher"), row.host),
        ("citation_doi", elsewhere.identifier(row, "doi")),
        ("citation_arxiv_id", elsewhere.identifier(row, "arxiv")),
        ("citation_abstract_html_url", root + row.url),
        ("citation_keywords", "; ".join(name for _, name, _ in row.topics)),
    ]
    return [(name, text) for name, value in told if (text := one_line(value))]


def _short(text: str) -> str:
    text = one_line(text)
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[:LONGEST_DESCRIPTION].rpartition(" ")[0].rstrip(",;:.") + "…"

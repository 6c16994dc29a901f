"""Authors, works and subjects in the vocabulary of schema.org, for search engines and for the JSON-LD export.

Everything is made from records that were read already: no query stands here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from profiles.models import Author
from works.exports import elsewhere, kinds
from works.exports.records import Person, Scope, WorkRow

CONTEXT = "https://schema.org"
# A page names no more people of a work than this; its export names all.
MOST_AUTHORS = 100
MOST_TOPICS = 20
_SCHEMES = {"doi": "DOI", "arxiv": "arXiv", "acl": "ACL Anthology", "pmid": "PubMed", "openalex": "OpenAlex"}
# Within a script element nothing may look like its end, and old parsers end a line at these separators.
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(data: Mapping[str, Any]) -> SafeString:
    """The data as the content of a script element of type application/ld+json."""
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_IN_SCRIPT))  # noqa: S308 - nothing is left that could end the element


def write(rows: Iterable[WorkRow], scope: Scope) -> Iterator[str]:
    """The works as one graph, the author's profile first; it closes only when it is complete."""
    yield json.dumps({"@context": CONTEXT}, ensure_ascii=False)[:-1] + ', "@graph": ['
    before = ""
    if scope.linked:
        yield f"\n{json.dumps(scope.linked, ensure_ascii=False)}"
        before = ","
    for row in rows:
        yield f"{before}\n{json.dumps(work(row, scope, most=None), ensure_ascii=False)}"
        before = ","
    yield "\n]}\n"


def profile_page(author: Author, links: Sequence[Mapping[str, str]], root: str) -> dict[str, Any]:
    """The page of an author, whose `links` are read with the record (works.owners.links)."""
    url = root + author.get_absolute_url()
    return {
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "name": author.name,
        "dateCreated": author.created_at.isoformat(timespec="seconds"),
        "isPartOf": _site(root),
        "mainEntity": person(author, links, root),
    }


def person(author: Author, links: Sequence[Mapping[str, str]], root: str) -> dict[str, Any]:
    """The author as a person: what sources and the person said, and what is counted here."""
    topics = [topic["name"] for topic in author.side.get("topics", ())[:MOST_TOPICS]]
    return _known({
        "@type": "Person",
        "@id": person_id(author.public_id, root),
        "name": author.name,
        "url": root + author.get_absolute_url(),
        "identifier": _property("BZPEER", author.public_id),
        "sameAs": [link["url"] for link in links],
        "jobTitle": author.role,
        "affiliation": {"@type": "Organization", "name": author.affiliation} if author.affiliation else "",
        "knowsAbout": topics,
        "agentInteractionStatistic": _counter("WriteAction", author.works_count),
        "interactionStatistic": _counter("FollowAction", author.followers_count),
    })  # fmt: skip


def person_id(public_id: str, root: str) -> str:
    """The name of a person in the graph of linked data; it stays when the person is renamed."""
    return f"{root}/authors/{public_id}/#person"


def work(row: WorkRow, scope: Scope, most: int | None = MOST_AUTHORS) -> dict[str, Any]:
    """A work with its authors, of which at most so many are named; None names all."""
    page = scope.at(row.url)
    return _known({
        "@type": kinds.of(row).schema,
        "@id": scope.at(f"/works/{row.public_id}/#work"),
        "url": page,
        "mainEntityOfPage": page,
        "name": row.title,
        "headline": row.title,
        "abstract": row.abstract,
        "author": [_author(who, scope.root) for who in row.people[:most]],
        "datePublished": row.published_on.isoformat() if row.published_on else str(row.year or ""),
        "identifier": [_property(_SCHEMES.get(scheme, scheme), value) for scheme, value in row.identifiers],
        "sameAs": elsewhere.addresses(row),
        "about": [_term(code, name, slug, scope) for code, name, slug in row.topics],
        "publisher": {"@type": "Organization", "name": row.host} if row.host else "",
        "mentions": {"@type": "SoftwareSourceCode", "codeRepository": row.code_url} if row.code_url else "",
        "isPartOf": _site(scope.root),
    })  # fmt: skip


def subject(name: str, code: str, path: str, root: str) -> dict[str, Any]:
    """The page of a topic, or with an empty code of an institution."""
    about = (
        {"@type": "DefinedTerm", "name": name, "termCode": code} if code else {"@type": "Organization", "name": name}
    )
    page = root + path
    return {
        "@type": "CollectionPage", "@id": page, "url": page, "name": name, "about": about, "isPartOf": _site(root),
    }  # fmt: skip


def home(root: str, search: str) -> dict[str, Any]:
    """The site, and how it is searched."""
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{root}{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return {**_site(root), "potentialAction": action}


def _site(root: str) -> dict[str, str]:
    return {"@type": "WebSite", "@id": f"{root}/#site", "name": "BZPEER", "url": f"{root}/"}


def _author(who: Person, root: str) -> dict[str, Any]:
    if not who.public_id:
        return {"@type": "Person", "name": who.name}
    return {"@type": "Person", "@id": person_id(who.public_id, root), "name": who.name, "url": root + who.url}


def _term(code: str, name: str, slug: str, scope: Scope) -> dict[str, str]:
    return {"@type": "DefinedTerm", "name": name, "termCode": code, "url": scope.at(f"/topics/{slug}/")}


def _property(scheme: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def _counter(action: str, count: int) -> dict[str, Any]:
    return {"@type": "InteractionCounter", "interactionType": f"{CONTEXT}/{action}", "userInteractionCount": count}


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", [], None)}

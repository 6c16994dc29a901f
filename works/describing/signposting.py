"""FAIR signposting (RFC 8288, RFC 9264): typed links from a page to its data, in the header and as a linkset.

Bounded, since what stands in front of the site takes headers of a few kilobytes only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from works.exports import elsewhere
from works.exports.formats import FORMATS, LINKSET, address
from works.exports.records import WorkRow

MOST_AUTHORS = 20
MEDIA_TYPE = "application/linkset+json"
# What an author's page holds as data, and what describes the person.
_ITEMS = ("bib", "ris", "csl.json", "csv")
_ABOUT_AN_AUTHOR = ("json", "jsonld")
_ABOUT_A_WORK = ("bib", "ris", "csl.json", "json", "jsonld")


@dataclass(frozen=True, slots=True)
class Link:
    """One typed link."""

    rel: str
    href: str
    type: str = ""


def of_author(public_id: str, root: str) -> list[Link]:
    """What the page of an author leads machines to."""
    return [
        Link("cite-as", f"{root}/authors/{public_id}/"),
        Link("type", "https://schema.org/ProfilePage"),
        *(_to(root, "authors", public_id, ending, "describedby") for ending in _ABOUT_AN_AUTHOR),
        *(_to(root, "authors", public_id, ending, "item") for ending in _ITEMS),
    ]


def of_work(row: WorkRow, root: str) -> list[Link]:
    """What the page of a work leads machines to; of many authors to none, but to the set of all links."""
    links = links_of_work(row, root)
    if sum(link.rel == "author" for link in links) <= MOST_AUTHORS:
        return links
    few = [link for link in links if link.rel != "author"]
    return [*few, Link("linkset", root + address("works", row.public_id, LINKSET), MEDIA_TYPE)]


def links_of_work(row: WorkRow, root: str) -> list[Link]:
    """All links of the page of a work. The addresses of people are the short ones, which stay."""
    found = elsewhere.addresses(row)
    people = dict.fromkeys(person.public_id for person in row.people if person.public_id)
    return [
        Link("cite-as", found[0] if found else f"{root}/works/{row.public_id}/"),
        Link("type", "https://schema.org/AboutPage"),
        Link("type", "https://schema.org/ScholarlyArticle"),
        *(Link("author", f"{root}/authors/{public_id}/") for public_id in people),
        *(_to(root, "works", row.public_id, ending, "describedby") for ending in _ABOUT_A_WORK),
    ]


def header(links: Iterable[Link]) -> str:
    """The value of the Link header."""
    return ", ".join(
        f'<{link.href}>; rel="{link.rel}"' + (f'; type="{link.type}"' if link.type else "") for link in links
    )


def linkset(anchor: str, links: Sequence[Link]) -> str:
    """The links of a page as a linkset (RFC 9264)."""
    found: dict[str, Any] = {"anchor": anchor}
    for link in links:
        target = {"href": link.href, **({"type": link.type} if link.type else {})}
        found.setdefault(link.rel, []).append(target)
    return json.dumps({"linkset": [found]}, ensure_ascii=False)


def _to(root: str, noun: str, public_id: str, ending: str, rel: str) -> Link:
    return Link(rel, root + address(noun, public_id, ending), FORMATS[ending].media_type)

"""Straight to a record: the work of a DOI or an arXiv id, the person of an ORCID iD."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Coalesce

from profiles.models import Author, AuthorLink
from works.imports.work_ids import label
from works.models import Authorship, Work
from works.search import reading

# An address on a record names its person there where its owner did not type it in.
_TRUSTED = (AuthorLink.Origin.CURATOR, AuthorLink.Origin.SOURCE)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What an identifier leads to: one record's address, several people, or nothing; `words` are the identifier's."""

    words: str = ""
    address: str = ""
    people: tuple[int, ...] = ()


def address(text: str) -> str:
    """The path of the one record of this identifier; "" where the text is none, or no single record has it."""
    return look(reading.read(text)).address


def look(query: reading.Query) -> Looked:
    """What the query's identifier leads to: no query where it holds none, three at most."""
    if query.orcid:
        return _person(query.orcid)
    if query.ids:
        return _work(query)
    return Looked()


def _work(query: reading.Query) -> Looked:
    words = " or ".join(sorted(map(label, query.ids)))
    bearing = Work.objects.standing().filter(identifiers__overlap=[f"{s}:{value}" for s, value in sorted(query.ids)])
    found = bearing.only("public_id", "slug").order_by("id").first()
    return Looked(words, found.get_absolute_url() if found else "")


def _person(orcid: str) -> Looked:
    words = f"ORCID iD {orcid}"
    found = Author.objects.public().filter(id__in=_bearers(orcid)).by_name()
    people = list(found.only("public_id", "slug", "folded_name")[:_MOST])
    if len(people) == 1:
        return Looked(words, people[0].get_absolute_url())
    return Looked(words, people=tuple(person.pk for person in people))


def _bearers(orcid: str) -> set[int]:
    slots = Authorship.objects.filter(identifiers__contains=[f"orcid:{orcid}"], author__isnull=False)
    addresses = [f"{scheme}://orcid.org/{orcid}{end}" for scheme in ("https", "http") for end in ("", "/")]
    links = AuthorLink.objects.filter(url__in=addresses, origin__in=_TRUSTED).order_by()
    # What was merged leaves its links where they were.
    of_links = links.values_list(Coalesce("author__merged_into", "author"), flat=True)
    return {*slots.values_list("author", flat=True)[:_MOST], *of_links[:_MOST]}

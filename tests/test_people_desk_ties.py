"""Domains of affiliations, and links on records, as curators keep them."""

from __future__ import annotations

import pytest

from profiles.models import (
    AffiliationDomain,
    Author,
    AuthorLink,
)  # fmt: skip
from tests.make import feed_page, feed_work, import_bytes, owner
from tests.people_desk import at_desk, curator

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Author:
    works = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    import_bytes(feed_page("Ada Lovelace", works), feed_page("Ben Bitdiddle", works))
    return owner("Ada Lovelace")


DOMAINS = "/admin/profiles/affiliationdomain/"
KEEPS = ("add_affiliationdomain", "change_affiliationdomain", "view_affiliationdomain", "delete_affiliationdomain")


def test_a_domain_is_tied_as_it_is_compared(ada: Author) -> None:
    client = at_desk(curator("Cleo", *KEEPS))
    add = f"{DOMAINS}add/"
    assert client.post(add, {"domain": " PKU.edu.CN. ", "affiliation": "Peking University"}).status_code == 302
    [tie] = AffiliationDomain.objects.all()
    assert (tie.domain, tie.folded_affiliation) == ("pku.edu.cn", "peking university")
    again = client.post(add, {"domain": "pku.EDU.cn", "affiliation": "peking  university"})
    assert "tied to this affiliation already" in again.content.decode()
    for domain in ("gmail.com", "edu.cn", "nonsense", "a\0b.example"):
        assert client.post(add, {"domain": domain, "affiliation": "Peking University"}).status_code == 200
    assert AffiliationDomain.objects.count() == 1
    change = f"{DOMAINS}{tie.pk}/change/"
    assert client.post(change, {"domain": "pku.edu.cn", "affiliation": "Beijing University"}).status_code == 302
    tie.refresh_from_db()
    assert tie.folded_affiliation == "beijing university"
    assert "pku.edu.cn" in client.get(f"{DOMAINS}?q=pku").content.decode()


LINKS = "/admin/profiles/authorlink/"
LINKING = ("add_authorlink", "change_authorlink", "view_authorlink", "delete_authorlink", "view_author")


def test_a_curator_adds_links_as_a_curator_and_rewrites_nobody_elses(ada: Author) -> None:
    user = curator("Cleo", *LINKING)
    client = at_desk(user)
    version = ada.version
    form = {"author": ada.pk, "url": "https://ada.example.org/", "label": "Homepage", "origin": "owner"}
    assert client.post(f"{LINKS}add/", form).status_code == 302
    link = AuthorLink.objects.get()
    assert (link.origin, link.added_by) == ("curator", user)
    ada.refresh_from_db()
    assert ada.version > version
    twice = client.post(f"{LINKS}add/", form)
    assert twice.status_code == 200
    assert client.post(f"{LINKS}add/", {"author": ada.pk, "url": "javascript:alert(1)"}).status_code == 200
    assert client.post(f"{LINKS}add/", {"author": ada.pk, "url": "ftp://example.org/"}).status_code == 200
    theirs = AuthorLink.objects.create(author=ada, url="https://other.example.org/", origin=AuthorLink.Origin.OWNER)
    assert client.post(f"{LINKS}{theirs.pk}/change/", {**form, "url": "https://x.example.org/"}).status_code == 403
    assert client.post(f"{LINKS}{theirs.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(AuthorLink.objects.all()) == [link]

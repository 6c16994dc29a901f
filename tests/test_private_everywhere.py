"""What a stranger must not find at any address, in any format: old names, who is hidden, what was withdrawn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from graph import slices
from graph.focus import of_author
from profiles.models import Author
from tests.hidden_records import hide
from tests.ledger_world import curator
from tests.make import feed_page, feed_work, import_bytes, make_owner, owner
from tests.what_readers_see import addresses
from works.exports.formats import ENDINGS
from works.ledger import merges, rollback
from works.models import Topic, Work
from works.owners import renames

pytestmark = pytest.mark.django_db

API = "/api/v1"
SITE = ("/about/", "/sitemap.xml", "/robots.txt", "/opensearch.xml", "/names/nobody-here/")
WORDS = ("ada+lovelace", "cleo+hush", "quicksilver")
TYPED = re.compile(r"(?:ada|cleo)(?:[+ -]|%20|\+or\+)(?:lovelace|hush)|quicksilver", re.IGNORECASE)
LISTS = ("authors", "works", "topics", "institutions", "sources")


@pytest.fixture(autouse=True)
def _not_counted(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE, settings.ACCOUNT_RATE_LIMITS = 0, False


def everywhere() -> Iterator[str]:
    """Every public address, and searches for those who must not be found."""
    yield from (*SITE, *addresses())
    yield from (f"{API}/{room}" for room in LISTS)
    yield from (f"/sitemap-{room}-1.xml" for room in LISTS[:4])
    for words in WORDS:
        yield from (f"/search/?q={words}", f"/search/suggest/?q={words}", f"/names/{words.replace('+', '-')}/")
        yield from (f"{at}?in={room}&q={words}" for at in ("/search/", f"{API}/search") for room in LISTS[:4])
    for author in Author.objects.order_by("id"):
        at = f"/authors/{author.public_id}"
        yield from (f"{at}.{ending}" for ending in ENDINGS)
        yield from (f"{API}{at}{part}" for part in ("", "/works", "/coauthors", "/trust"))
        yield from (f"{at}/", f"{at}/x/publications/", f"{at}/x/feed.atom", f"{author.get_absolute_url()}feed.atom")
        yield from (f"/graph/?focus=author:{author.public_id}", f"{API}/graph?focus=author:{author.public_id}")
    for work in Work.objects.order_by("id"):
        at = f"/works/{work.public_id}"
        yield from (f"{at}/", f"{API}{at}", *(f"{at}.{ending}" for ending in ENDINGS))
    for at in (f"/topics/{slug}" for slug in Topic.objects.values_list("slug", flat=True)):
        yield from (f"{at}/feed.atom", f"{API}{at}/works", f"{API}{at}/authors")


def found(*patterns: str) -> dict[str, list[str]]:
    """At which addresses a stranger finds each pattern, in what is answered and its headers."""
    for author in Author.objects.standing().filter(works_count__gt=0):
        slices.build(slices.ask(of_author(author)).pk)
    places: dict[str, list[str]] = {pattern: [] for pattern in patterns}
    for address in dict.fromkeys(everywhere()):
        answer: Any = Client().get(address, headers={"HX-Target": "search-list-head"} if "suggest" in address else {})
        assert answer.status_code < 500, address
        body = b"".join(answer) if answer.streaming else answer.content
        # An address that was typed comes back to who typed it.
        said = (body.decode() + json.dumps(dict(answer.items()))).replace(address, "")
        said = TYPED.sub("", said) if "?q=" in address or "&q=" in address or "/names/" in address else said
        for pattern in patterns:
            if re.search(pattern, said, re.IGNORECASE):
                places[pattern].append(address)
    return places


def test_old_names_who_is_hidden_and_what_was_withdrawn_are_at_no_address_and_in_no_file(
    django_capture_on_commit_callbacks: Any,
) -> None:
    twice = feed_work("On Twins in Bylines", ["Ada Lovelace", "Ben Bitdiddle", "Ada Lovelace"], complete=True)
    three = feed_work("Notes on Looms", ["Ben Bitdiddle", "Ada Lovelace", "Cleo Hush"], complete=True)
    goes = feed_work("Quicksilver Vapours", ["Zed Quicksilver", "Ben Bitdiddle"], complete=True)
    import_bytes(feed_page("Ada Lovelace", [twice, three]), feed_page("Cleo Hush", [three]))
    batch = import_bytes(feed_page("Zed Quicksilver", [goes]))
    ada, hidden = owner("Ada Lovelace"), owner("Cleo Hush")
    for other in Author.objects.standing().filter(name="Ada Lovelace").exclude(pk=ada.pk):
        merges.merge(other, ada, curator(), "One person.")
    patterns = "lovelace", hidden.public_id, "quicksilver"
    assert all(len(places) > 20 for places in found(*patterns).values())
    with django_capture_on_commit_callbacks(execute=True):
        renames.rename(make_owner(ada, "Noor"), ada, "Noor Lindqvist")
        hide(hidden)
        rollback.roll_back(batch, curator())
    # The merged record's own address leads to the one that stayed, and holds no name either.
    assert found(*patterns) == {pattern: [] for pattern in patterns}

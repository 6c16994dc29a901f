"""Atom feeds of authors, topics and institutions: valid, stable, open to everyone, and not sent twice for nothing."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.models import Author
from tests.feed_world import make_author, make_institution, make_topic, make_work
from tests.make import feed_page, feed_work, import_bytes, import_seeds, make_user, owner
from works.ledger import merges
from works.ledger.decisions import By
from works.models import Authorship, Work, WorkTopic

pytestmark = pytest.mark.django_db
NS = {"a": "http://www.w3.org/2005/Atom"}


def feed_of(author: Author) -> str:
    return f"{author.get_absolute_url()}feed.atom"


def get(address: str) -> ElementTree.Element:
    """The parsed feed, which holds what RFC 4287 asks of every feed and entry."""
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    root = ElementTree.fromstring(answer.content)
    for element in (root, *entries(root)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", NS)) == 1, name
        assert dt.datetime.fromisoformat(said(element, "updated")).tzinfo
        assert re.fullmatch(r"tag:[\w.-]+,2026:[\w/-]+", said(element, "id"))
        assert len(links(element)["alternate"]) == 1
    assert root.find("a:author/a:name", NS) is not None
    ids = [said(entry, "id") for entry in entries(root)]
    assert len(ids) == len(set(ids)) <= 30
    assert urlsplit(links(root)["self"][0]).path == address
    return root


def entries(root: ElementTree.Element) -> list[ElementTree.Element]:
    return root.findall("a:entry", NS)


def said(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"a:{name}", "", NS)


def links(element: ElementTree.Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in element.findall("a:link", NS):
        found.setdefault(link.attrib["rel"], []).append(link.attrib["href"])
    return found


def titles(address: str) -> list[str]:
    return [said(entry, "title") for entry in entries(get(address))]


def test_the_captured_record_has_a_feed_that_its_page_leads_to() -> None:
    import_seeds("000")
    sun = owner("Jiacheng Sun")
    page = Client().get(sun.get_absolute_url()).content.decode()
    assert f'type="application/atom+xml" title="New works: Jiacheng Sun" href="{feed_of(sun)}"' in page
    assert page.count(f'href="{feed_of(sun)}"') == 2
    root = get(feed_of(sun))
    assert said(root, "title") == "Jiacheng Sun: works · BZPEER"
    assert links(root)["alternate"] == [f"http://testserver{sun.get_absolute_url()}"]
    assert len(entries(root)) == 4
    for entry in entries(root):
        work = Work.objects.get(public_id=said(entry, "id").rpartition("/")[2])
        assert (said(entry, "title"), links(entry)["alternate"]) == (
            work.title,
            [f"http://testserver{work.get_absolute_url()}"],
        )


@pytest.mark.parametrize("public", ["/topics/lg/", "/institutions/pku/"])
def test_topics_and_institutions_have_feeds_that_their_pages_lead_to(public: str) -> None:
    import_seeds()
    page = Client().get(public).content.decode()
    assert page.count(f'href="{public}feed.atom"') == 2
    shown = re.findall(r'class="work-title"><a href="([^"]+)"', page)
    root = get(f"{public}feed.atom")
    found = [urlsplit(links(entry)["alternate"][0]).path for entry in entries(root)]
    assert set(found) & set(shown)
    assert said(root, "author/a:name") == "BZPEER"


def test_an_entry_says_who_wrote_it_what_of_and_when() -> None:
    today = timezone.now()
    abstract = r"We bound $n^2$ by \textit{magic} & find that <b>x</b> < y in all of the cases that we could think of."
    work = feed_work("On $O(n)$ Engines", ["Ada Lovelace", "Ben Bitdiddle"], f"{today:%b %-d, %Y}", abstract=abstract)
    import_bytes(feed_page("Ada Lovelace", [work]), captured_on=today.date())
    [entry] = entries(get(feed_of(owner("Ada Lovelace"))))
    assert said(entry, "title") == "On O(n) Engines"
    summary = entry.find("a:summary", NS)
    assert summary is not None
    assert summary.attrib == {"type": "text"}
    assert summary.text
    assert "We bound n² by magic & find" in summary.text
    assert "textit" not in summary.text
    assert said(entry, "published")[:10] == today.date().isoformat()
    assert said(entry, "updated")[:10] == today.date().isoformat()
    people = [(said(who, "name"), said(who, "uri")) for who in entry.findall("a:author", NS)]
    addresses = [f"http://testserver{Author.objects.get(name=name).get_absolute_url()}" for name, _ in people]
    assert people == list(zip(("Ada Lovelace", "Ben Bitdiddle"), addresses, strict=True))
    assert [category.attrib["term"] for category in entry.findall("a:category", NS)] == ["LG"]


def test_the_person_of_a_feed_is_an_author_of_each_entry_also_where_the_byline_hides_them() -> None:
    import_seeds("001")
    hu = owner("Tianyang Hu")
    for entry in entries(get(feed_of(hu))):
        assert "Tianyang Hu" in [said(who, "name") for who in entry.findall("a:author", NS)]


def test_the_latest_thirty_stand_in_it_and_nothing_withdrawn_or_merged() -> None:
    sun, topic = make_author(), make_topic()
    works = [make_work("", sun, about=[topic], published=n) for n in range(35)]
    Work.objects.filter(pk=works[0].pk).update(is_listed=False)
    Work.objects.filter(pk=works[1].pk).update(merged_into=works[2])
    # As their import would: neither carries anything now.
    WorkTopic.objects.filter(work__in=works[:2]).delete()
    for address in (feed_of(sun), "/topics/lg/feed.atom"):
        assert titles(address) == [work.title for work in works[2:32]]


def test_who_is_hidden_has_no_feed_and_no_link_in_others() -> None:
    sun, wei = make_author(), make_author("Wei Zhang", hidden_at=timezone.now())
    make_work("Sinks", sun, wei)
    assert Client().get(feed_of(wei)).status_code == 410
    [entry] = entries(get(feed_of(sun)))
    assert [(said(who, "name"), said(who, "uri") != "") for who in entry.findall("a:author", NS)] == [
        ("Jiacheng Sun", True),
        ("Wei Zhang", False),
    ]


def test_who_was_renamed_stands_there_by_the_new_name_alone() -> None:
    work = feed_work("On Engines", ["Robert Sun", "Ben Bitdiddle"])
    import_bytes(feed_page("Robert Sun", [work]))
    sun = owner("Robert Sun")
    before = {address: Client().get(address)["Last-Modified"] for address in (feed_of(sun), "/topics/lg/feed.atom")}
    Author.objects.filter(pk=sun.pk).update(name="Alice Sun", slug="alice-sun", renamed_at=timezone.now())
    sun.refresh_from_db()
    for address, seen in zip((feed_of(sun), "/topics/lg/feed.atom"), before.values(), strict=True):
        # Also for who has the feed with the old name, and asks by its time alone.
        answer = Client().get(address, headers={"If-Modified-Since": seen})
        assert answer.status_code == 200
        assert "Alice Sun" in answer.content.decode()
        assert "Robert" not in answer.content.decode()


def test_a_reader_who_has_the_feed_is_told_so_until_it_changes() -> None:
    sun = make_author()
    make_work("Sinks", sun, seen=3)
    first = Client().get(feed_of(sun))
    assert first["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in first.get("Vary", "")
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = Client().get(feed_of(sun), headers=header)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", first["ETag"])
    make_work("Springs", sun)
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert Client().get(feed_of(sun), headers=header).status_code == 200


def test_ids_stay_when_a_record_gets_another_name() -> None:
    sun = make_author()
    make_work("Sinks", sun)
    before = get(feed_of(sun))
    Author.objects.update(name="J. Sun", slug="j-sun")
    moved = Client().get(feed_of(sun))
    assert (moved.status_code, moved["Location"]) == (301, f"/authors/{sun.public_id}/j-sun/feed.atom")
    after = get(moved["Location"])
    assert said(after, "id") == said(before, "id")
    assert [said(e, "id") for e in entries(after)] == [said(e, "id") for e in entries(before)]


def test_the_feed_of_a_merged_record_leads_to_the_survivors() -> None:
    one, other = make_author(), make_author("J. Sun")
    merges.merge(other, one, By(make_user("Grace")), "One person.")
    assert Client().get(feed_of(other))["Location"] == feed_of(one)


def test_feeds_that_are_not_there() -> None:
    make_topic()
    assert Client().get("/topics/lg/feed.atom").status_code == 410
    for nowhere in ("/topics/none/feed.atom", "/institutions/none/feed.atom", "/authors/2222222222/x/feed.atom"):
        assert Client().get(nowhere).status_code == 404
    assert Client().post("/topics/lg/feed.atom").status_code == 405


def test_a_record_without_works_has_an_empty_feed_that_does_not_change() -> None:
    sun = make_author()
    assert entries(get(feed_of(sun))) == []
    assert Client().get(feed_of(sun)).content == Client().get(feed_of(sun)).content


def test_signs_that_no_xml_may_hold_break_no_feed() -> None:
    sun = make_author("Sun\x0b \uffff")
    make_work("A \x01 title < & \ufffe", sun, title_html="x")
    Authorship.objects.update(printed_name="Sun\x02")
    assert titles(feed_of(sun)) == ["A  title < & "]


def test_a_feed_takes_as_many_queries_for_many_works_as_for_one() -> None:
    sun, topic, pku = make_author(), make_topic(), make_institution()
    make_work("", sun, about=[topic, pku])
    addresses = (feed_of(sun), "/topics/lg/feed.atom", "/institutions/pku/feed.atom")
    few = [queries(address) for address in addresses]
    for n in range(20):
        make_work("", sun, make_author(f"Person {n}"), about=[topic, pku])
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 7


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    return len(captured)

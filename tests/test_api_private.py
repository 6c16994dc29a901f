"""What a stranger must not find in the API: who is hidden, old names, what was withdrawn; and where merged ids lead."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from graph import slices
from graph.focus import of_author
from profiles.models import Author
from tests.api_site import ROOT, every, read, walk
from tests.graph_builders import built
from tests.hidden_records import hide
from tests.ledger_world import curator, make_world, weis
from tests.make import feed_page, feed_work, import_bytes, import_seeds, make_owner, make_user, owner
from works import refresh
from works.ledger import merges, rollback
from works.models import Work
from works.owners import renames

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _not_counted(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0


def build_every_slice() -> None:
    for author in Author.objects.standing().filter(works_count__gt=0):
        slices.build(slices.ask(of_author(author)).pk)


def test_who_is_hidden_is_nowhere_but_in_printed_bylines() -> None:
    works = [feed_work(f"Notes on Engine Number {n}", ["Ada Lovelace", "Ben Bitdiddle"], complete=True) for n in (1, 2)]
    import_bytes(feed_page("Ada Lovelace", works), feed_page("Ben Bitdiddle", works[:1]))
    ada, ben = owner("Ada Lovelace"), owner("Ben Bitdiddle")
    assert sum(ada.public_id in said for said in walk().values()) > 9
    hide(ada)
    build_every_slice()
    assert [address for address, said in walk().items() if ada.public_id in said] == []
    for part in ("", "/works", "/coauthors", "/trust"):
        gone = read(f"authors/{ada.public_id}{part}", status=410)
        assert (gone["title"], gone["detail"]) == ("Gone", "This record is not shown any more.")
        assert "Ada" not in str(gone)
    read(f"graph?focus=author:{ada.public_id}", status=410)
    assert read("search?q=ada+lovelace&in=authors")["items"] == []
    assert read(f"authors/{ben.public_id}/works?with={ada.public_id}")["items"] == []
    told = read(f"works/{Work.objects.earliest('id').public_id}")
    assert told["authors"][0] == {"name": "Ada Lovelace", "id": None, "url": None, "page": None, "position": 1}
    assert [page["person"] for said in told["asserted"] for page in said["pages"]] == [None, "Ben Bitdiddle"]


def test_an_old_name_is_nowhere_after_a_silent_rename() -> None:
    import_seeds("001", "002")
    author, old = owner("Tianyang Hu"), re.compile("tian.?yang", re.IGNORECASE)
    for other in Author.objects.standing().filter(name="Tianyang Hu").exclude(pk=author.pk):
        merges.merge(other, author, curator(), "One person.")
    user = make_owner(author, "Noor")
    refresh.authors([author.pk], "claim verified")
    friend = read(f"authors/{author.public_id}/coauthors")["items"][0]
    for address in ("authors?name=tianyang", f"authors/{friend['id']}/works", f"authors/{friend['id']}/coauthors"):
        assert old.search(str(read(address)))
    renames.rename(user, author, "Noor Lindqvist")
    build_every_slice()
    for address, said in walk().items():
        assert not old.search(said), address
    assert read(f"authors/{author.public_id}")["name"] == "Noor Lindqvist"
    assert read("search?q=tianyang+hu&in=authors")["items"] == []
    assert read("authors?name=tianyang")["items"] == []
    assert [told["id"] for told in read("authors?name=noor")["items"]] == [author.public_id]


def test_a_merged_record_leads_to_the_one_that_stayed_and_comes_back_when_that_is_undone() -> None:
    make_world()
    one, other = weis()
    merges.merge(other, one, curator(), "One person.")
    for part in ("", "/works?year=2024&sort=title", "/trust"):
        answer = Client().get(f"{ROOT}/authors/{other.public_id}{part}")
        there = f"http://testserver{ROOT}/authors/{one.public_id}{part}"
        assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (301, there, "no-cache")
        assert answer["Content-Type"] == "application/problem+json"
    graph = Client().get(f"{ROOT}/graph?focus=author:{other.public_id}")
    assert graph["Location"] == f"http://testserver{ROOT}/graph?focus=author:{one.public_id}"
    assert other.public_id not in {author["id"] for author in every("authors")}
    hide(one)
    read(f"authors/{other.public_id}", status=410)


def test_what_was_withdrawn_is_gone_and_in_no_list() -> None:
    batch = import_seeds("002")
    kaiqi, work = owner("Kaiqi Jiang"), Work.objects.earliest("id")
    topic = work.topics.get()
    rollback.roll_back(batch, curator())
    for address in (f"authors/{kaiqi.public_id}", f"works/{work.public_id}", f"topics/{topic.slug}/works"):
        assert read(address, status=410)["title"] == "Gone"
    for room in ("authors", "works", "topics", "institutions", "sources"):
        assert read(room)["items"] == []
    assert read("search?q=attention")["items"] == []


def test_a_record_of_a_name_alone_is_reachable_and_in_no_list() -> None:
    alone = Author.named("Nobody Knows")
    alone.save()
    assert read(f"authors/{alone.public_id}")["level"] == {"number": 0, "name": "Name only"}
    assert read("authors")["items"] == []
    assert read("search?q=nobody+knows&in=authors")["items"] == []


def test_hidden_metrics_are_the_computed_ones_alone() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("Notes on an Engine", ["Ada Lovelace"])]))
    ada = owner("Ada Lovelace")
    ada.side |= {"computed": {"h_index": 1, "i10_index": 0, "citations": 3, "known": 1, "as_of": "2026-05-31"}}
    ada.save()
    told = read(f"authors/{ada.public_id}")["metrics"]
    (computed,) = (metric for metric in told if metric["kind"] == "h_index" and metric["origin"] == "computed")
    assert (computed["value"], computed["coverage"]) == (1, {"known": 1, "of": 1})
    Author.objects.filter(pk=ada.pk).update(hides_metrics=True)
    assert {metric["origin"] for metric in read(f"authors/{ada.public_id}")["metrics"]} == {"reported"}


def test_the_answer_is_the_same_for_everybody_and_reads_no_cookie() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("Notes on an Engine", ["Ada Lovelace"])]))
    ada = owner("Ada Lovelace")
    mine = Client()
    mine.force_login(make_owner(ada, "Ada"))
    built(ada)
    for address in ("authors", f"authors/{ada.public_id}", "works", f"graph?focus=author:{ada.public_id}"):
        here, there = mine.get(f"{ROOT}/{address}"), Client().get(f"{ROOT}/{address}")
        assert here.content == there.content
        assert here["Vary"] == there["Vary"] == "Accept-Encoding"
        assert not here.cookies
    assert make_user("Reader").email not in str(walk())
    assert "@" not in "".join(walk().values())

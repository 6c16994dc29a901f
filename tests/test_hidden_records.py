"""A record that an objection hides: no page shows it, nothing imported brings it back, and a dismissal undoes all."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from graph import slices
from graph.focus import of_author
from graph.models import Slice
from profiles.models import Author, Claim, Follow, Notice, TrustScore
from tests.hidden_records import LINK, NAME, hide, links, named_by_ids
from tests.make import DAY, SEEDS, feed_page, feed_work, import_bytes, import_seeds, list_page, make_user, owner
from tests.what_readers_see import gone, pages
from works import hiding
from works.imports import pipeline
from works.ledger import rollback, splits
from works.ledger.decisions import By
from works.models import Authorship, ImportBatch, Work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: LazySettings) -> None:
    """Kept pages are told of a change after the commit, which a test has none of."""
    settings.PAGE_CACHE_SECONDS = 0


@pytest.fixture
def sun() -> Author:
    import_seeds("000", "001")
    return owner(NAME)


def test_no_page_leads_to_it_and_its_own_say_nothing(sun: Author) -> None:
    assert len(named_by_ids(sun)) > 9
    home = sun.get_absolute_url()
    hide(sun)
    assert named_by_ids(sun) == []
    assert links() == []
    assert gone() == {home, f"{home}publications/"}
    for address in (home, f"{home}publications/", f"/authors/{sun.public_id}/", f"/authors/{sun.public_id}/old-name/"):
        answer = Client().get(address)
        assert answer.status_code == 410
        assert "This record is not shown" in answer.content.decode()
        assert "Sun" not in answer.content.decode()
        assert answer["Cache-Control"] == "no-cache"


def test_bylines_keep_the_printed_name_as_plain_text(sun: Author) -> None:
    work = Work.objects.filter(authorships__author=sun, authorships__position__isnull=False).earliest("id")
    hide(sun)
    page = Client().get(work.get_absolute_url()).content.decode()
    assert f"<li>{NAME}</li>" in page
    work.refresh_from_db()
    assert f"<li>{NAME}</li>" in work.card


def test_sources_are_named_and_the_page_of_the_person_is_not(sun: Author) -> None:
    work = sun.works.filter(listings__profile__author=sun).earliest("id")
    assert f"({NAME})" in work.card
    hide(sun)
    work.refresh_from_db()
    assert f"({NAME})" not in work.card
    assert "Reported by <span" in work.card
    page = Client().get(work.get_absolute_url()).content.decode()
    assert "Page of somebody, line" in page


def test_why_a_listing_is_a_work_does_not_name_whose_page_it_is() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On Engines", ["Ben Bitdiddle", "Cy Byte"])]))
    work = Work.objects.get()
    assert "Ada Lovelace" in work.listings.get().reason
    hiding.hide(owner("Ada Lovelace").pk)
    page = Client().get(work.get_absolute_url()).content.decode()
    assert "Lovelace" not in page
    assert "page of somebody." in page


def test_no_history_of_trust_tells_of_an_objection(sun: Author) -> None:
    # Something that was not counted yet, of somebody near, is counted with the hiding.
    Author.objects.update(trust_inputs={})
    hiding.dismiss(hide(sun), make_user("Dora"), "The record is right.")
    told = TrustScore.objects.values_list("reason", flat=True)
    assert "counted anew" in told
    assert not any(re.search("objection|hidden", reason) for reason in told)


def test_a_name_that_no_byline_prints_is_not_printed_at_all() -> None:
    works = [feed_work("On Engines", ["Ben Bitdiddle", "Cy Byte"])]
    import_bytes(feed_page("Ada Lovelace", works))
    ada = owner("Ada Lovelace")
    assert "Ada Lovelace" in "".join(pages().values())
    hide(ada)
    assert "Lovelace" not in "".join(pages().values())


def test_everything_comes_back_as_it_was(sun: Author) -> None:
    before, withdrawn = pages(), gone()
    objection = hide(sun)
    assert pages() != before
    objection.refresh_from_db()
    hiding.dismiss(objection, make_user("Dora"), "The record is right.")
    assert pages() == before
    assert gone() == withdrawn


def test_importing_everything_again_shows_nothing_of_it_and_makes_no_second_record() -> None:
    import_seeds()
    sun = owner(NAME)
    of_the_name = set(Author.objects.filter(folded_name=sun.folded_name).values_list("id", flat=True))
    hide(sun)
    for batch in ImportBatch.objects.order_by("id"):
        rollback.roll_back(batch, By(make_user(f"Root{batch.pk}")))
    import_seeds()
    assert sun.works.count() > 30
    shown = pages()
    assert [address for address, page in shown.items() if sun.public_id in page or LINK.search(page)] == []
    assert set(Author.objects.filter(folded_name=sun.folded_name).values_list("id", flat=True)) == of_the_name


def test_a_later_capture_of_the_same_page_is_linked_and_shown_nowhere(sun: Author) -> None:
    hide(sun)
    raw = next(SEEDS.glob("000_*.txt")).read_bytes()
    import_bytes(raw, captured_on=DAY + dt.timedelta(days=30))
    assert Author.objects.get(pk=sun.pk).hidden_at
    assert named_by_ids(sun) == []
    assert owner(NAME) == sun


def test_a_page_of_another_source_about_the_same_person_is_linked_and_shown_nowhere() -> None:
    works = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    import_bytes(feed_page("Ada Lovelace", works))
    ada = owner("Ada Lovelace")
    hide(ada)
    import_bytes(list_page("Ada Lovelace", ["On Engines", "On Looms"]))
    assert owner("Ada Lovelace") == ada
    assert ada.works.count() == 2
    assert "<a" not in "".join(re.findall(r"<[^<]*>\s*Ada Lovelace", "".join(pages().values())))
    assert named_by_ids(ada) == []


def test_the_desk_says_that_it_is_hidden(sun: Author) -> None:
    hide(sun)
    client = Client()
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    page = client.get(f"/admin/profiles/author/{sun.pk}/change/").content.decode()
    assert "Hidden from readers since" in page
    assert f"/admin/profiles/objection/?state=all&amp;q={sun.public_id}" in page


def test_what_a_curator_gives_to_another_person_is_shown_there(sun: Author) -> None:
    hide(sun)
    slots = list(sun.authorships.filter(position__isnull=False).values_list("id", flat=True)[:2])
    split = splits.split(sun, slots, By(make_user("Root")), "Another person.")
    assert split.other is not None
    assert Client().get(split.other.get_absolute_url()).status_code == 200
    assert named_by_ids(sun) == []


def test_who_owns_it_is_told_and_keeps_it(sun: Author) -> None:
    user = make_user("Sun")
    claim = Claim.objects.create(author=sun, user=user, name=NAME, state="verified", is_owner=True)
    objection = hide(sun)
    objection.refresh_from_db()
    hiding.dismiss(objection, make_user("Dora"), "The record is right.")
    told = list(Notice.objects.filter(user=user).order_by("id").values_list("subject", "url"))
    assert told == [
        ("Your record is hidden for now", ""),
        ("Your record is shown again", sun.get_absolute_url()),
    ]
    claim.refresh_from_db()
    assert claim.is_owner


def test_nobody_begins_to_follow_it_and_who_does_may_stop(sun: Author) -> None:
    reader, client = make_user("Reader"), Client()
    client.force_login(reader)
    follow = f"/authors/{sun.public_id}/follow/"
    client.post(follow)
    hide(sun)
    client.post(follow, {"stop": "1"})
    assert not Follow.objects.exists()
    assert Client().post(follow).status_code == 404
    answer = client.post(follow)
    assert not Follow.objects.exists()
    assert sun.slug not in answer.headers.get("Location", "")


def a_chain() -> tuple[Author, Author, Author]:
    """Ada wrote with Ben, Ben with Cy: Cy is two steps from Ada."""
    one = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    two = [feed_work("On Looms", ["Ben Bitdiddle", "Cy Byte"])]
    import_bytes(feed_page("Ben Bitdiddle", [*one, *two]))
    ada, ben, cy = (Author.objects.get(name=name) for name in ("Ada Lovelace", "Ben Bitdiddle", "Cy Byte"))
    return ada, ben, cy


def graph_of(author: Author) -> Any:
    return Client().get(f"/graph/?focus=author:{author.public_id}")


def drawn(author: Author) -> str:
    """The author's graph once a worker has built what was asked for."""
    author.refresh_from_db()
    slices.build(slices.ask(of_author(author)).pk)
    return str(graph_of(author).content.decode())


@pytest.mark.parametrize("steps", [1, 2])
def test_graphs_show_it_no_more_also_those_that_were_drawn_before(steps: int) -> None:
    ada, ben, cy = a_chain()
    near = {1: ben, 2: ada}[steps]
    assert "Cy Byte" in drawn(near)
    hide(cy)
    near.refresh_from_db()
    waiting = graph_of(near).content.decode()
    assert "Cy Byte" not in waiting
    assert "Building" in waiting
    assert "Cy Byte" not in drawn(near)
    assert Slice.objects.filter(focus=of_author(near).key, state=Slice.State.READY).exists()
    answer = graph_of(cy)
    assert answer.status_code == 410
    assert "Cy" not in answer.content.decode()


def test_a_dismissal_brings_it_back_to_the_graph() -> None:
    _, ben, cy = a_chain()
    before = drawn(ben)
    objection = hide(cy)
    assert drawn(ben) != before
    objection.refresh_from_db()
    hiding.dismiss(objection, make_user("Dora"), "The record is right.")
    assert "Cy Byte" in drawn(ben)


@pytest.mark.django_db(transaction=True)
def test_kept_pages_end_with_the_hiding(settings: LazySettings) -> None:
    settings.PAGE_CACHE_SECONDS = 300
    _, ben, cy = a_chain()
    for author in (ben, cy):
        for _ in range(2):
            assert cy.public_id in Client().get(author.get_absolute_url()).content.decode()
    hide(cy)
    assert Client().get(cy.get_absolute_url()).status_code == 410
    assert cy.public_id not in Client().get(ben.get_absolute_url()).content.decode()


def test_hiding_takes_a_number_of_queries_that_does_not_grow_with_the_works() -> None:
    counts = []
    for name, number in (("Ada Lovelace", 2), ("Grace Hopper", 12)):
        works = [feed_work(f"{name} on engine {n} and more", [name, "Ben Bitdiddle"]) for n in range(number)]
        import_bytes(feed_page(name, works))
        author = owner(name)
        with CaptureQueriesContext(connection) as queries:
            hiding.hide(author.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45
    assert Authorship.objects.filter(author=author).count() == 12


def test_a_worker_that_imports_a_page_of_it_does_so_as_ever(sun: Author) -> None:
    hide(sun)
    batch = import_bytes(list_page(NAME, ["A Work That Nobody Has Seen So Far", sun.works.earliest("id").title]))
    page = batch.pages.get()
    pipeline.import_page(page.pk)
    page.refresh_from_db()
    assert page.state == "imported"
    assert page.problems == []

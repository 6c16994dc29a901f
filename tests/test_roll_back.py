"""Rolling a batch back: readers see what they would without it, and importing it again brings everything back."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from bzpeer import pagecache
from graph import slices
from graph.focus import of_author
from profiles import follows
from profiles.models import Author, Follow
from tests import what_readers_see
from tests.ledger_world import LOOMS, PAGES, RIVERS, capture, curator, nothing_differs_from_the_ledger, who_is_who
from tests.make import (
    DAY,
    SEEDS,
    feed_page,
    feed_work,
    import_bytes,
    import_seeds,
    list_page,
    make_user,
    owner,
)
from tests.workers import wait_until
from works import intake, turn
from works.author_pages import is_gone
from works.imports import pipeline
from works.ledger import merges, rollback, splits
from works.ledger.decisions import Conflict
from works.lists import Choice, works_of
from works.models import (
    Authorship,
    Decision,
    ImportBatch,
    ImportPage,
    Listing,
    Question,
    ReportedNumber,
    SourceProfile,
    Topic,
    Work,
)

pytestmark = pytest.mark.django_db

SEEDED = ("000", "001", "002", "003", "004")
DERIVED = (
    "role", "affiliation", "open_to_collaborate", "level", "works_count", "topics_count", "coauthors_count",
    "followers_count", "trust_score", "trust_inputs",
)  # fmt: skip
LONG = "A Long Title of Six Words"
OTHER = "Another Title That Has Six Words"


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    """Versions are told when a transaction is committed, which that of a test never is."""
    settings.PAGE_CACHE_SECONDS = 0


def open_questions() -> set[str]:
    return set(Question.objects.open().values_list("key", flat=True))


def side(author: Author) -> dict[str, Any]:
    """What stands beside the works, but for the history of trust, which tells of the way there and back."""
    return {name: value for name, value in author.side.items() if name != "trust_history"}


def everything() -> dict[str, Any]:
    """What the public pages are made of, what the desk asks, and who has which slot."""
    stood = [author for author in Author.objects.standing().order_by("id") if not is_gone(author)]
    return {
        "authors": {
            author.public_id: (author.name, side(author), *(getattr(author, field) for field in DERIVED))
            for author in stood
        },
        "moved": set(Author.objects.exclude(merged_into=None).values_list("public_id", "merged_into__public_id")),
        "lists": {author.public_id: list(works_of(author, Choice()).cards) for author in stood},
        "works": set(Work.objects.standing().values_list("public_id", "title_html", "abstract_html", "card")),
        "topics": set(Topic.objects.exclude(works=None).values_list("slug", "works__public_id")),
        "home": set(SourceProfile.objects.standing().values_list("author__public_id", "name", "role", "captured_on")),
        "questions": open_questions(),
        "slots": {key: whose for key, whose in who_is_who().items() if key[0] == "slot" and whose != "withdrawn"},
    }


@pytest.mark.parametrize("last", SEEDED)
def test_a_capture_imported_last_and_rolled_back_was_never_there(last: str) -> None:
    import_seeds(*(number for number in SEEDED if number != last))
    before = everything()
    batch = import_seeds(last)
    with_it = everything()
    rollback.roll_back(batch, curator())
    assert everything() == before
    assert nothing_differs_from_the_ledger()
    import_seeds(last)
    assert everything() == with_it
    assert nothing_differs_from_the_ledger()


def test_readers_never_see_a_trace_of_it() -> None:
    import_seeds("001")
    before = what_readers_see.pages()
    batch = import_seeds("000", "002")
    with_it = what_readers_see.pages()
    rollback.roll_back(batch, curator())
    assert what_readers_see.pages() == before
    import_seeds("000", "002")
    assert what_readers_see.pages() == with_it


@pytest.mark.parametrize("first", ["000", "003"])
def test_a_capture_that_came_first_leaves_what_the_others_say_and_comes_back(first: str) -> None:
    batch = import_seeds(first)
    import_seeds({"000": "003", "003": "000"}[first])
    before = everything()
    decision = rollback.roll_back(batch, curator())
    jiacheng = owner("Jiacheng Sun")
    assert (decision.details["works"], jiacheng.works_count) == {"000": (0, 39), "003": (35, 4)}[first]
    assert nothing_differs_from_the_ledger()
    import_seeds(first)
    assert everything() == before


def test_all_of_it_goes_and_comes_back_with_the_same_ids() -> None:
    batch = import_seeds()
    before, ids = everything(), set(Author.objects.values_list("public_id", flat=True))
    decision = rollback.roll_back(batch, curator())
    assert decision.details["works"] == 48
    assert not Work.objects.standing().exists()
    assert not Author.objects.public().exists()
    assert not Listing.objects.exists()
    assert not ReportedNumber.objects.exists()
    assert set(what_readers_see.pages()) == what_readers_see.LISTS
    import_seeds()
    assert everything() == before
    assert set(Author.objects.values_list("public_id", flat=True)) == ids
    assert Work.objects.count() == 48


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_each_roll_back_and_return_is_the_same(seed: int) -> None:
    dice, batches, seen = random.Random(seed), {}, [everything()]
    for name in dice.sample(sorted(PAGES), len(PAGES)):
        batches[name] = capture(name)
        seen.append(everything())
    for name in reversed(batches):
        assert everything() == seen.pop()
        rollback.roll_back(batches[name], curator())
    assert everything() == seen.pop()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_rolled_back_returns_with_the_same_bytes(seed: int) -> None:
    dice = random.Random(seed)
    batches = {name: capture(name) for name in dice.sample(sorted(PAGES), len(PAGES))}
    before = everything()
    out = dice.sample(sorted(PAGES), 2)
    for name in out:
        rollback.roll_back(batches[name], curator())
        assert nothing_differs_from_the_ledger()
    for name in dice.sample(out, 2):
        capture(name)
    assert everything() == before
    assert nothing_differs_from_the_ledger()


def test_what_is_gone_answers_that_it_was_withdrawn(client: Client) -> None:
    batch = import_seeds("002")
    kaiqi, work = owner("Kaiqi Jiang"), Work.objects.earliest("id")
    topic = work.topics.get()
    rollback.roll_back(batch, curator())
    gone = [kaiqi.get_absolute_url(), f"{kaiqi.get_absolute_url()}publications/", work.get_absolute_url()]
    gone += [f"/graph/?focus=author:{kaiqi.public_id}", topic.get_absolute_url()]
    assert [client.get(address).status_code for address in gone] == [410] * 5
    for address in ("/", "/authors/", "/authors/?name=Kaiqi Jiang"):
        shown = client.get(address).content.decode()
        assert kaiqi.public_id not in shown
        assert work.public_id not in shown


def test_a_second_click_is_harmless() -> None:
    import_seeds("001")
    batch = import_seeds("003")
    first = rollback.roll_back(batch, curator())
    before, lines = everything(), Decision.objects.count()
    assert rollback.roll_back(batch, curator("Ada")) == first
    assert everything() == before
    assert Decision.objects.count() == lines


def test_a_batch_with_pages_that_wait_is_not_rolled_back() -> None:
    raw = feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace"])])
    batch = intake.submit([intake.Upload.of("a.txt", raw, DAY)])
    with pytest.raises(Conflict, match="1 page of this batch waits"):
        rollback.roll_back(batch, curator())


def test_a_batch_of_which_nothing_was_imported_has_nothing_to_roll_back() -> None:
    with pytest.raises(Conflict, match="nothing to roll back"):
        rollback.roll_back(import_bytes(b"no page at all"), curator())


def test_the_same_bytes_of_another_batch_step_in() -> None:
    raw = feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"])])
    first = import_bytes(raw)
    before = everything()
    second, third = import_bytes(raw), import_bytes(raw)
    effect = rollback.preview(first)
    assert (effect.listings, effect.works, effect.authors) == (0, [], [])
    assert [page.batch_id for page in effect.staying] == [second.pk]
    rollback.roll_back(first, curator())
    assert everything() == before
    page, copy = second.pages.get(), third.pages.get()
    assert (page.state, bytes(page.raw), copy.same_as) == ("imported", raw, page)
    assert bytes(first.pages.get().raw) == b""
    rollback.roll_back(second, curator())
    assert everything() == before
    rollback.roll_back(third, curator())
    assert set(what_readers_see.pages()) == what_readers_see.LISTS


def test_a_copy_whose_batch_was_rolled_back_does_not_step_in() -> None:
    raw = feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace"])])
    first, second = import_bytes(raw), import_bytes(raw)
    rollback.roll_back(second, curator())
    assert Work.objects.standing().exists()
    rollback.roll_back(first, curator())
    assert not Work.objects.standing().exists()


def test_the_values_of_an_older_capture_of_the_profile_come_back() -> None:
    work = feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"])
    import_bytes(feed_page("Ada Lovelace", [work], h_index=3))
    before = everything()
    newer = feed_page("Ada Lovelace", [work.replace("LG", "AI"), feed_work(OTHER, ["Ada Lovelace"])], h_index=9)
    batch = import_bytes(newer, captured_on=DAY + dt.timedelta(days=30))
    assert owner("Ada Lovelace").works_count == 2
    with_it = everything()
    rollback.roll_back(batch, curator())
    assert everything() == before
    assert SourceProfile.objects.get().captured_on == DAY
    import_bytes(newer, captured_on=DAY + dt.timedelta(days=30))
    assert everything() == with_it


def test_after_a_roll_back_an_older_capture_speaks_for_the_profile() -> None:
    seen = import_seeds("000")
    role = owner("Jiacheng Sun").role
    assert role
    rollback.roll_back(seen, curator())
    assert SourceProfile.objects.get().role == ""
    raw = next(SEEDS.glob("000*")).read_bytes()
    import_bytes(raw, captured_on=DAY - dt.timedelta(days=90), source="BZPEER")
    assert owner("Jiacheng Sun").role == role


def test_records_that_only_the_batch_joined_come_apart_and_are_joined_again() -> None:
    works = [LOOMS, RIVERS]
    import_bytes(feed_page("Ada Lovelace", works[:1]), feed_page("Dee Dee", works[1:], 2))
    weis = Author.objects.standing().filter(name="Wei Zhang").order_by("id")
    assert weis.count() == 2
    cleo = make_user("Cleo")
    follows.start(cleo, weis[1])
    followed = Follow.objects.get().author_id
    before = everything()
    batch = import_bytes(feed_page("Wei Zhang", works))
    assert weis.count() == 1
    with_it = everything()
    for _ in range(2):
        rollback.roll_back(batch, curator())
        assert everything() == before
        assert Follow.objects.get().author_id == followed
        batch = import_bytes(feed_page("Wei Zhang", works))
        assert everything() == with_it


def test_records_that_a_later_capture_joins_too_stay_one() -> None:
    works = [LOOMS, RIVERS]
    import_bytes(feed_page("Ada Lovelace", works[:1]), feed_page("Dee Dee", works[1:], 2))
    batch = import_bytes(feed_page("Wei Zhang", works))
    import_bytes(feed_page("Wei Zhang", works, h_index=4), captured_on=DAY + dt.timedelta(days=1))
    rollback.roll_back(batch, curator())
    assert Author.objects.standing().filter(name="Wei Zhang").count() == 1


def test_what_people_decided_is_in_force_again_after_the_return() -> None:
    batch = import_seeds("002", "003")
    jiacheng = owner("Jiacheng Sun")
    slots = list(Authorship.objects.filter(author=jiacheng).order_by("-id").values_list("id", flat=True)[:3])
    other = splits.split(jiacheng, slots, curator(), "Somebody else.").other
    one, two = list(Author.objects.standing().filter(source_profiles=None, works_count=1).order_by("id")[:2])
    merges.merge(two, one, curator(), "One person.")
    before = everything()
    rollback.roll_back(batch, curator())
    two.refresh_from_db()
    assert two.merged_into == one
    import_seeds("002", "003")
    assert everything() == before
    assert other is not None
    assert Authorship.objects.filter(author=other).count() == 3


def test_the_preview_says_what_goes_and_keeps_it() -> None:
    import_seeds("000")
    batch = import_seeds("003")
    before = everything()
    effect = rollback.preview(batch)
    assert everything() == before
    listed = Work.objects.standing().count()
    public = Author.objects.public().count()
    decision = rollback.roll_back(batch, curator())
    assert Work.objects.standing().count() == listed - len(effect.works)
    assert Author.objects.public().count() == public - len(effect.authors)
    assert decision.details == {"batch": batch.pk, **effect.counts()}


def test_followers_of_an_author_who_comes_back_follow_still() -> None:
    batch = import_seeds("002")
    kaiqi, cleo = owner("Kaiqi Jiang"), make_user("Cleo")
    follows.start(cleo, kaiqi)
    rollback.roll_back(batch, curator())
    import_seeds("002")
    kaiqi.refresh_from_db()
    assert (kaiqi.followers_count, is_gone(kaiqi)) == (1, False)


def test_a_graph_that_shows_somebody_two_steps_away_is_drawn_anew() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"])]))
    works = [feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"]), feed_work(OTHER, ["Ben Bitdiddle", "Dee Dee"])]
    batch = import_bytes(feed_page("Ben Bitdiddle", works))
    ada = owner("Ada Lovelace")
    slice_ = slices.ask(of_author(ada))
    slices.build(slice_.pk)
    shown = slices.latest(of_author(ada))
    assert shown is not None
    assert "Dee Dee" in str(shown.payload)
    rollback.roll_back(batch, curator())
    ada.refresh_from_db()
    assert slices.latest(of_author(ada)) is None
    slices.build(slices.ask(of_author(ada)).pk)
    shown = slices.latest(of_author(ada))
    assert shown is not None
    assert "Dee Dee" not in str(shown.payload)


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_old_at_once(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 300
    import_bytes(feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"])]))
    batch = import_bytes(feed_page("Cy Byte", [feed_work(OTHER, ["Cy Byte", "Ben Bitdiddle"])]))
    ada, cy = owner("Ada Lovelace"), owner("Cy Byte")
    ben = Author.objects.filter(name="Ben Bitdiddle", works__title=OTHER).get()
    for author in (ada, cy, ben):
        assert client.get(author.get_absolute_url()).status_code == 200
    rollback.roll_back(batch, curator())
    assert client.get(cy.get_absolute_url()).status_code == 410
    assert OTHER not in client.get(ben.get_absolute_url()).content.decode()
    assert pagecache._client().ping()


@pytest.mark.django_db(transaction=True)
def test_a_roll_back_waits_for_a_page_that_is_being_imported() -> None:
    shared = feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"])
    batch = import_bytes(feed_page("Ada Lovelace", [shared]))
    other = intake.submit([intake.Upload.of("ben.txt", list_page("Ben Bitdiddle", [LONG]), DAY)])
    done: list[str] = []

    def roll_back() -> None:
        try:
            rollback.roll_back(ImportBatch.objects.get(pk=batch.pk), curator())
            done.append("rolled back")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            turn.take()
            waiting = pool.submit(roll_back)
            wait_until(_somebody_waits, "the roll-back to wait for its turn")
            assert not done
            page = ImportPage.objects.select_for_update(of=("self",)).get(batch=other)
            pipeline.process(page)
        waiting.result(timeout=30)
    assert Work.objects.standing().get().title == LONG
    assert Listing.objects.get().page.batch == other
    assert nothing_differs_from_the_ledger()


def _somebody_waits() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None

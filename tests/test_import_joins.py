"""Which works and which people are one, in the cases that are easy to get wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from profiles import follows
from profiles.models import Author, Follow
from tests.make import DAY, feed_page, feed_work, import_bytes, list_page, make_user, owner, two_bens
from tests.reading import page
from works.imports.records import PersonRecord
from works.imports.resolve import KnownProfile, find_profile
from works.models import Listing, SourceProfile, Work

pytestmark = pytest.mark.django_db

LONG = "A Long Title About Careful Imports"
OTHER = "Another Long Title About Something Else"
APPLES = "Apples are round and grow on trees in temperate climates; this text says so at sufficient length."
ORANGES = "Oranges are round as well, yet they want it warm, which this text explains at sufficient length."


def merge_two_bens() -> tuple[Author, Author]:
    """Ben's two records become one by a third page; the survivor, and the record that is no more."""
    import_bytes(feed_page("Ben Bitdiddle", two_bens()), source="Two")
    gone = Author.objects.exclude(merged_into=None).get()
    assert gone.merged_into
    return gone.merged_into, gone


def test_after_a_merge_every_work_names_the_survivor_once(client: Client) -> None:
    ben, gone = merge_two_bens()
    assert ben.works_count == 2
    assert gone.public_id not in page(client, ben)
    assert not Work.objects.filter(card__contains=gone.public_id).exists()
    for name in ("Ada Lovelace", "Cy Byte"):
        assert [person["id"] for person in owner(name).side["coauthors"]] == [ben.public_id]


@pytest.mark.django_db(transaction=True)
def test_the_kept_page_of_a_merged_record_leads_to_the_survivor(client: Client) -> None:
    works = two_bens()
    addresses = [ben.get_absolute_url() for ben in Author.objects.filter(name="Ben Bitdiddle")]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    import_bytes(feed_page("Ben Bitdiddle", works))
    assert sorted(client.get(address).status_code for address in addresses) == [200, 301]


def test_who_follows_a_record_while_it_is_merged_follows_the_survivor() -> None:
    ben, gone = merge_two_bens()
    cleo = make_user("Cleo")
    assert follows.start(cleo, gone)
    assert Follow.objects.get().author == ben
    assert Author.objects.get(pk=ben.pk).followers_count == 1
    assert follows.stop(cleo, gone)
    assert Author.objects.get(pk=ben.pk).followers_count == 0


def test_accounts_that_go_are_no_followers_any_more() -> None:
    ben, _ = merge_two_bens()
    for name in ("Cleo", "Dora"):
        follows.start(make_user(name), ben)
    follows.forget(list({follow.user for follow in Follow.objects.all()}))
    assert Author.objects.get(pk=ben.pk).followers_count == 0


@pytest.mark.parametrize("turned", [False, True])
def test_two_works_of_one_title_keep_their_own_listings(turned: bool) -> None:
    first = [feed_work(LONG, ["Ada Lovelace"], abstract=APPLES)]
    import_bytes(feed_page("Ada Lovelace", first), source="One")
    import_bytes(feed_page("Wei Zhang", [feed_work(LONG, ["Wei Zhang"], abstract=ORANGES)]), source="Two")
    assert Work.objects.count() == 2
    byline = ["Ada Lovelace", "Wei Zhang"]
    again = [feed_work(LONG, byline, abstract=ORANGES if turned else APPLES)]
    import_bytes(feed_page("Cy Byte", again), source="Three")
    listing = Listing.objects.get(profile__name="Cy Byte")
    assert ("Oranges" in listing.work.abstract_html) is turned


@pytest.mark.parametrize("turned", [False, True])
def test_a_byline_with_the_name_twice_joins_nobody(turned: bool) -> None:
    hidden = feed_page("Wei Wang", [feed_work(LONG, ["Ann Lee"])])
    twice = feed_page("Wei Wang", [feed_work(LONG, ["Wei Wang", "Wei Wang"], complete=True)])
    for number, raw in enumerate([twice, hidden] if turned else [hidden, twice]):
        import_bytes(raw, source=f"Source {number}")
    assert len(set(SourceProfile.objects.values_list("author", flat=True))) == 2


def test_a_newer_capture_that_says_the_same_is_newer_all_the_same() -> None:
    may_1, may_9 = (feed_work(LONG, ["Ada Lovelace"], date=f"May {day}, 2024") for day in (1, 9))
    import_bytes(feed_page("Ada Lovelace", [may_1]), captured_on=DAY)
    import_bytes(feed_page("Ada Lovelace", [may_1]), captured_on=DAY + dt.timedelta(days=2))
    import_bytes(feed_page("Ada Lovelace", [may_9]), captured_on=DAY + dt.timedelta(days=1))
    assert Work.objects.get().published_on == dt.date(2024, 5, 1)
    assert Listing.objects.newest().get().captured_on == DAY + dt.timedelta(days=2)


def test_a_sources_id_beats_a_name() -> None:
    person = PersonRecord("Ada Lovelace", 1, source_id="7")
    by_id, by_name = KnownProfile(1, 10, "7", {}), KnownProfile(2, 20, "", {5: 50})
    assert find_profile(person, (by_id, by_name), {5}) == by_id
    assert find_profile(person, (by_name,), {5}) == by_name
    assert find_profile(person, (KnownProfile(3, 30, "8", {5: 50}),), {5}) is None


def test_two_sources_whose_names_look_alike_in_an_address_stay_two() -> None:
    import_bytes(list_page("Ada Lovelace", [LONG]), source="C++")
    import_bytes(list_page("Ada Lovelace", [OTHER]), source="C#")
    assert set(SourceProfile.objects.values_list("source__name", flat=True)) == {"C++", "C#"}


def test_an_address_in_a_title_is_no_link_in_a_link() -> None:
    title = "A Long Title With https://example.org/code in the Middle"
    import_bytes(feed_page("Ada Lovelace", [feed_work(title, ["Ada Lovelace"])]))
    assert "<a" not in Work.objects.get().title_html
    assert "https://example.org/code" in Work.objects.get().title_html

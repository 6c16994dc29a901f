"""Pages that join, change, repeat and fail, one page at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from profiles.models import Author, Follow, TrustScore
from tests.make import (
    DAY,
    feed_page,
    feed_work,
    import_bytes,
    import_seeds,
    list_page,
    make_user,
    only_page,
    owner,
    two_bens,
)
from works.models import Authorship, Institution, ReportedNumber, SourceProfile, Work

pytestmark = pytest.mark.django_db

LONG = "A Long Title About Careful Imports"
OTHER = "Another Long Title About Something Else"


def test_adas_page_makes_ada_and_her_coauthors() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(LONG, ["Ben Bitdiddle", "Ada Lovelace"], complete=True)]))
    work = Work.objects.get()
    slots = [(slot.position, slot.printed_name) for slot in work.authorships.order_by("position")]
    assert slots == [(1, "Ben Bitdiddle"), (2, "Ada Lovelace")]
    assert (work.byline_complete, work.byline_length) == (True, 2)


def test_two_namesakes_with_pages_of_their_own_stay_two_people() -> None:
    import_bytes(feed_page("Wei Zhang", [feed_work(LONG, ["Wei Zhang"])]))
    import_bytes(feed_page("Wei Zhang", [feed_work(OTHER, ["Wei Zhang"])]))
    assert SourceProfile.objects.count() == Author.objects.count() == 2


def test_a_later_capture_of_the_same_page_is_the_same_profile() -> None:
    first, second = feed_work(LONG, ["Wei Zhang"]), feed_work(OTHER, ["Wei Zhang"])
    import_bytes(feed_page("Wei Zhang", [first], h_index=3))
    import_bytes(feed_page("Wei Zhang", [second, first], h_index=4), captured_on=DAY + dt.timedelta(days=30))
    profile = SourceProfile.objects.get()
    assert profile.author.works_count == 2
    assert [n.value for n in ReportedNumber.objects.filter(kind="h_index").order_by("as_of")] == [3, 4]
    shown = [n for n in Author.objects.get(pk=profile.author_id).side["reported"] if n["kind"] == "h_index"]
    assert [(n["value"], n["as_of"]) for n in shown] == [("4.00", "2026-06-30")]


def test_an_older_capture_that_comes_late_does_not_overrule_a_newer_one() -> None:
    now = feed_work(LONG, ["Wei Zhang"], abstract="The newer abstract says it in other words, at some length too.")
    before = feed_work(LONG, ["Wei Zhang"], abstract="The older abstract, which said it in its own words, at length.")
    import_bytes(feed_page("Wei Zhang", [now]))
    import_bytes(feed_page("Wei Zhang", [before]), captured_on=DAY - dt.timedelta(days=400))
    assert "newer" in Work.objects.get().abstract_html


def test_a_page_that_drops_a_work_takes_nothing_away() -> None:
    import_bytes(feed_page("Wei Zhang", [feed_work(LONG, ["Wei Zhang"]), feed_work(OTHER, ["Wei Zhang"])]))
    import_bytes(feed_page("Wei Zhang", [feed_work(LONG, ["Wei Zhang"])]), captured_on=DAY + dt.timedelta(days=1))
    assert Work.objects.count() == 2
    assert owner("Wei Zhang").works_count == 2


def test_an_owner_who_stood_in_two_bylines_absorbs_both_records_and_their_followers() -> None:
    works = two_bens()
    bens = list(Author.objects.filter(name="Ben Bitdiddle"))
    assert len(bens) == 2
    cleo = make_user("Cleo")
    Follow.objects.bulk_create([Follow(user=cleo, author=ben) for ben in bens])
    import_bytes(feed_page("Ben Bitdiddle", works))
    ben = owner("Ben Bitdiddle")
    assert ben.works_count == 2
    gone = Author.objects.exclude(merged_into=None).get()
    assert gone.merged_into == ben
    assert "under the same name" in gone.merge_reason
    assert list(Follow.objects.values_list("author", flat=True)) == [ben.pk]
    assert ben.followers_count == 1


def test_two_pages_of_one_source_are_never_merged_by_a_third() -> None:
    import_bytes(feed_page("Wei Zhang", [feed_work(LONG, ["Wei Zhang"])]))
    import_bytes(feed_page("Wei Zhang", [feed_work(OTHER, ["Wei Zhang"])]))
    import_bytes(list_page("Wei Zhang", [LONG, OTHER]))
    pages = SourceProfile.objects.filter(source__slug="scholar-feed")
    assert len(set(pages.values_list("author", flat=True))) == 2


def test_two_slots_of_one_work_with_one_name_are_two_people() -> None:
    byline = ["Wei Zhang", "Ada Lovelace", "Wei Zhang"]
    import_bytes(feed_page("Ada Lovelace", [feed_work(LONG, byline, complete=True)]))
    import_bytes(feed_page("Ada Lovelace", [feed_work(LONG, byline, complete=True)]), captured_on=DAY + dt.timedelta(1))
    slots = Authorship.objects.filter(printed_name="Wei Zhang").order_by("position")
    assert [slot.position for slot in slots] == [1, 3]
    assert slots[0].author_id != slots[1].author_id


def test_equal_titles_with_nobody_in_common_and_other_abstracts_are_two_works() -> None:
    engines = "On engines that weave algebraic patterns as looms weave flowers and leaves, and on their limits."
    tunnels = "On the ventilation of tunnels in mountainous regions during the cold months, with measurements."
    one, two = feed_work(LONG, ["Ada Lovelace"], abstract=engines), feed_work(LONG, ["Wei Zhang"], abstract=tunnels)
    import_bytes(feed_page("Ada Lovelace", [one]), feed_page("Wei Zhang", [two]))
    assert Work.objects.filter(squash=Work.objects.first().squash).count() == 2  # type: ignore[union-attr]


def test_a_work_keeps_the_best_byline_and_everyone_finds_their_place_in_it() -> None:
    import_bytes(feed_page("Cy Byte", [feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"])]))
    whole = ["Ada Lovelace", "Ben Bitdiddle", "Dee Dee", "Cy Byte"]
    import_bytes(feed_page("Dee Dee", [feed_work(LONG, whole, complete=True)]))
    slots = Authorship.objects.order_by("position").values_list("position", "author__name")
    assert list(slots) == list(enumerate(whole, start=1))


def test_a_source_can_be_named_by_who_imports() -> None:
    import_bytes(list_page("Ada Lovelace", [LONG]), source="Faculty pages")
    assert str(SourceProfile.objects.get().source) == "Faculty pages"


def test_one_institution_in_two_spellings_is_one() -> None:
    works = [feed_work(LONG, ["Ada Lovelace"]).replace("et al.", "et al. · MIT")]
    works += [feed_work(OTHER, ["Ada Lovelace"]).replace("et al.", "et al. · mit")]
    assert only_page(import_bytes(feed_page("Ada Lovelace", works))).state == "imported"
    assert Institution.objects.get().works.count() == 2


def test_a_category_that_a_source_corrects_is_corrected() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace"], category="LG")]))
    later = feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace"], category="CL")])
    import_bytes(later, captured_on=DAY + dt.timedelta(days=1))
    assert [topic.code for topic in Work.objects.get().topics.all()] == ["CL"]


def test_the_number_of_queries_does_not_grow_with_the_works_of_a_page() -> None:
    def page(count: int, person: str) -> bytes:
        titles = (f"{person} Writes Long Title Number {n} for This Page" for n in range(count))
        return feed_page(person, [feed_work(title, [person, f"Co {n % 7} Author"]) for n, title in enumerate(titles)])

    def queries(raw: bytes) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert only_page(import_bytes(raw)).state == "imported"
        return len(captured)

    import_bytes(page(2, "Warm Up"))
    few, many = queries(page(3, "Ada Lovelace")), queries(page(60, "Ben Bitdiddle"))
    assert many == few


def test_trust_of_the_first_page_alone_is_17_with_its_history() -> None:
    import_seeds("000")
    jiacheng = owner("Jiacheng Sun")
    assert (jiacheng.trust_score, jiacheng.level) == (17, 1)
    assert (jiacheng.works_count, jiacheng.topics_count, jiacheng.followers_count) == (4, 2, 0)
    line = TrustScore.objects.get(author=jiacheng)
    assert (line.score, line.version, line.reason) == (17, "trust-v1", "import of a page captured on 31 May 2026")


def test_trust_moves_only_with_a_reason() -> None:
    import_seeds("000", "003", "003")
    history = TrustScore.objects.filter(author=owner("Jiacheng Sun")).order_by("id")
    assert [(line.score, line.change, line.reason) for line in history] == [
        (17, 17, "import of a page captured on 31 May 2026"),
        (23, 6, "import of a page captured on 31 May 2026"),
    ]

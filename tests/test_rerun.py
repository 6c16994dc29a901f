"""Reading captured pages anew: what the parser reads differently by now is mended, and nothing else changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.ledger_world import curator, nothing_differs_from_the_ledger
from tests.make import DAY, feed_page, feed_work, import_bytes, import_seeds, make_user, only_page, owner, run
from tests.test_roll_back import everything
from works import intake
from works.imports import registry
from works.imports.records import PageRecords, ParsedPage, Problem
from works.ledger import rollback, splits
from works.ledger.decisions import Conflict
from works.models import Authorship, Decision, ImportBatch, ImportPage, Listing, ReportedNumber, SourceProfile, Work

pytestmark = pytest.mark.django_db

WRONG = feed_work("A Tilte With a Slip in It", ["Ada Lovelace", "Ben Bitdiddle"])
OTHER = feed_work("Another Title That Has Six Words", ["Ada Lovelace", "Cy Byte"])
PAGE = feed_page("Ada Lovelace", [WRONG, OTHER])


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 0


def rerun(what: ImportPage | ImportBatch) -> ImportBatch:
    return run(intake.rerun(what, make_user(f"Dora{ImportBatch.objects.count()}")))


def parser_reads(monkeypatch: pytest.MonkeyPatch, change: Callable[[PageRecords], PageRecords]) -> None:
    """From now on the parser reads pages with this change."""
    before = registry.parse

    def parse(raw: bytes, captured_on: dt.date) -> ParsedPage:
        page = before(raw, captured_on)
        return replace(page, records=change(page.records)) if page.records else page

    monkeypatch.setattr(registry, "parse", parse)


def test_with_the_same_parser_nothing_changes() -> None:
    batch = import_seeds()
    before, lines = everything(), Decision.objects.count()
    again = rerun(batch)
    assert again.label == f"Re-run of batch {batch.pk}"
    assert {page.state for page in again.pages.all()} == {"imported"}
    assert sum(page.result["works_unchanged"] for page in again.pages.all()) == 56
    assert everything() == before
    assert Decision.objects.count() == lines
    assert Listing.objects.count() == 56
    assert ReportedNumber.objects.filter(page__batch=batch).count() == 0
    assert nothing_differs_from_the_ledger()


def test_a_title_that_is_read_better_keeps_its_work_and_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_bytes(PAGE)
    work = Work.objects.get(title__startswith="A Tilte")
    people = set(work.authors.values_list("public_id", flat=True))

    def mend(records: PageRecords) -> PageRecords:
        return replace(records, works=tuple(replace(w, title=w.title.replace("Tilte", "Title")) for w in records.works))

    parser_reads(monkeypatch, mend)
    again = rerun(batch)
    done = {what: count for what, count in only_page(again).result.items() if count}
    assert done == {"works_changed": 1, "works_unchanged": 1}
    work.refresh_from_db()
    assert work.title == "A Title With a Slip in It"
    assert set(work.authors.values_list("public_id", flat=True)) == people
    assert Work.objects.count() == 2
    assert nothing_differs_from_the_ledger()


def test_a_title_that_is_read_wholly_otherwise_keeps_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_bytes(PAGE)
    ids = set(Work.objects.values_list("public_id", flat=True))

    def mend(records: PageRecords) -> PageRecords:
        first, second = records.works
        return replace(records, works=(replace(first, title="Bees in Winter and How They Live", abstract=""), second))

    parser_reads(monkeypatch, mend)
    rerun(batch)
    assert set(Work.objects.standing().values_list("public_id", flat=True)) == ids
    assert Work.objects.filter(title="Bees in Winter and How They Live").exists()


def test_what_the_parser_does_not_read_any_more_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_bytes(PAGE)
    page = only_page(batch)

    def drop(records: PageRecords) -> PageRecords:
        numbers = tuple(number for number in records.numbers if number.kind != "h_index")
        return replace(records, works=records.works[1:], numbers=numbers)

    assert ReportedNumber.objects.filter(kind="h_index").exists()
    parser_reads(monkeypatch, drop)
    rerun(page)
    assert list(Work.objects.standing().values_list("title", flat=True)) == ["Another Title That Has Six Words"]
    ada = owner("Ada Lovelace")
    assert (ada.works_count, [n["kind"] for n in ada.side["reported"] if n["kind"] == "h_index"]) == (1, [])
    assert nothing_differs_from_the_ledger()


def test_what_the_page_says_of_its_person_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_seeds("000")
    parser_reads(monkeypatch, lambda records: replace(records, person=replace(records.person, role="Postdoc")))
    rerun(batch)
    assert (owner("Jiacheng Sun").role, SourceProfile.objects.get().role) == ("Postdoc", "Postdoc")


def test_splits_are_still_in_force_after_a_re_run() -> None:
    batch = import_seeds("003")
    jiacheng = owner("Jiacheng Sun")
    slots = list(Authorship.objects.filter(author=jiacheng).order_by("-id").values_list("id", flat=True)[:3])
    splits.split(jiacheng, slots, curator(), "Somebody else.")
    before = everything()
    rerun(batch)
    assert everything() == before


def test_a_page_that_failed_is_imported_once_the_parser_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as old:
        broken = ParsedPage(None, (Problem("cut", 3, "The page is cut."),), "scholar_feed_author")
        old.setattr(registry, "parse", lambda raw, captured_on: broken)
        batch = import_bytes(PAGE)
    assert only_page(batch).state == "failed"
    page = only_page(rerun(batch))
    assert (page.state, bytes(page.raw), Work.objects.count()) == ("imported", PAGE, 2)
    assert only_page(batch).same_as == page


def test_a_page_that_the_parser_reads_no_more_keeps_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_bytes(PAGE)
    before = everything()
    broken = ParsedPage(None, (Problem("cut", 3, "The page is cut."),), "scholar_feed_author")
    monkeypatch.setattr(registry, "parse", lambda raw, captured_on: broken)
    page = only_page(rerun(batch))
    assert (page.state, page.same_as) == ("failed", only_page(batch))
    assert everything() == before


def test_a_fault_of_ours_while_reading_anew_keeps_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_bytes(PAGE)
    before = everything()
    monkeypatch.setattr("works.imports.pipeline._settle", lambda store: 1 / 0)
    page = only_page(rerun(batch))
    assert (page.state, page.problems[0]["code"], page.same_as) == ("failed", "crashed", only_page(batch))
    assert everything() == before


def test_a_batch_that_was_rolled_back_comes_back_by_a_re_run() -> None:
    batch = import_seeds("002")
    before = everything()
    rollback.roll_back(batch, curator())
    again = rerun(batch)
    assert everything() == before
    assert bytes(only_page(again).raw)
    rollback.roll_back(again, curator())
    assert not Work.objects.standing().exists()


def test_after_a_re_run_both_batches_assert_the_same() -> None:
    batch = import_bytes(PAGE)
    before = everything()
    again = rerun(batch)
    rollback.roll_back(again, curator())
    assert everything() == before
    assert only_page(batch).state == "imported"
    assert bytes(only_page(batch).raw) == PAGE
    rollback.roll_back(batch, curator())
    assert not Work.objects.standing().exists()


def test_the_same_bytes_are_read_once_and_pages_that_wait_or_were_not_kept_are_left_out() -> None:
    batch = import_bytes(PAGE, PAGE)
    assert rerun(batch).pages.count() == 1
    huge = intake.submit([intake.Upload("huge.txt", b"", 6_000_000, DAY)])
    with pytest.raises(Conflict, match="nothing to read anew"):
        intake.rerun(huge)
    waiting = intake.submit([intake.Upload.of("a.txt", PAGE, DAY)])
    with pytest.raises(Conflict, match="nothing to read anew"):
        intake.rerun(waiting)

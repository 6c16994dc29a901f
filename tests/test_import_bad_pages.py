"""Bad input: each page fails with its reason, nothing of it stays, and the rest of the batch goes on."""

from __future__ import annotations

import pytest

from profiles.models import Author
from tests.make import DAY, SEEDS, feed_page, feed_work, import_bytes, only_page
from works.imports import pipeline
from works.imports.store import Store
from works.models import ImportPage, Listing, SourceProfile, Work

pytestmark = pytest.mark.django_db

LONG = "A Long Title About Careful Imports"


BAD = {
    "an empty file": (b"", "empty"),
    "a binary": (bytes(range(256)) * 20, "binary"),
    "HTML": (b"<!doctype html><html><body>39 papers</body></html>", "html"),
    "an unknown kind": (b"Dear Sir or Madam,\nwe are pleased to inform you.\n", "unknown_kind"),
    "a byte that is no UTF-8": (b"Ada\n\nLG\nh-index\xff1\n", "not_utf8"),
    "a NUL byte": (b"Ada\0Lovelace\n", "binary"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_page_that_cannot_be_read_fails_with_its_reason(what: str) -> None:
    raw, code = BAD[what]
    page = only_page(import_bytes(raw))
    assert page.state == "failed"
    assert [problem["code"] for problem in page.problems] == [code]
    assert page.problems[0]["message"]
    assert bytes(page.raw) == raw
    assert not Author.objects.exists()


def test_a_page_cut_in_the_middle_of_a_work_fails_and_leaves_nothing_behind() -> None:
    raw = (SEEDS / "003_cf64588d84fa0b84.txt").read_bytes()
    page = only_page(import_bytes(raw[: len(raw) // 2]))
    assert page.state == "failed"
    assert not Work.objects.exists()
    assert not Author.objects.exists()


def test_a_count_that_disagrees_with_the_list_is_named() -> None:
    raw = (SEEDS / "003_cf64588d84fa0b84.txt").read_bytes()
    cut = raw[: raw.rindex(b"CVSep 13, 2019")].rstrip()
    page = only_page(import_bytes(cut))
    messages = " ".join(problem["message"] for problem in page.problems)
    assert page.state == "failed"
    assert "39" in messages
    assert "38" in messages


def test_a_60_mb_file_is_refused_with_its_size_and_not_kept() -> None:
    page = only_page(import_bytes(b"x" * 60_000_000))
    assert (page.state, page.size, bytes(page.raw)) == ("failed", 60_000_000, b"")
    assert "60,000,000" in page.problems[0]["message"]


def test_a_bad_page_does_not_hold_up_the_rest_of_its_batch() -> None:
    good = feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace"])])
    batch = import_bytes(b"", good, b"\0")
    assert [page.state for page in batch.pages.all()] == ["failed", "imported", "failed"]
    assert Work.objects.count() == 1


def test_the_same_page_twice_in_a_batch_is_imported_once() -> None:
    good = feed_page("Ada Lovelace", [feed_work(LONG, ["Ada Lovelace"])])
    batch = import_bytes(good, good)
    assert [page.state for page in batch.pages.all()] == ["imported", "unchanged"]
    assert Listing.objects.count() == 1


def test_marks_that_turn_the_writing_direction_are_not_part_of_a_name() -> None:
    import_bytes(feed_page("\u202eAda\u200f Lovelace\u2069", [feed_work(LONG, ["Ben \u202eBitdiddle"])]))
    assert {author.name for author in Author.objects.all()} == {"Ada Lovelace", "Ben Bitdiddle"}


def test_a_name_too_long_for_a_person_is_a_problem_and_not_a_crash() -> None:
    page = only_page(import_bytes(feed_page("A" * 5_000, [feed_work(LONG, ["Ben Bitdiddle"])])))
    assert (page.state, page.problems[-1]["code"]) == ("failed", "name_too_long")


def test_script_in_a_page_is_text_on_ours() -> None:
    evil = "<script>alert(1)</script> Ada"
    title = "A Title with <img src=x onerror=alert(1)> and <script>alert(2)</script> inside"
    import_bytes(feed_page("Ada Lovelace", [feed_work(title, [evil, "Ada Lovelace"])]))
    work = Work.objects.get()
    assert "<script" not in work.card
    assert "<img" not in work.card


def test_a_page_the_worker_keeps_dying_on_is_given_up_with_a_sentence() -> None:
    batch = import_bytes()
    page = ImportPage.objects.create(
        batch=batch, filename="heavy.txt", raw=b"x", sha256="0" * 64, size=1, captured_on=DAY, attempts=5
    )
    pipeline.import_page(page.pk)
    page.refresh_from_db()
    assert (page.state, page.problems[0]["code"]) == ("failed", "gave_up")


ADA = [feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"], complete=True)]
ODD = {
    "a co-author whose name is long in Latin letters": feed_page(
        "Ada Lovelace", [feed_work(LONG, ["Ada Lovelace", "\u9f98" * 250])]
    ),
    "an institution of 400 letters": feed_page(
        "Ada Lovelace", [ADA[0].replace("Bitdiddle", "Bitdiddle · " + "x" * 400)]
    ),
    "a heat of millions": feed_page("Ada Lovelace", ["12345678.0" + ADA[0]]),
    "citations of fifteen digits": feed_page("Ada Lovelace", ADA, citations="123456789012345"),
}


@pytest.mark.parametrize("what", ODD)
def test_a_value_beyond_what_can_be_kept_is_left_out_and_named(what: str) -> None:
    page = only_page(import_bytes(ODD[what]))
    assert page.state == "imported", page.problems
    assert page.problems
    assert not any(problem["fatal"] for problem in page.problems)
    assert Work.objects.get().authorships.filter(author__name="Ada Lovelace").exists()


def test_a_person_whose_name_no_record_can_hold_is_refused() -> None:
    page = only_page(import_bytes(feed_page("\u9f98" * 250, ADA)))
    assert (page.state, page.problems[-1]["code"]) == ("failed", "not_a_name")


def test_a_fault_of_ours_fails_the_page_with_a_sentence_and_not_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Store.write

    def write(store: Store) -> SourceProfile:
        if store.page.filename == "page1.txt":
            Author.objects.bulk_create([Author.named("x" * 400)])
        return whole(store)

    monkeypatch.setattr(Store, "write", write)
    batch = import_bytes(feed_page("Ada Lovelace", ADA), feed_page("Ben Bitdiddle", ADA))
    assert [page.state for page in batch.pages.all()] == ["failed", "imported"]
    problem = batch.pages.all()[0].problems[-1]
    assert (problem["code"], "DataError" in problem["message"]) == ("crashed", True)
    assert SourceProfile.objects.get().name == "Ben Bitdiddle"

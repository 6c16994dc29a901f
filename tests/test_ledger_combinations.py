"""Verbs of the ledger on top of each other: joined works, parts, roll-backs, redone undoings, and what they ask."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from profiles.models import Author
from tests.ledger_world import curator, nothing_differs_from_the_ledger
from tests.make import DAY, feed_page, feed_work, import_bytes, owner, two_bens
from works.ledger import answers, apart, locks, merges, questions, rebuild, rollback, same_works, splits, undo
from works.ledger.decisions import Conflict
from works.models import Authorship, Decision, ImportBatch, ImportPage, Question, Work

pytestmark = pytest.mark.django_db

LOOMS, TUNNELS = "Looms That Weave Algebraic Patterns Into Silk", "Ventilation of Alpine Tunnels During Cold Months"
RIVERS = "Sediment in Slow Rivers of the Northern Plain"


def works_of_ada(*bylines: tuple[str, ...]) -> list[Work]:
    """Works on Ada's page with these bylines, in their order."""
    titles = (LOOMS, TUNNELS, RIVERS)
    page = [feed_work(title, byline, complete=True) for title, byline in zip(titles, bylines, strict=False)]
    import_bytes(feed_page("Ada Lovelace", page))
    return list(Work.objects.order_by("id"))


def bens() -> tuple[Author, Author]:
    one, other = Author.objects.filter(name="Ben Bitdiddle").order_by("id")
    return one, other


def bens_merged_by_a_page() -> tuple[bytes, ImportBatch]:
    raw = feed_page("Ben Bitdiddle", two_bens())
    batch = import_bytes(raw, source="Third")
    assert Author.objects.filter(name="Ben Bitdiddle").exclude(merged_into=None).count() == 1
    return raw, batch


def differences() -> list[str]:
    return [found.text for _, _, chunk in rebuild.rebuild(rebuild.PARTS, mend=False) for found in chunk]


def test_a_page_that_joins_two_records_may_bring_evidence_for_it_too() -> None:
    more = [
        feed_work(f"{word} {TUNNELS}", ["Ben Bitdiddle", "Ada Lovelace", "Cy Byte"], category="PH")
        for word in ("Old", "New", "Red")
    ]
    import_bytes(feed_page("Ben Bitdiddle", [*two_bens(), *more]), source="Third")
    assert [page.state for page in ImportPage.objects.all()] == ["imported"] * 3
    assert owner("Ben Bitdiddle").works_count == 5
    assert nothing_differs_from_the_ledger()


def test_two_works_of_one_page_that_a_curator_joined_stay_joined() -> None:
    apples = "Apples are round and grow on trees in temperate climates; this text says so at sufficient length. "
    oranges = "Oranges are round as well, yet they want it warm, which this text explains at sufficient length. "
    page = [
        feed_work(LOOMS, ["Ada Lovelace", "Ben Bitdiddle"], abstract=apples, date="May 7, 2014"),
        feed_work(TUNNELS, ["Ada Lovelace", "Ben Bitdiddle"], abstract=oranges, date="May 7, 2024"),
    ]
    import_bytes(feed_page("Ada Lovelace", page))
    one, other = Work.objects.order_by("id")
    join = same_works.join(other, one, curator(), "One work.")
    for days in (1, 2):
        import_bytes(feed_page("Ada Lovelace", page), captured_on=DAY + dt.timedelta(days=days))
    assert Work.objects.standing().get() == one
    assert owner("Ada Lovelace").works_count == 1
    undo.undo(join, curator())
    assert owner("Ada Lovelace").works_count == 2
    assert nothing_differs_from_the_ledger()


def test_who_was_told_apart_after_a_roll_back_stays_apart_when_the_page_returns() -> None:
    raw, batch = bens_merged_by_a_page()
    rollback.roll_back(batch, curator())
    apart.keep_apart(*bens(), curator(), "Two people.")
    import_bytes(raw, source="Third")
    assert Author.objects.standing().filter(name="Ben Bitdiddle", works_count__gt=0).count() == 2


def test_a_roll_back_tells_nobody_apart() -> None:
    raw, batch = bens_merged_by_a_page()
    rollback.roll_back(batch, curator())
    import_bytes(raw, source="Third", captured_on=DAY + dt.timedelta(days=1))
    assert Author.objects.standing().filter(name="Ben Bitdiddle").count() == 1


def test_joining_works_joins_no_namesakes_of_one_byline() -> None:
    one, other = works_of_ada(("Ada Lovelace", "Wei Wang", "Wei Wang"), ("Ada Lovelace", "Wei Wang"))
    before = Author.objects.standing().filter(name="Wei Wang").count()
    same_works.join(other, one, curator(), "One work.")
    assert Author.objects.standing().filter(name="Wei Wang").count() == before
    assert nothing_differs_from_the_ledger()


def test_a_chain_of_joined_works_comes_apart_from_the_inside() -> None:
    first, second, third = works_of_ada(*[("Ada Lovelace", "Bob Builder")] * 3)
    inner = same_works.join(first, second, curator(), "One work.")
    second.refresh_from_db()
    same_works.join(second, third, curator(), "One work.")
    undo.undo(inner, curator())
    assert nothing_differs_from_the_ledger()
    assert Author.objects.get(name="Bob Builder").works_count == 2
    assert LOOMS not in Work.objects.get(pk=third.pk).card


@pytest.mark.parametrize("inside_first", [True, False])
def test_a_part_that_was_undone_by_itself_is_not_done_again_with_the_whole(inside_first: bool) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(LOOMS, ["Ada Lovelace", "Wei Wang"], complete=True)]))
    import_bytes(feed_page("Cy Byte", [feed_work(TUNNELS, ["Cy Byte", "Wei Wang"], category="PH", complete=True)]))
    one, other = Work.objects.order_by("id")
    join = same_works.join(other, one, curator(), "One work.")
    part = Decision.objects.get(part_of=join)
    line = undo.undo(part, curator())
    if inside_first:
        undo.undo(undo.undo(join, curator()), curator())
    else:
        undo.undo(join, curator())
        with pytest.raises(Conflict, match="What this followed from is undone"):
            undo.undo(line, curator())
    assert Author.objects.standing().filter(name="Wei Wang").count() == 2
    assert differences() == []


def test_a_question_comes_back_however_often_its_answer_is_undone() -> None:
    two_bens()
    one, other = bens()
    questions.ask([questions.about_people(one, other, 3.0, [])])
    merge = merges.merge(other, one, curator(), "One person.")
    line = undo.undo(merge, curator())
    undo.undo(line, curator())
    assert Question.objects.get().state == "moot"
    undo.undo(merge, curator())
    assert Question.objects.get().state == "open"


def test_different_works_are_different_whatever_they_are_joined_to() -> None:
    first, second, third = works_of_ada(*[("Ada Lovelace",)] * 3)
    pairs = ((first, second), (third, second))
    questions.ask([questions.about_works(one.pk, other.pk, LOOMS, 3.0, []) for one, other in pairs])
    same_works.join(third, first, curator(), "One work.")
    question = Question.objects.get(work=first, other_work=second)
    answers.different(question, curator().user)  # type: ignore[arg-type]
    assert not Question.objects.open().exists()


def test_what_belongs_to_a_record_belongs_to_whom_it_is_merged_into() -> None:
    two_bens()
    one, other = bens()
    slots = list(Authorship.objects.filter(author=one).values_list("id", flat=True))
    questions.ask([questions.about_list(one, slots, 3.0, [], Question.Kind.MISFIT)])
    merges.merge(one, other, curator(), "One person.")
    assert Authorship.objects.filter(is_doubted=True).count() == 1
    answers.same(Question.objects.get(), curator().user)  # type: ignore[arg-type]
    assert not Authorship.objects.filter(is_doubted=True).exists()


def test_what_an_undoing_brought_with_it_is_not_undone_by_itself() -> None:
    first, second, *_ = works_of_ada(*[("Ada Lovelace", "Bob Builder")] * 3)
    ada = owner("Ada Lovelace")
    slots = list(Authorship.objects.filter(author=ada, work__in=(first, second)).values_list("id", flat=True))
    undo.undo(splits.split(ada, slots, curator(), "Another person’s."), curator())
    closing = Decision.objects.get(kind="merge")
    assert not undo.can_be_undone(closing)
    with pytest.raises(Conflict, match="followed from undoing another line"):
        undo.undo(closing, curator())


def test_browsers_ask_again_where_an_address_led_elsewhere(client: Client) -> None:
    two_bens()
    one, other = bens()
    merge = merges.merge(other, one, curator(), "One person.")
    moved = client.get(other.get_absolute_url())
    assert (moved.status_code, moved["Cache-Control"]) == (301, "no-cache")
    undo.undo(merge, curator())
    edit = locks.edit(other, "name", "Benjamin Bitdiddle", curator())
    renamed = client.get(other.get_absolute_url())
    assert (renamed.status_code, renamed["Cache-Control"]) == (301, "no-cache")
    undo.undo(edit, curator())
    rollback.roll_back(ImportBatch.objects.get(), curator())
    gone = client.get(one.get_absolute_url())
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")

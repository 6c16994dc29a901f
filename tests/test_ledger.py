"""Merging, splitting and undoing: who has which slot, before and after, and who is told that they came too late."""

from __future__ import annotations

import pytest
from django.test import Client

from profiles import follows
from profiles.models import Author, Follow
from tests.ledger_world import capture, curator, make_world, nothing_differs_from_the_ledger, slots_on, weis, who_is_who
from tests.make import make_user
from works.ledger import apart, decisions, merges, questions, splits, undo
from works.ledger.decisions import By, Conflict
from works.models import Authorship, Decision, Question

pytestmark = pytest.mark.django_db


def test_a_merge_moves_works_pages_and_followers_and_its_undo_gives_them_back() -> None:
    make_world()
    before = who_is_who()
    one, other = weis()
    cleo, dora = make_user("Cleo"), make_user("Dora")
    for reader, followed in ((cleo, one), (cleo, other), (dora, other)):
        follows.start(reader, followed)
    merge = merges.merge(other, one, curator(), "The same desk in the same house.")
    one.refresh_from_db()
    assert (one.works_count, one.followers_count, one.source_profiles.count()) == (4, 2, 2)
    assert merge.actor == curator().user
    assert nothing_differs_from_the_ledger()
    undo.undo(merge, curator())
    assert who_is_who() == before
    assert sorted(Follow.objects.values_list("user__name", "author")) == [
        ("Cleo", one.pk), ("Cleo", other.pk), ("Dora", other.pk),
    ]  # fmt: skip
    assert [Author.objects.get(pk=wei.pk).followers_count for wei in (one, other)] == [1, 2]


def test_a_merged_address_leads_to_the_survivor_and_back_after_the_undo(client: Client) -> None:
    make_world()
    one, other = weis()
    merge = merges.merge(other, one, curator(), "One person.")
    assert client.get(other.get_absolute_url()).headers["Location"] == one.get_absolute_url()
    undo.undo(merge, curator())
    assert client.get(other.get_absolute_url()).status_code == 200


def test_a_chain_of_merges_leads_straight_to_the_last_and_comes_apart_in_any_order() -> None:
    make_world()
    before = who_is_who()
    one, other = weis()
    ada = Author.objects.get(name="Ada Lovelace")
    first = merges.merge(ada, other, curator(), "Ada is the pen name of one.")
    second = merges.merge(other, one, curator(), "And they are one.")
    ada.refresh_from_db()
    assert ada.merged_into == one
    undo.undo(first, curator())
    ada = Author.objects.get(pk=ada.pk)
    assert ada.merged_into is None
    assert ada.works_count == 1
    undo.undo(second, curator())
    assert who_is_who() == before


def test_of_two_slots_of_one_person_on_a_work_one_stands_aside_until_the_undo() -> None:
    make_world()
    before = who_is_who()
    wei, ada = weis()[0], Author.objects.get(name="Ada Lovelace")
    merge = merges.merge(ada, wei, curator(), "A pen name.")
    assert Authorship.objects.filter(aside="double").count() == 1
    assert nothing_differs_from_the_ledger()
    undo.undo(merge, curator())
    assert who_is_who() == before


def test_what_a_page_brings_while_its_author_is_merged_goes_back_with_the_undo() -> None:
    make_world()
    one, other = weis()
    merge = merges.merge(other, one, curator(), "One person.")
    capture("other wei", days=1)
    undo.undo(merge, curator())
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.works_count, other.works_count) == (3, 1)


def test_a_split_gives_the_ticked_works_to_a_new_record_and_its_address_leads_back_after_the_undo(
    client: Client,
) -> None:
    make_world()
    before = who_is_who()
    wei = weis()[0]
    split = splits.split(wei, slots_on(wei, "Bees", "Tunnels"), curator(), "A biologist and an engineer.")
    new = split.other
    assert new is not None
    new.refresh_from_db()
    assert (new.name, new.works_count, Author.objects.get(pk=wei.pk).works_count) == ("Wei Zhang", 2, 1)
    undo.undo(split, curator())
    assert client.get(new.get_absolute_url()).headers["Location"] == wei.get_absolute_url()
    after = who_is_who()
    assert after.pop(("author", new.public_id)) == wei.public_id
    assert after == before


def test_a_split_survives_the_page_that_caused_it() -> None:
    make_world()
    wei = weis()[0]
    splits.split(wei, slots_on(wei, "Bees"), curator(), "Another person’s.")
    split = who_is_who()
    for days in range(3):
        capture("wei", days)
    assert who_is_who() == split
    assert nothing_differs_from_the_ledger()


def test_a_split_off_record_is_not_joined_again_by_the_page_of_another_source() -> None:
    make_world()
    wei, other = weis()
    new = splits.split(wei, slots_on(wei, "Bees"), curator(), "Another person’s.").other
    assert new is not None
    undone = merges.merge(other, wei, curator(), "One person.")
    undo.undo(undone, curator())
    for name in ("cy", "wei", "other wei", "ada"):
        capture(name, days=2)
    new.refresh_from_db()
    assert new.merged_into is None
    assert new.works_count == 1


def test_an_undone_split_can_be_done_again() -> None:
    make_world()
    wei = weis()[0]
    split = splits.split(wei, slots_on(wei, "Bees"), curator(), "Another person’s.")
    once = who_is_who()
    line = undo.undo(split, curator())
    undo.undo(line, curator())
    assert who_is_who() == once


def test_done_and_undone_many_times_the_last_word_counts() -> None:
    make_world()
    before = who_is_who()
    one, other = weis()
    line = merges.merge(other, one, curator(), "One person.")
    merged = who_is_who()
    for _ in range(2):
        line = undo.undo(line, curator())
        assert who_is_who() == before
        line = undo.undo(line, curator())
        assert who_is_who() == merged
    chain = Decision.objects.filter(id__gte=Decision.objects.get(kind="merge").pk).order_by("id")
    assert list(chain.values_list("in_force", flat=True)) == [True, False, True, False, True]


def test_nobody_undoes_twice_and_the_second_is_told_who_was_first() -> None:
    make_world()
    one, other = weis()
    merge = merges.merge(other, one, curator(), "One person.")
    undo.undo(merge, curator("Hedy"))
    with pytest.raises(Conflict, match="Hedy undid this already"):
        undo.undo(merge, curator())


def test_two_curators_who_decide_opposite_things_one_wins_the_other_is_told() -> None:
    make_world()
    one, other = weis()
    seen = decisions.newest()
    apart.keep_apart(one, other, curator("Hedy"), "Two people: one is 30 years older.", seen=seen)
    with pytest.raises(Conflict, match="Hedy decided about this meanwhile: two people: one is 30 years older"):
        merges.merge(other, one, curator(), "One person.", seen=seen)
    merges.merge(other, one, curator(), "One person after all.", seen=decisions.newest())
    with pytest.raises(Conflict, match="Grace merged them already"):
        apart.keep_apart(one, other, curator("Hedy"), "No, two.")


def test_the_machine_never_joins_whom_a_person_told_apart() -> None:
    make_world()
    one, other = weis()
    apart.keep_apart(one, other, curator(), "Two people.")
    with pytest.raises(Conflict, match="People found"):
        merges.merge(other, one, By(), "The same name on the same work.")
    undo.undo(Decision.objects.get(kind="apart"), curator())
    merge = merges.merge(other, one, By(), "The same name on the same work.")
    undo.undo(merge, curator())
    with pytest.raises(Conflict, match="People found"):
        merges.merge(other, one, By(), "Again.")


def test_impossible_merges_and_splits_say_why() -> None:
    make_world()
    one, other = weis()
    with pytest.raises(Conflict, match="with the same record"):
        merges.merge(one, one, curator(), "?")
    with pytest.raises(Conflict, match="Tick the works"):
        splits.split(one, [], curator(), "?")
    with pytest.raises(Conflict, match="1 of the works are not Wei Zhang's any more"):
        splits.split(one, slots_on(other, "Rivers"), curator(), "?")
    alone = Author.objects.get(name="Dee Dee")
    with pytest.raises(Conflict, match="leave nothing"):
        splits.split(alone, slots_on(alone, "Rivers"), curator(), "?")
    merges.merge(other, one, curator(), "One person.")
    with pytest.raises(Conflict, match="was merged into"):
        merges.merge(other, one, curator(), "Once more.")


def test_questions_end_with_the_decision_that_answers_them_and_come_back_with_its_undo() -> None:
    make_world()
    one, other = weis()
    Question.objects.all().delete()
    questions.ask([questions.about_people(one, other, 1.0, [])])
    merge = merges.merge(other, one, curator(), "One person.")
    assert Question.objects.get().state == "moot"
    undo.undo(merge, curator())
    assert Question.objects.get().state == "open"
    apart.keep_apart(one, other, curator(), "Two people.")
    assert Question.objects.get().state == "moot"

"""Two curators at once, each on a connection of their own."""

from __future__ import annotations

import pytest

from profiles.models import Author
from tests.ledger_world import curator, make_world, nothing_differs_from_the_ledger, slots_on, weis
from tests.races import at_once
from works.ledger import apart, decisions, merges, splits, undo
from works.models import Decision

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_a_merge_and_its_opposite_one_wins_and_the_other_is_told() -> None:
    make_world()
    one, other = weis()
    grace, hedy, seen = curator("Grace"), curator("Hedy"), decisions.newest()
    told = at_once(
        lambda: merges.merge(other, one, grace, "One person.", seen=seen),
        lambda: apart.keep_apart(one, other, hedy, "Two people.", seen=seen),
    )
    assert len(told) == 1
    assert "decided about this meanwhile" in told[0]
    merged = Author.objects.get(pk=other.pk).merged_into_id is not None
    assert merged is ("Hedy" not in told[0])
    assert Decision.objects.of_people().count() == 1


def test_of_two_who_merge_crosswise_one_wins() -> None:
    make_world()
    one, other = weis()
    grace, hedy = curator("Grace"), curator("Hedy")
    told = at_once(
        lambda: merges.merge(other, one, grace, "One person."), lambda: merges.merge(one, other, hedy, "One person.")
    )
    assert len(told) == 1
    assert "was merged into" in told[0]
    assert Author.objects.standing().filter(name="Wei Zhang").count() == 1
    assert nothing_differs_from_the_ledger()


def test_of_two_who_undo_one_wins_and_of_two_who_split_the_same_works_too() -> None:
    make_world()
    wei = weis()[0]
    grace, hedy, bees = curator("Grace"), curator("Hedy"), slots_on(wei, "Bees")
    told = at_once(
        lambda: splits.split(wei, bees, grace, "Another person’s."),
        lambda: splits.split(wei, bees, hedy, "Another person’s."),
    )
    assert len(told) == 1
    assert "not Wei Zhang's any more" in told[0]
    split = Decision.objects.get(kind="split")
    assert len(at_once(lambda: undo.undo(split, grace), lambda: undo.undo(split, hedy))) == 1
    assert nothing_differs_from_the_ledger()

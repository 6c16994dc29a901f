"""Whatever curators do in whatever order: undone, it is as it was; and the tables always show what the ledger says."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.models import Author
from tests.ledger_world import PAGES, capture, curator, make_world, nothing_differs_from_the_ledger, who_is_who
from works.ledger import merges, splits, undo
from works.ledger.decisions import Conflict
from works.models import Authorship, Decision

pytestmark = pytest.mark.django_db
QUICK = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("split"), st.integers(0, 9), st.integers(1, 7)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("import"), st.sampled_from(sorted(PAGES)), st.integers(0, 3)),
    ),
    min_size=1,
    max_size=5,
)


def act(step: tuple[str, Any, Any], do: tuple[str, ...] = ("merge", "split", "undo", "import")) -> None:
    """Takes one step, where it can be taken."""
    kind, first, second = step
    people = list(Author.objects.standing().filter(works_count__gt=0).order_by("id"))
    if kind not in do:
        return
    try:
        if kind == "import":
            capture(first, second)
        elif kind == "merge":
            merges.merge(people[first % len(people)], people[second % len(people)], curator(), "One person.")
        elif kind == "split":
            who = people[first % len(people)]
            slots = list(Authorship.objects.filter(author=who).order_by("id").values_list("id", flat=True))
            splits.split(who, [slot for n, slot in enumerate(slots) if second >> n & 1], curator(), "Two people.")
        else:
            lines = [line for line in Decision.objects.of_people().order_by("id") if undo.can_be_undone(line)]
            if lines:
                undo.undo(lines[first % len(lines)], curator())
    except Conflict:
        pass


def standing() -> dict[tuple[str, ...], str]:
    """Who is who, without records that a split made and its undo let go."""
    made = {f"{line.other.public_id}" for line in Decision.objects.filter(kind="split") if line.other}
    return {key: whose for key, whose in who_is_who().items() if not (key[0] == "author" and key[1] in made)}


def test_undone_in_any_order_it_is_as_it_was() -> None:
    make_world()
    before = standing()

    @QUICK
    @given(STEPS, st.randoms(use_true_random=False))
    def holds(steps: list[tuple[str, Any, Any]], random: Any) -> None:
        with transaction.atomic():
            for step in steps:
                act(step, ("merge", "split"))
            lines = list(Decision.objects.filter(kind__in=("merge", "split"), machine="", part_of=None))
            random.shuffle(lines)
            for line in lines:
                undo.undo(line, curator())
            assert standing() == before
            transaction.set_rollback(True)

    holds()


def test_the_tables_always_show_what_the_ledger_says() -> None:
    make_world()

    @QUICK
    @given(STEPS)
    def holds(steps: list[tuple[str, Any, Any]]) -> None:
        with transaction.atomic():
            for step in steps:
                act(step)
            assert nothing_differs_from_the_ledger()
            transaction.set_rollback(True)

    holds()


def test_importing_everything_twice_more_changes_nothing() -> None:
    make_world()

    @QUICK
    @given(STEPS, st.permutations(sorted(PAGES)))
    def holds(steps: list[tuple[str, Any, Any]], order: list[str]) -> None:
        with transaction.atomic():
            for step in steps:
                act(step, ("merge", "split", "undo"))
            before = who_is_who()
            for days in (0, 2):
                for name in order:
                    capture(name, days)
            assert who_is_who() == before
            transaction.set_rollback(True)

    holds()

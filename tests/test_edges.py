"""Who wrote with whom: whatever imports and curators do, the edges equal what the works say. Real PostgreSQL."""

from __future__ import annotations

import io
from contextlib import suppress
from itertools import combinations
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from graph import edges, generations
from graph.models import MILLIONTHS, CountedWork, Edge
from tests.graph_builders import make_author, make_work
from tests.ledger_world import capture, curator, make_world, weis
from tests.test_ledger_properties import QUICK, STEPS, act
from works.ledger import merges, rollback, undo
from works.ledger.decisions import Conflict
from works.models import Authorship, ImportBatch, Work

pytestmark = pytest.mark.django_db


type Edges = dict[tuple[int, int], tuple[int, int, int | None, int | None]]


def recounted(most: int = 50) -> Edges:
    """The edges that the authorships at hand make, counted the plain way: {pair: works, weight, first, last year}."""
    teams: dict[int, set[int]] = {}
    for work, author in Authorship.objects.exclude(author=None).values_list("work", "author"):
        teams.setdefault(work, set()).add(author)
    years = dict(Work.objects.values_list("id", "year"))
    found: dict[tuple[int, int], list[tuple[int, int | None]]] = {}
    for work, team in teams.items():
        for pair in combinations(sorted(team), 2) if len(team) <= most else ():
            found.setdefault(pair, []).append((round(MILLIONTHS / (len(team) - 1)), years[work]))
    return {pair: (len(works), sum(weight for weight, _ in works), *_span(works)) for pair, works in found.items()}


def _span(works: list[tuple[int, int | None]]) -> tuple[int | None, int | None]:
    known = [year for _, year in works if year]
    return min(known, default=None), max(known, default=None)


def kept() -> Edges:
    """The edges as they are kept."""
    rows = Edge.objects.values_list("a", "b", "shared", "weight", "first_year", "last_year")
    return {(a, b): (shared, weight, first, last) for a, b, shared, weight, first, last in rows}


def test_after_any_sequence_of_verbs_the_edges_equal_a_recount() -> None:
    make_world()
    assert kept() == recounted() != {}

    @QUICK
    @given(st.lists(st.one_of(STEPS, st.tuples(st.just("roll back"), st.integers(0, 9))), min_size=1, max_size=3))
    def holds(story: list[Any]) -> None:
        with transaction.atomic():
            for part in story:
                if isinstance(part, list):
                    for step in part:
                        act(step)
                else:
                    batches = list(ImportBatch.objects.order_by("id"))
                    with suppress(Conflict):
                        rollback.roll_back(batches[part[1] % len(batches)], curator())
                assert kept() == recounted()
            transaction.set_rollback(True)

    holds()


TEAMS = st.dictionaries(
    st.integers(1, 5),
    st.tuples(st.sets(st.integers(0, 5), max_size=6), st.one_of(st.none(), st.integers(2018, 2022))),
    max_size=5,
)


def test_teams_and_years_that_change_at_once_leave_what_a_recount_gives(settings: Any) -> None:
    settings.COAUTHOR_LIMIT = 4
    people = [make_author(f"Colleague {number}") for number in range(6)]
    works = {number: make_work(f"Work {number}", [], None) for number in range(1, 6)}

    @QUICK
    @given(st.lists(TEAMS, min_size=1, max_size=4))
    def holds(story: list[dict[int, tuple[set[int], int | None]]]) -> None:
        with transaction.atomic():
            for teams in story:
                touched = [works[number].pk for number in teams]
                Authorship.objects.filter(work__in=touched).delete()
                for number, (team, year) in teams.items():
                    Work.objects.filter(pk=works[number].pk).update(year=year)
                    Authorship.objects.bulk_create(
                        Authorship(work=works[number], base_work=works[number], author=people[p], printed_name="x")
                        for p in team
                    )
                edges.keep(touched)
                edges.keep(touched)
                assert kept() == recounted(most=4)
            transaction.set_rollback(True)

    holds()


def test_a_table_that_was_loaded_is_filled_in_bulk_and_later_works_are_added() -> None:
    ada, ben, cy = (make_author(name) for name in ("Ada", "Ben", "Cy"))
    old = [make_work("Engines", [ada, ben, cy], 2020).pk, make_work("Looms", [ada, ben], None).pk]
    counted_so_far()
    edges.fill()
    assert kept() == recounted()
    make_work("Bees", [ada, ben], 2018)
    make_work("Alone", [cy], 2018)
    counted_so_far(*old)
    edges.fill(after=old[-1])
    assert kept() == recounted()
    assert kept()[ada.pk, ben.pk] == (3, 2 * MILLIONTHS + MILLIONTHS // 2, 2018, 2020)


def counted_so_far(*works: int) -> None:
    """Leaves the tables as if only these works were counted."""
    Edge.objects.all().delete()
    CountedWork.objects.all().delete()
    edges.keep(works)


def test_check_edges_says_what_differs_and_mends_it() -> None:
    make_world()
    good = kept()
    check_edges("Every edge is as the works say.")
    one, other = Edge.objects.order_by("a", "b")[:2]
    Edge.objects.filter(pk=one.pk).update(shared=7, last_year=1999)
    Edge.objects.filter(pk=other.pk).delete()
    Edge.objects.create(a_id=other.b_id, b_id=other.b_id + 1000, shared=1, weight=5)
    CountedWork.objects.filter(work__year=2023).update(year=2001)
    with pytest.raises(SystemExit):
        check_edges(f"Authors {one.a_id} and {one.b_id} have 7 works of weight")
    assert kept() != good
    check_edges("differences were mended.", "--mend")
    assert kept() == good
    check_edges("Every edge is as the works say.")


def check_edges(says: str, *options: str) -> None:
    """Runs the command, which says this."""
    out = io.StringIO()
    try:
        call_command("check_edges", *options, stdout=out, stderr=io.StringIO())
    finally:
        assert says in out.getvalue()


def test_a_merge_gives_the_survivor_the_edges_and_its_undo_gives_them_back() -> None:
    make_world()
    one, other = weis()
    before = kept()
    line = merges.merge(other, one, curator(), "One person.")
    assert not Edge.objects.filter(Q(a=other) | Q(b=other)).exists()
    assert kept() == recounted() != before
    undo.undo(line, curator())
    assert kept() == before


def test_an_import_begins_a_new_generation_of_what_it_touches_only() -> None:
    make_world()
    bees, rivers = (Work.objects.get(title__contains=word) for word in ("Bees", "Rivers"))
    keys = [f"work:{bees.public_id}", "topic:bi", f"work:{rivers.public_id}", "topic:ge"]
    before = [generations.of(key) for key in keys]
    assert min(before) > 0
    capture("wei", days=9)
    grown = [generations.of(key) > number for key, number in zip(keys, before, strict=True)]
    assert grown == [True, True, False, False]
    assert generations.of("work:nobody") == 0

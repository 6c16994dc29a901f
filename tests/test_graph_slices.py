"""Slices: asked for once, built once, and never lost. Real threads and a real Valkey."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import redis
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from graph import drawing, slices
from graph.focus import of_author
from graph.models import Slice
from graph.parameters import Parameters
from profiles.models import Author
from tests.graph_builders import age, built, make_ada, make_author, make_work, outdate
from works.models import Work

READERS = 50


def queued(valkey: redis.Redis) -> int:
    """How many tasks wait for a worker."""
    return int(valkey.llen(settings.CELERY_TASK_DEFAULT_QUEUE))


@pytest.mark.django_db(transaction=True)
def test_the_first_reader_asks_and_the_next_ones_find_it_asked(valkey: redis.Redis) -> None:
    ada = make_ada()
    first = slices.ask(of_author(ada))
    assert (first.state, first.asks, first.generation) == ("building", 1, ada.version)
    assert slices.ask(of_author(ada)) == first
    assert queued(valkey) == 1


@pytest.mark.django_db(transaction=True)
def test_a_stampede_of_fifty_readers_asks_once(valkey: redis.Redis) -> None:
    ada = make_ada()
    start = Barrier(READERS)

    def read(_: int) -> int:
        try:
            connection.ensure_connection()
            start.wait()
            return slices.ask(of_author(ada)).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(READERS) as pool:
        found = set(pool.map(read, range(READERS)))
    assert len(found) == 1
    assert queued(valkey) == 1
    assert Slice.objects.get().asks == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_version_of_the_record_is_a_new_slice_and_the_old_one_stays(valkey: redis.Redis) -> None:
    ada = make_ada()
    old = built(ada)
    new = slices.ask(of_author(outdate(ada)))
    assert new.pk != old.pk
    assert new.state == "building"
    assert slices.latest(of_author(ada)) == old


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_does_not_answer_is_asked_again_after_15_seconds_and_at_most_five_times(
    valkey: redis.Redis,
) -> None:
    ada = make_ada()
    slice_ = slices.ask(of_author(ada))
    age(slice_, seconds=14)
    slices.ask(of_author(ada))
    assert queued(valkey) == 1
    for _ in range(8):
        age(slice_, seconds=16)
        slices.ask(of_author(ada))
    assert queued(valkey) == slices.MOST_ASKS == 5
    age(slice_, minutes=3)
    assert slices.ask(of_author(ada)).asks == 1
    assert queued(valkey) == 6


@pytest.mark.django_db(transaction=True)
def test_a_failed_slice_is_asked_for_anew_by_the_button_at_once_and_by_readers_after_a_rest(
    valkey: redis.Redis,
) -> None:
    ada = make_ada()
    slice_ = slices.ask(of_author(ada))
    slices.fail(slice_.pk, slices.BROKEN)
    assert slices.ask(of_author(ada)).problem == slices.BROKEN
    assert queued(valkey) == 1
    assert slices.retry(of_author(ada)).state == "building"
    assert slices.retry(of_author(ada)).state == "building"
    assert queued(valkey) == 2
    slices.fail(slice_.pk, slices.BROKEN)
    age(slice_, minutes=3)
    assert slices.ask(of_author(ada)).state == "building"
    assert queued(valkey) == 3


@pytest.mark.django_db
def test_a_built_slice_holds_the_picture_the_numbers_and_the_drawing() -> None:
    ada = make_ada()
    slice_ = built(ada)
    assert slice_.state == "ready"
    assert [node["name"] for node in slice_.payload["nodes"]] == ["Ada", "Ben", "Engines", "Logic", "Turin"]
    assert {name: slice_.payload[name] for name in ("shown", "total", "hidden")} == {
        "shown": 5,
        "total": 5,
        "hidden": 0,
    }
    assert set(slice_.payload["places"]) == {"wide", "tall"}
    assert slice_.svg.count("<svg") == 2
    assert slice_.built_at is not None


@pytest.mark.django_db
def test_a_slice_without_anything_near_is_empty() -> None:
    slice_ = built(make_author("Ada"))
    assert (slice_.state, slice_.svg) == ("empty", "")


@pytest.mark.django_db
def test_building_twice_comes_to_the_same_and_writes_once() -> None:
    ada = make_ada()
    once = built(ada)
    make_work("Notes", [ada])
    slices.build(once.pk)
    again = Slice.objects.get(pk=once.pk)
    assert (again.payload, again.svg, again.built_at) == (once.payload, once.svg, once.built_at)
    Slice.objects.filter(pk=once.pk).update(state="building")
    with_notes = built(ada)
    assert "Notes" in with_notes.svg


@pytest.mark.django_db
def test_building_a_slice_that_is_gone_does_nothing() -> None:
    slices.build(12345)
    assert not Slice.objects.exists()


@pytest.mark.django_db
def test_an_older_drawing_is_drawn_anew_from_what_is_stored_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    slice_ = built(make_ada())
    slice_.svg = "<svg>as an older version drew it</svg>"
    assert slices.svg(slice_) == slice_.svg
    monkeypatch.setattr(drawing, "VERSION", drawing.VERSION + 1)
    anew = slices.svg(slice_)
    assert anew.count('class="graph-node') == 10
    slice_.refresh_from_db()
    assert (slice_.svg, slice_.drawing) == (anew, drawing.VERSION)


@pytest.mark.django_db
def test_the_sweep_deletes_old_generations_after_a_day_and_never_the_newest_built_one() -> None:
    ada, ben = make_ada(), make_author("Ben")
    generations = [built(outdate(ada)) for _ in range(4)]
    building = slices.ask(of_author(outdate(ada)))
    never_built = slices.ask(of_author(ben))
    outdate(ben)
    for slice_ in (*generations, building, never_built):
        age(slice_, hours=25)
    young = slices.ask(of_author(outdate(ada)))
    outdate(ada)
    assert slices.sweep() == 5
    assert set(Slice.objects.all()) == {generations[-1], young}


@pytest.mark.django_db
def test_maps_are_swept_after_a_week_slices_that_nobody_asked_for_again_are_not() -> None:
    ada = make_ada()
    plain, wide = built(ada), built(ada, Parameters(depth=1))
    assert (plain.parameters, wide.parameters) == ("", "depth=1&map=1")
    age(built(ada, Parameters(expanded=("topic:logic",))), days=2)
    assert slices.sweep() == 1, "of maps with expanded nodes there are as many as addresses"
    for slice_ in (plain, wide):
        age(slice_, days=6)
    assert slices.sweep() == 0
    for slice_ in (plain, wide):
        age(slice_, days=8)
    assert slices.sweep() == 1
    assert Slice.objects.get() == plain


@pytest.mark.django_db
def test_filters_share_one_map_and_expanded_nodes_have_one_of_their_own() -> None:
    ada = make_ada()
    asked = [Parameters(), Parameters(most=80), Parameters(least=2), Parameters(first_year=2020, most=80)]
    asked += [Parameters(depth=3), Parameters(expanded=("topic:logic",))]
    assert [slices.ask(of_author(ada), parameters).parameters for parameters in asked] == [
        "", "most=80", "map=1", "map=1", "depth=3&map=1", "with=topic:logic&map=1",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_focus_that_is_hidden_meanwhile_gets_no_slice() -> None:
    ada = make_ada()
    slice_ = slices.ask(of_author(ada))
    type(ada).objects.filter(pk=ada.pk).update(hidden_at=timezone.now())
    slices.build(slice_.pk)
    assert not Slice.objects.exists()


@pytest.mark.django_db
def test_a_kept_slice_is_not_shown_that_names_a_work_or_a_merged_record_that_is_gone_by_now() -> None:
    ada = make_ada()
    built(ada)
    now = of_author(outdate(ada))
    assert slices.latest(now)
    Work.objects.update(is_listed=False)
    assert slices.latest(now) is None
    Work.objects.update(is_listed=True)
    home = make_author("Ben")
    Author.objects.filter(name="Ben").exclude(pk=home.pk).update(merged_into=home)
    assert slices.latest(now)
    for gone in ({"hidden_at": timezone.now()}, {"hidden_at": None, "name": "Noor"}):
        Author.objects.filter(pk=home.pk).update(**gone)
        assert slices.latest(now) is None

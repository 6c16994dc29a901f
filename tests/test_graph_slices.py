"""Slices: asked for once, built once, and never lost. Real threads, real Valkey, real processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection, connections

from graph import drawing, neighbourhood, slices, tasks
from graph.models import Slice
from profiles.models import Author
from tests.graph_builders import age, built, look, make_author, make_work, outdate
from tests.workers import environment, kill, wait_until, worker

READERS = 50


def queued(valkey: redis.Redis) -> int:
    """How many tasks wait for a worker."""
    return int(valkey.llen(settings.CELERY_TASK_DEFAULT_QUEUE))  # type: ignore[arg-type]


@contextmanager
def process(command: str, **changes: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the site that runs this Python, killed at the end of the block."""
    code = f"import django; django.setup(); {command}"
    env = environment() | {"DJANGO_SETTINGS_MODULE": "bzpeer.settings"} | changes
    running = subprocess.Popen([sys.executable, "-c", code], env=env, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        yield running
    finally:
        kill(running)


def make_ada() -> Author:
    """Ada, who wrote a work with Ben."""
    ada = make_author("Ada")
    make_work("Engines", [ada, make_author("Ben")], topics=["Logic"])
    return ada


@pytest.mark.django_db(transaction=True)
def test_the_first_reader_asks_and_the_next_ones_find_it_asked(valkey: redis.Redis) -> None:
    ada = make_ada()
    first = slices.ask(ada)
    assert (first.state, first.asks, first.generation) == ("building", 1, ada.version)
    assert slices.ask(ada) == first
    assert queued(valkey) == 1


@pytest.mark.django_db(transaction=True)
def test_a_stampede_of_fifty_readers_asks_once(valkey: redis.Redis) -> None:
    ada = make_ada()
    start = Barrier(READERS)

    def read(_: int) -> int:
        try:
            connection.ensure_connection()
            start.wait()
            return slices.ask(ada).pk
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
    new = slices.ask(outdate(ada))
    assert new.pk != old.pk
    assert new.state == "building"
    assert slices.latest(ada) == old


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_does_not_answer_is_asked_again_after_15_seconds_and_at_most_five_times(
    valkey: redis.Redis,
) -> None:
    ada = make_ada()
    slice_ = slices.ask(ada)
    age(slice_, seconds=14)
    slices.ask(ada)
    assert queued(valkey) == 1
    for _ in range(8):
        age(slice_, seconds=16)
        slices.ask(ada)
    assert queued(valkey) == slices.MOST_ASKS == 5
    age(slice_, minutes=3)
    assert slices.ask(ada).asks == 1
    assert queued(valkey) == 6


@pytest.mark.django_db(transaction=True)
def test_a_failed_slice_is_asked_for_anew_by_the_button_at_once_and_by_readers_after_a_rest(
    valkey: redis.Redis,
) -> None:
    ada = make_ada()
    slice_ = slices.ask(ada)
    slices.fail(slice_.pk, slices.BROKEN)
    assert slices.ask(ada).problem == slices.BROKEN
    assert queued(valkey) == 1
    assert slices.retry(ada).state == "building"
    assert slices.retry(ada).state == "building"
    assert queued(valkey) == 2
    slices.fail(slice_.pk, slices.BROKEN)
    age(slice_, minutes=3)
    assert slices.ask(ada).state == "building"
    assert queued(valkey) == 3


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_slice_says_so_and_nobody_waits_long() -> None:
    ada = make_ada()
    started = time.monotonic()
    command = (
        f"from profiles.models import Author; from graph import slices; slices.ask(Author.objects.get(pk={ada.pk}))"
    )
    with process(command, REDIS_URL="redis://127.0.0.1:1/0") as reader:
        assert reader.wait(20) == 0
    slice_ = Slice.objects.get()
    assert (slice_.state, slice_.problem) == ("failed", slices.QUEUE_DOWN)
    assert time.monotonic() - started < 20


@pytest.mark.django_db
def test_a_built_slice_holds_the_picture_the_numbers_and_the_drawing() -> None:
    ada = make_ada()
    slice_ = built(ada)
    assert slice_.state == "ready"
    assert [node["name"] for node in slice_.payload["nodes"]] == ["Ada", "Ben", "Engines", "Logic"]
    assert {name: slice_.payload[name] for name in ("shown", "total", "hidden")} == {
        "shown": 4,
        "total": 4,
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
def test_an_older_drawing_is_drawn_anew_from_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    slice_ = built(make_ada())
    slice_.svg = "<svg>as an older version drew it</svg>"
    assert slices.svg(slice_) == slice_.svg
    monkeypatch.setattr(drawing, "VERSION", drawing.VERSION + 1)
    assert slices.svg(slice_).count('class="graph-node') == 8


@pytest.mark.django_db(transaction=True)
def test_a_builder_killed_in_the_middle_leaves_a_slice_that_can_be_built() -> None:
    ada = make_ada()
    slice_ = slices.ask(ada)
    with psycopg.connect(environment()["DATABASE_URL"]) as holder:
        # The builder reads the slice and then waits for the works.
        holder.execute("LOCK TABLE works_authorship IN ACCESS EXCLUSIVE MODE")
        with process(f"from graph import slices; slices.build({slice_.pk})"):
            wait_until(waits_for_a_lock, "the builder to be in the middle")
    slice_.refresh_from_db()
    assert (slice_.state, slice_.svg) == ("building", "")
    assert built(ada).state == "ready"


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'works_authorship'::regclass")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_worker_builds_what_a_reader_asked_for() -> None:
    ada = make_ada()
    slice_ = slices.ask(ada)
    with worker():
        wait_until(lambda: slices.ask(ada).state == "ready", "the worker to build the slice")
    slice_.refresh_from_db()
    assert slice_.payload["shown"] == look(ada).as_json()["shown"]


@pytest.mark.django_db
def test_a_task_that_fails_for_good_says_so_on_the_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    slice_ = Slice.objects.create(author=make_ada(), generation=1)
    monkeypatch.setattr(neighbourhood, "choose", lambda candidates: 1 / 0)
    tasks.build_slice.apply(args=[slice_.pk])
    slice_.refresh_from_db()
    assert (slice_.state, slice_.problem) == ("failed", slices.BROKEN)


@pytest.mark.django_db
def test_a_fault_that_passes_by_itself_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slice_ = Slice.objects.create(author=make_ada(), generation=1)
    faults = iter([OperationalError("too many connections")])
    real = neighbourhood.around

    def around(author: Author) -> object:
        for fault in faults:
            raise fault
        return real(author)

    monkeypatch.setattr(neighbourhood, "around", around)
    tasks.build_slice.apply(args=[slice_.pk])
    slice_.refresh_from_db()
    assert slice_.state == "ready"


@pytest.mark.django_db
def test_the_sweep_deletes_old_generations_after_a_day_and_never_the_newest_built_one() -> None:
    ada, ben = make_ada(), make_author("Ben")
    generations = [built(outdate(ada)) for _ in range(4)]
    building = slices.ask(outdate(ada))
    never_built = slices.ask(ben)
    outdate(ben)
    for slice_ in (*generations, building, never_built):
        age(slice_, hours=25)
    young = slices.ask(outdate(ada))
    outdate(ada)
    assert slices.sweep() == 5
    assert set(Slice.objects.all()) == {generations[-1], young}

"""Building slices in other processes: killed, cut off from the queue, failing. Real workers, real queue."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from graph import neighbourhood, reading, slices, tasks
from graph.focus import Focus, of_author
from graph.models import Slice
from profiles.models import Author
from tests.graph_builders import age, built, look, make_ada
from tests.workers import environment, kill, wait_until, worker


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


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_slice_says_so_and_nobody_waits_long() -> None:
    ada = make_ada()
    started = time.monotonic()
    command = f"from graph import focus, slices; slices.ask(focus.read('author:{ada.public_id}'))"
    with process(command, REDIS_URL="redis://127.0.0.1:1/0") as reader:
        assert reader.wait(20) == 0
    slice_ = Slice.objects.get()
    assert (slice_.state, slice_.problem) == ("failed", slices.QUEUE_DOWN)
    assert time.monotonic() - started < 20


@pytest.mark.django_db(transaction=True)
def test_a_builder_killed_in_the_middle_leaves_a_slice_that_can_be_built() -> None:
    ada = make_ada()
    slice_ = slices.ask(of_author(ada))
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
def test_a_worker_killed_while_it_builds_leaves_no_reader_waiting_for_ever() -> None:
    """With no other worker the reader gets a message within a minute; with one, the slice."""
    ada = make_ada()
    assert "Building this graph slice" in seen_by_a_reader(ada, 0)
    with worker() as first:
        with psycopg.connect(environment()["DATABASE_URL"]) as holder:
            holder.execute("LOCK TABLE works_authorship IN ACCESS EXCLUSIVE MODE")
            wait_until(waits_for_a_lock, "the worker to be in the middle")
            kill(first)
        wait_until(lambda: not waits_for_a_lock(), "the dead worker's query to end")
    waited, looks = 0, 0
    while "hx-trigger" in (answer := seen_by_a_reader(ada, looks)):
        waited, looks = waited + reading.DELAYS[looks], looks + 1
    assert "No worker has built this graph slice within a minute." in answer
    assert waited <= 60_000
    slice_ = slices.ask(of_author(ada))
    age(slice_, seconds=16)
    with worker():
        wait_until(lambda: "<svg xmlns" in seen_by_a_reader(ada, looks), "another worker to build the slice")
    slice_.refresh_from_db()
    assert (slice_.state, slice_.payload["shown"]) == ("ready", look(ada).as_json()["shown"])


def seen_by_a_reader(author: Author, attempt: int) -> str:
    """What the browser gets at this look."""
    headers = {"HX-Request": "true", "HX-Target": "graph-slice"}
    answer = Client().get(f"{of_author(author).address}&attempt={attempt}", headers=headers)
    return str(answer.content.decode())


@pytest.mark.django_db
def test_a_task_that_fails_for_good_says_so_on_the_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    slice_ = Slice.objects.create(focus=of_author(make_ada()).key, generation=1)
    monkeypatch.setattr(neighbourhood, "choose", lambda *_: 1 / 0)
    tasks.build_slice.apply(args=(slice_.pk,))
    slice_.refresh_from_db()
    assert (slice_.state, slice_.problem) == ("failed", slices.BROKEN)


@pytest.mark.django_db
def test_a_fault_that_passes_by_itself_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slice_ = Slice.objects.create(focus=of_author(make_ada()).key, generation=1)
    faults = iter([OperationalError("too many connections")])
    real = neighbourhood.around

    def around(focus: Focus, most: int) -> object:
        for fault in faults:
            raise fault
        return real(focus, most)

    monkeypatch.setattr(neighbourhood, "around", around)
    tasks.build_slice.apply(args=(slice_.pk,))
    slice_.refresh_from_db()
    assert slice_.state == "ready"

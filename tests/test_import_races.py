"""Imports that meet: two at once, and a worker that is killed in the middle. Real workers, real queue."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psutil
import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone

from profiles.models import Author
from tests.make import SEEDS, feed_page, feed_work, list_page
from tests.workers import environment, kill, wait_until, worker
from works import intake
from works.imports import folder, pipeline
from works.models import Authorship, ImportBatch, ImportPage, Listing, SourceProfile, Work
from works.tasks import pick_up_pages
from works.turn import IMPORT_LOCK

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(page_ids: list[int]) -> None:
    """Imports each page in a thread of its own, all starting together."""
    start = Barrier(len(page_ids))

    def one(page_id: int) -> None:
        try:
            start.wait()
            pipeline.import_page(page_id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(page_ids)) as pool:
        list(pool.map(one, page_ids))


def ids(batch: ImportBatch) -> list[int]:
    return list(batch.pages.values_list("id", flat=True))


def test_two_imports_of_the_same_page_at_once_import_it_once() -> None:
    raw = (SEEDS / "002_d01b08e9945e02f3.txt").read_bytes()
    uploads = [intake.Upload.of("page.txt", raw, timezone.now().date())]
    batches = [intake.submit(uploads), intake.submit(uploads)]
    at_once([*ids(batches[0]), *ids(batches[1])])
    assert sorted(ImportPage.objects.values_list("state", flat=True)) == ["imported", "unchanged"]
    assert (Work.objects.count(), Listing.objects.count(), SourceProfile.objects.count()) == (4, 4, 1)


def test_the_five_pages_at_once_give_what_they_give_in_turn() -> None:
    at_once(ids(intake.submit(folder.uploads([SEEDS], None, ""))))
    assert set(ImportPage.objects.values_list("state", flat=True)) == {"imported"}
    assert (Work.objects.count(), Listing.objects.count()) == (48, 56)
    assert Author.objects.standing().filter(source_profiles__isnull=False).distinct().count() == 3


def test_one_page_given_to_two_tasks_is_imported_by_one() -> None:
    raw = list_page("Ada Lovelace", ["A Title of Five Words"])
    batch = intake.submit([intake.Upload.of("a.txt", raw, timezone.now().date())])
    at_once(ids(batch) * 2)
    assert Listing.objects.count() == 1


def test_a_worker_killed_in_the_middle_of_an_import_loses_and_doubles_nothing() -> None:
    titles = [f"Long Title Number {n} of a Careful Person" for n in range(30)]
    raw = feed_page("Ada Lovelace", [feed_work(title, ["Ada Lovelace", "Ben Bitdiddle"]) for title in titles])
    address = environment()["DATABASE_URL"]
    # Whoever imports needs this lock after reading the page and before writing: held here, the worker stops there.
    with psycopg.connect(address) as holder, worker() as victim:
        holder.execute("SELECT pg_advisory_lock(%s)", [IMPORT_LOCK])
        batch = intake.submit([intake.Upload.of("ada.txt", raw, timezone.now().date())])
        assert intake.ring(batch)
        wait_until(waits_for_the_lock, "a worker to be in the middle of the import")
        kill(victim)
    assert batch.pages.get().state == "queued"
    assert not Work.objects.exists()
    ImportPage.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    with worker():
        pick_up_pages.delay()
        wait_until(lambda: not batch.pages.waiting().exists(), "another worker to import the page")
    assert batch.pages.get().state == "imported"
    assert (Work.objects.count(), Listing.objects.count(), Authorship.objects.count()) == (30, 30, 60)


def test_a_child_process_killed_in_the_middle_is_replaced_and_the_page_is_imported() -> None:
    raw = list_page("Ada Lovelace", ["A Title of Five Words"])
    with psycopg.connect(environment()["DATABASE_URL"]) as holder, worker() as parent:
        holder.execute("SELECT pg_advisory_lock(%s)", [IMPORT_LOCK])
        batch = intake.submit([intake.Upload.of("ada.txt", raw, timezone.now().date())])
        assert intake.ring(batch)
        wait_until(waits_for_the_lock, "a child to be in the middle of the import")
        for child in psutil.Process(parent.pid).children():
            child.kill()
        holder.execute("SELECT pg_advisory_unlock(%s)", [IMPORT_LOCK])
        wait_until(lambda: not batch.pages.waiting().exists(), "the page to be imported by another child")
    assert Listing.objects.count() == 1


def test_a_page_somebody_works_on_is_not_picked_up() -> None:
    raw = list_page("Ada Lovelace", ["A Title of Five Words"])
    batch = intake.submit([intake.Upload.of("a.txt", raw, timezone.now().date())])
    ImportPage.objects.update(started_at=timezone.now() - timedelta(hours=1))
    with psycopg.connect(environment()["DATABASE_URL"]) as other:
        other.execute("SELECT 1 FROM works_importpage FOR UPDATE")
        assert pipeline.lost(timezone.now(), timezone.now()) == []
    assert pipeline.lost(timezone.now(), timezone.now()) == ids(batch)


WAITING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def waits_for_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone() is not None

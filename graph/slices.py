"""Slices: asked for once for each version of an author's record, built by a worker, shared by all readers."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import DateTimeField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from graph import drawing, neighbourhood, weave
from graph.models import Slice
from graph.pictures import Picture
from profiles.models import Author
from works.models import Decision

log = logging.getLogger(__name__)

# A worker that has not answered is asked again, so many times; then the readers' calls rest for a while.
ASK_AGAIN_AFTER = timedelta(seconds=15)
MOST_ASKS = 5
REST = timedelta(minutes=2)
# How long slices of older generations stay, for readers who still have them before them.
KEPT = timedelta(days=1)
QUERY_SECONDS = 10

QUEUE_DOWN = "The queue for building graph slices cannot be reached at the moment."
BROKEN = "This graph slice could not be built; the reason stands in the log of the worker."


def latest(author: Author) -> Slice | None:
    """The author's newest slice that can be shown, of whatever generation; none from before a roll-back.

    Nor one that names somebody who is hidden by now.
    """
    last = Decision.objects.filter(kind=Decision.Kind.ROLL_BACK).order_by("-created_at").values("created_at")[:1]
    since = Coalesce(Subquery(last), Value(datetime.min.replace(tzinfo=UTC), DateTimeField()))
    return Slice.objects.filter(author=author, built_at__gt=since).built().naming_nobody_hidden().newest_first().first()


def ask(author: Author) -> Slice:
    """The slice of the author's present version; whoever asks first, or when it is overdue, rings for a worker."""
    slice_ = _present(author)
    now = timezone.now()
    if slice_.state == Slice.State.READY and cast(Any, slice_).names_hidden:
        return _call(slice_, now, asks=1)
    if _is_due(slice_, now):
        rested = slice_.state == Slice.State.FAILED or slice_.asks >= MOST_ASKS
        return _call(slice_, now, asks=1 if rested else slice_.asks + 1)
    return slice_


def retry(author: Author) -> Slice:
    """The slice, asked for anew at once if it had failed."""
    slice_ = _present(author)
    if slice_.state == Slice.State.FAILED:
        return _call(slice_, timezone.now(), asks=1)
    return slice_


def _present(author: Author) -> Slice:
    of_now = Slice.objects.with_hidden().filter(author=author, generation=author.version)
    if (slice_ := of_now.first()) is None:
        # Of many readers at once one row stays, with nobody asked yet.
        Slice.objects.bulk_create([Slice(author=author, generation=author.version, asks=0)], ignore_conflicts=True)
        slice_ = of_now.get()
    return slice_


def _is_due(slice_: Slice, now: datetime) -> bool:
    waited = now - slice_.requested_at
    if slice_.state == Slice.State.BUILDING and slice_.asks < MOST_ASKS:
        return not slice_.asks or waited > ASK_AGAIN_AFTER
    return slice_.state not in Slice.BUILT and waited > REST


def _call(slice_: Slice, now: datetime, asks: int) -> Slice:
    # Whoever finds the row as it was read rings the bell; the others find it rung.
    as_read = Slice.objects.filter(pk=slice_.pk, state=slice_.state, asks=slice_.asks, requested_at=slice_.requested_at)
    if as_read.update(state=Slice.State.BUILDING, problem="", asks=asks, requested_at=now):
        _ring(slice_.pk)
    slice_.refresh_from_db()
    return slice_


def _ring(slice_id: int) -> None:
    from graph import tasks  # the tasks call this module

    try:
        tasks.build_slice.delay_on_commit(slice_id)
    except (BrokerError, RedisError) as error:
        log.warning("No worker could be asked for graph slice %s: %s", slice_id, error)
        fail(slice_id, QUEUE_DOWN)


def build(slice_id: int) -> None:
    """Builds the slice unless it is built or gone; twice, or cut off anywhere and run again, it comes to the same."""
    slice_ = Slice.objects.select_related("author").filter(pk=slice_id).exclude(state__in=Slice.BUILT).first()
    if slice_ is None:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{QUERY_SECONDS}s"])
        picture = weave.picture(neighbourhood.around(slice_.author))
    placed = {} if picture.is_empty else drawing.places(picture)
    Slice.objects.filter(pk=slice_id).exclude(state__in=Slice.BUILT).update(
        state=Slice.State.EMPTY if picture.is_empty else Slice.State.READY,
        payload=picture.as_json() | {"places": placed},
        svg=drawing.draw(picture, placed) if placed else "",
        drawing=drawing.VERSION,
        problem="",
        built_at=timezone.now(),
    )


def fail(slice_id: int, problem: str) -> None:
    """Says on a slice that is being built why it will not come."""
    Slice.objects.filter(pk=slice_id, state=Slice.State.BUILDING).update(state=Slice.State.FAILED, problem=problem)


def svg(slice_: Slice) -> SafeString:
    """The slice's drawings, drawn anew where an older version of the site drew them."""
    if slice_.drawing == drawing.VERSION or slice_.state != Slice.State.READY:
        return SafeString(slice_.svg)
    return SafeString(drawing.draw(Picture.from_json(slice_.payload), slice_.payload["places"]))


def sweep() -> int:
    """Deletes slices of past generations after a day, never an author's newest built one; says how many."""
    newest = Slice.objects.filter(author=OuterRef("author")).built().newest_first().values("pk")[:1]
    past = Slice.objects.filter(generation__lt=F("author__version"), requested_at__lt=timezone.now() - KEPT)
    return past.exclude(pk=Coalesce(Subquery(newest), Value(0))).delete()[0]

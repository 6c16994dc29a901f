"""Slices: asked for once for each generation of a focus, built by a worker, shared by all readers."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import DateTimeField, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from graph import building, drawing, focus
from graph.focus import Focus
from graph.models import Slice, SliceQuerySet
from graph.parameters import PLAIN, Parameters, parse, query
from graph.pictures import Picture
from works.models import Decision

log = logging.getLogger(__name__)

# A worker that has not answered is asked again, so many times; then the readers' calls rest for a while.
ASK_AGAIN_AFTER = timedelta(seconds=15)
MOST_ASKS = 5
REST = timedelta(minutes=2)
# How long slices of older generations stay, for readers who still have them before them; and maps, which are large.
KEPT = timedelta(days=1)
MAPS_KEPT = timedelta(days=7)
QUERY_SECONDS = 10

QUEUE_DOWN = "The queue for building graph slices cannot be reached at the moment."
BROKEN = "This graph slice could not be built; the reason stands in the log of the worker."


def latest(focus: Focus, parameters: Parameters = PLAIN) -> Slice | None:
    """The newest slice by these parameters that can be shown, of whatever generation; none from before a roll-back.

    Nor one that names somebody who is hidden by now.
    """
    last = Decision.objects.filter(kind=Decision.Kind.ROLL_BACK).order_by("-created_at").values("created_at")[:1]
    since = Coalesce(Subquery(last), Value(datetime.min.replace(tzinfo=UTC), DateTimeField()))
    return _of(focus, parameters).filter(built_at__gt=since).built().naming_nobody_hidden().newest_first().first()


def ask(focus: Focus, parameters: Parameters = PLAIN) -> Slice:
    """The slice of the present generation; whoever asks first, or when it is overdue, rings for a worker.

    Of parameters only those count that a slice is built by: filters are applied when a map is read.
    """
    slice_ = _present(focus, parameters)
    now = timezone.now()
    if slice_.state == Slice.State.READY and cast(Any, slice_).names_hidden:
        return _call(slice_, now, asks=1)
    if _is_due(slice_, now):
        rested = slice_.state == Slice.State.FAILED or slice_.asks >= MOST_ASKS
        return _call(slice_, now, asks=1 if rested else slice_.asks + 1)
    return slice_


def is_asked(focus: Focus, parameters: Parameters) -> bool:
    """Whether somebody asked for the slice of the present generation already."""
    return _of(focus, parameters).filter(generation=focus.generation).exists()


def retry(focus: Focus, parameters: Parameters = PLAIN) -> Slice:
    """The slice, asked for anew at once if it had failed."""
    slice_ = _present(focus, parameters)
    if slice_.state == Slice.State.FAILED:
        return _call(slice_, timezone.now(), asks=1)
    return slice_


def _stored(parameters: Parameters) -> str:
    if not parameters.is_map and parameters.is_plain:
        return query(parameters)
    return query(parameters.as_map)


def _of(focus: Focus, parameters: Parameters) -> SliceQuerySet:
    return Slice.objects.all().filter(focus=focus.key, parameters=_stored(parameters))


def _present(focus: Focus, parameters: Parameters) -> Slice:
    of_now = _of(focus, parameters).with_hidden().filter(generation=focus.generation)
    if (slice_ := of_now.first()) is None:
        # Of many readers at once one row stays, with nobody asked yet.
        new = Slice(focus=focus.key, parameters=_stored(parameters), generation=focus.generation, asks=0)
        Slice.objects.bulk_create([new], ignore_conflicts=True)
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
    """Builds the slice unless it is built or gone; twice, or cut off anywhere and run again, it comes to the same.

    A focus that was merged, withdrawn or hidden meanwhile has no slice any more.
    """
    waiting = Slice.objects.filter(pk=slice_id).exclude(state__in=Slice.BUILT)
    slice_ = waiting.first()
    if slice_ is None:
        return
    about = focus.read(slice_.focus)
    if about is None:
        waiting.delete()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{QUERY_SECONDS}s"])
        built = building.build(about, parse(QueryDict(slice_.parameters)))
    waiting.update(
        state=Slice.State.EMPTY if built.picture.is_empty else Slice.State.READY,
        payload=built.picture.as_json() | {"places": built.places},
        svg=built.svg,
        drawing=drawing.VERSION,
        problem="",
        built_at=timezone.now(),
    )


def fail(slice_id: int, problem: str) -> None:
    """Says on a slice that is being built why it will not come."""
    Slice.objects.filter(pk=slice_id, state=Slice.State.BUILDING).update(state=Slice.State.FAILED, problem=problem)


def svg(slice_: Slice) -> SafeString:
    """The slice's drawings; where an older version of the site drew them, they are drawn anew, and kept."""
    if slice_.drawing == drawing.VERSION or slice_.state != Slice.State.READY:
        return SafeString(slice_.svg)
    built = building.drawn(Picture.from_json(slice_.payload))
    drawn_before = Slice.objects.filter(pk=slice_.pk, drawing=slice_.drawing)
    drawn_before.update(svg=built.svg, drawing=drawing.VERSION, payload=slice_.payload | {"places": built.places})
    return SafeString(built.svg)


def sweep() -> int:
    """Deletes slices of past generations after a day, never a focus's newest built one, and maps after a week.

    Those with expanded nodes, of which there are as many as addresses, go after a day.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP, {"past": now - KEPT, "maps": now - MAPS_KEPT})
        return int(cursor.rowcount)


# The newest built one of what is not read any more stays: it is what the next reader sees while a new one is built.
_SWEEP = """
    DELETE FROM graph_slice s WHERE s.requested_at < %(past)s AND (
        (s.parameters LIKE '%%map=1' AND (s.requested_at < %(maps)s OR s.parameters LIKE '%%with=%%'))
        OR EXISTS (
            SELECT 1 FROM graph_slice n WHERE n.focus = s.focus AND n.parameters = s.parameters
            AND n.generation > s.generation AND n.state IN ('ready', 'empty'))
        OR (s.state IN ('building', 'failed') AND s.generation < coalesce(
            (SELECT version FROM profiles_author
             WHERE starts_with(s.focus, 'author:') AND public_id = substr(s.focus, 8)),
            (SELECT number FROM graph_generation g WHERE g.focus = s.focus), 0))
    )
"""

"""Doorbells of the graph's room: ids in, one call."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from celery.signals import worker_process_init
from django.db import OperationalError

from graph import slices


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Imports networkx while a worker starts, so that its first reader does not wait the second this takes."""
    import networkx  # noqa: F401


class SliceTask(DjangoTask[Any, Any]):
    """A task whose first argument is a slice; when it fails for good, the slice says so."""

    def on_failure(self, exc: Exception, task_id: str, args: tuple[Any, ...], *rest: Any) -> None:
        """Called by the worker when no retry is left; the traceback stands in its log."""
        slices.fail(args[0], slices.BROKEN)


@shared_task(
    name="graph.build_slice",
    base=SliceTask,
    autoretry_for=(OperationalError,),
    retry_backoff=1,
    max_retries=3,
    soft_time_limit=60,
    time_limit=90,
)
def build_slice(slice_id: int) -> None:
    """Builds one slice; what does not pass by itself is said on the slice."""
    slices.build(slice_id)


@shared_task(name="graph.sweep_slices")
def sweep_slices() -> int:
    """Deletes slices that nobody will see again."""
    return slices.sweep()

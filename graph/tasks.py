"""Doorbells of the graph's room: ids in, one call."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from django.db import OperationalError

from graph import slices


def _failed(task: Task[..., Any], error: Exception, task_id: str, args: tuple[int], *rest: Any) -> None:
    slices.fail(args[0], slices.BROKEN)


@shared_task(
    name="graph.build_slice",
    autoretry_for=(OperationalError,),
    retry_backoff=1,
    max_retries=3,
    soft_time_limit=60,
    time_limit=90,
    on_failure=_failed,
)
def build_slice(slice_id: int) -> None:
    """Builds one slice; what does not pass by itself is said on the slice."""
    slices.build(slice_id)


@shared_task(name="graph.sweep_slices")
def sweep_slices() -> int:
    """Deletes slices that nobody will see again."""
    return slices.sweep()

"""What a person at the desk is told when pages are handed to the workers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from profiles.models import User
from works import intake
from works.desk import acting
from works.ledger.decisions import Conflict
from works.models import ImportBatch

IMPORT, SEE = "works.add_importbatch", "works.view_importbatch"


def told(request: HttpRequest, submit: Callable[[User], ImportBatch]) -> ImportBatch | None:
    """The batch that was stored and handed to the workers, or None where there was nothing to; the person is told."""
    try:
        batch = submit(cast(User, request.user))
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return None
    count = batch.pages.count()
    stored = f"{count} page{' is' if count == 1 else 's are'} stored as batch {batch.pk}"
    if intake.ring(batch):
        messages.success(request, f"{stored} and on {'its' if count == 1 else 'their'} way to the workers.")
    else:
        messages.warning(request, f"{stored}. The queue does not answer now; they are imported when it does.")
    return batch


def to_batch(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The way to the batch, for those who may see it."""
    if acting.may(request, SEE):
        return redirect("admin:works_importbatch_change", batch.pk)
    return redirect("admin:index")

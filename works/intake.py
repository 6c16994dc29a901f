"""Takes captured pages in: one batch, one row a page, one task a page."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from profiles.models import User
from works import tasks
from works.imports import changes, pipeline
from works.imports.changes import Changes
from works.imports.records import Problem
from works.imports.registry import MAX_PAGE_BYTES
from works.ledger.decisions import Conflict
from works.models import ImportBatch, ImportPage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """One page handed in; of a page over the limit `raw` is empty and `size` tells how large it was, in bytes."""

    filename: str
    raw: bytes
    size: int
    captured_on: dt.date
    source_name: str = ""

    @classmethod
    def of(cls, filename: str, raw: bytes, captured_on: dt.date, source_name: str = "") -> Upload:
        """The upload of these bytes, which are dropped where they are too many."""
        size = len(raw)
        return cls(filename, raw if size <= MAX_PAGE_BYTES else b"", size, captured_on, source_name)


def submit(uploads: Iterable[Upload], label: str = "", created_by: User | None = None) -> ImportBatch:
    """A stored batch of these pages, taken one by one; `ring` hands them to the workers."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(label=label[:200], created_by=created_by)
        for upload in uploads:
            _page(batch, upload).save()
    return batch


def rerun(what: ImportPage | ImportBatch, user: User | None = None) -> ImportBatch:
    """A stored batch that reads the page, or every page of the batch, anew; raises Conflict where no bytes are kept.

    What the present parser reads differently takes the place of what was read before, and nothing else changes.
    """
    if isinstance(what, ImportPage):
        pages, label = ImportPage.objects.filter(pk=what.pk), f"Re-run of page {what.pk}, {what.filename}"
    else:
        pages, label = ImportPage.objects.filter(batch=what), f"Re-run of batch {what.pk}"
    again: dict[tuple[str, dt.date, str], ImportPage] = {}
    for page in (
        pages.exclude(state=ImportPage.State.QUEUED).filter(size__lte=MAX_PAGE_BYTES).defer("raw").order_by("id")
    ):
        again.setdefault((page.sha256, page.captured_on, page.source_name), page)
    if not again:
        raise Conflict("There is nothing to read anew: the pages wait still, or were too large to be kept.")
    with transaction.atomic():
        batch = ImportBatch.objects.create(label=label[:200], created_by=user)
        ImportPage.objects.bulk_create(_again(batch, page) for page in again.values())
    return batch


def _again(batch: ImportBatch, page: ImportPage) -> ImportPage:
    # A page that waits and names another one is read from that one's bytes, and not passed over as known.
    return ImportPage(
        batch=batch,
        filename=page.filename,
        raw=b"",
        same_as_id=page.same_as_id or page.pk,
        sha256=page.sha256,
        size=page.size,
        captured_on=page.captured_on,
        source_name=page.source_name,
    )


def ring(batch: ImportBatch) -> bool:
    """Hands the batch's waiting pages to the workers; False where the queue does not answer (beat tries later)."""
    try:
        for page_id in batch.pages.waiting().values_list("id", flat=True):
            tasks.import_page.delay(page_id)
    except BrokerError as error:
        log.warning("The queue does not answer: %s", error)
        return False
    return True


@dataclass(frozen=True, slots=True)
class Preview:
    """A page as it would be after its import, and what that would change."""

    page: ImportPage
    changes: Changes


def preview(uploads: Iterable[Upload]) -> list[Preview]:
    """What importing these pages would do, page by page; nothing is kept, and nothing else is imported meanwhile."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(label="dry run")
        pages = []
        for upload in uploads:
            page = _page(batch, upload)
            page.save()
            if page.state == ImportPage.State.QUEUED:
                pipeline.process(page)
            pages.append(Preview(page, changes.of(page)))
            page.raw = b""
        transaction.set_rollback(True)
    return pages


def _page(batch: ImportBatch, upload: Upload) -> ImportPage:
    page = ImportPage(
        batch=batch,
        filename=upload.filename[-255:],
        raw=upload.raw,
        sha256=hashlib.sha256(upload.raw).hexdigest(),
        size=upload.size,
        captured_on=upload.captured_on,
        source_name=upload.source_name[:100],
    )
    if upload.size > MAX_PAGE_BYTES:
        message = f"The page has {upload.size:,} bytes; at most {MAX_PAGE_BYTES:,} are taken. It was not kept."
        page.state, page.finished_at = ImportPage.State.FAILED, timezone.now()
        page.problems = [asdict(Problem("too_large", None, message))]
    return page

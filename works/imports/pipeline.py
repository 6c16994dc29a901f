"""One page from bytes to stored records: parse, resolve, store, refresh, in one transaction or not at all."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import asdict

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from profiles import names
from works import refresh, turn
from works.imports import known, limits, registry
from works.imports.records import ParsedPage, Problem
from works.imports.resolve import resolve
from works.imports.results import Result
from works.imports.store import Store
from works.models import ImportPage, Source

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5


def import_page(page_id: int) -> None:
    """Imports a queued page; does nothing where it is done or another task holds it, so it may be called twice."""
    if not _start(page_id):
        return
    with transaction.atomic():
        waiting = ImportPage.objects.waiting().select_for_update(skip_locked=True, of=("self",))
        if page := waiting.filter(pk=page_id).first():
            process(page)


def _start(page_id: int) -> bool:
    # Committed before the work starts: what kills its worker every time must not be tried for ever.
    waiting = ImportPage.objects.waiting().filter(pk=page_id)
    if waiting.filter(attempts__gte=MOST_ATTEMPTS).exists():
        with transaction.atomic():
            if page := waiting.select_for_update(skip_locked=True, of=("self",)).first():
                message = (
                    f"The import was started {MOST_ATTEMPTS} times and never came to its end; see the worker's log."
                )
                _fail(page, (Problem("gave_up", None, message),))
        return False
    return bool(waiting.update(attempts=F("attempts") + 1, started_at=timezone.now()))


def process(page: ImportPage) -> None:
    """Brings one locked page to its final state; the caller holds the transaction."""
    parsed = limits.checked(registry.parse(bytes(page.raw), page.captured_on))
    page.kind = parsed.parser
    if parsed.records is None:
        _fail(page, parsed.problems)
        return
    try:
        with transaction.atomic():
            _import(page, parsed)
    except OperationalError:
        raise
    except (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        # A fault of ours must not hold up the batch, and the page has to say that it was not the page's.
        log.exception("The import of page %s failed", page.pk)
        message = f"The import met a fault of ours ({type(error).__name__}); nothing of the page was kept. See the log."
        page.source = page.same_as = None
        _fail(page, (*parsed.problems, Problem("crashed", None, message)))


def _import(page: ImportPage, parsed: ParsedPage) -> None:
    assert parsed.records is not None, "A page without records has failed before."
    turn.take()
    page.source = _source(page, parsed)
    if twin := _twin(page):
        page.same_as, page.raw = twin, b""
        _finish(page, ImportPage.State.UNCHANGED, parsed.problems, Result(**twin.result).as_unchanged())
        return
    plan = resolve(parsed.records, page.source.pk, page.source.name, known.about(parsed.records, page.source))
    store = Store(page, parsed.records, plan)
    result = store.write()
    if store.work_ids or store.author_ids:
        refresh.after_import(store.work_ids, store.author_ids, f"import of {page.filename}")
    _finish(page, ImportPage.State.IMPORTED, parsed.problems, result)


def _source(page: ImportPage, parsed: ParsedPage) -> Source:
    assert parsed.source is not None, "A parser that recognised a page names its source."
    if not page.source_name:
        return Source.objects.get_or_create(slug=parsed.source.slug, defaults={"name": parsed.source.name})[0]
    if named := Source.objects.filter(name=page.source_name).first():
        return named
    slug = names.slug(page.source_name)[:50]
    # "C++" and "C#" are two sources, though addresses cannot tell them apart.
    taken = Source.objects.filter(slug__startswith=slug).count()
    return Source.objects.create(name=page.source_name, slug=f"{slug}-{taken + 1}" if taken else slug)


def _twin(page: ImportPage) -> ImportPage | None:
    """The page with the same bytes that is imported already, of the same source and day."""
    same = ImportPage.objects.settled().filter(sha256=page.sha256, source=page.source, captured_on=page.captured_on)
    return same.exclude(pk=page.pk).order_by("id").first()


def _fail(page: ImportPage, problems: tuple[Problem, ...]) -> None:
    _finish(page, ImportPage.State.FAILED, problems, Result())


def _finish(page: ImportPage, state: ImportPage.State, problems: tuple[Problem, ...], result: Result) -> None:
    page.state, page.result, page.finished_at = state, result.stored(), timezone.now()
    page.problems = [asdict(problem) for problem in problems]
    page.save()


def lost(before: dt.datetime, never_started_before: dt.datetime) -> list[int]:
    """Ids of pages that a crash left behind: started and let go, or never handed to a worker; marked as queued anew."""
    with transaction.atomic():
        waiting = ImportPage.objects.waiting().select_for_update(skip_locked=True)
        crashed, unheard = Q(started_at__lt=before), Q(started_at=None, queued_at__lt=never_started_before)
        ids = list(waiting.filter(crashed | unheard).values_list("id", flat=True))
        ImportPage.objects.filter(id__in=ids).update(queued_at=timezone.now(), started_at=None)
    return ids

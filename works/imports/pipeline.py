"""One page from bytes to stored records: parse, resolve, store, refresh, in one transaction or not at all."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import asdict

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from profiles import names
from profiles.models import Author
from works import refresh, turn
from works.imports import derive, known, limits, registry
from works.imports.records import ParsedPage, Problem
from works.imports.resolve import resolve
from works.imports.results import Result
from works.imports.store import Store
from works.ledger import comeback, questions, standing
from works.ledger.decisions import Conflict
from works.matching import doubts, people
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
    parsed = limits.checked(registry.parse(_bytes(page), page.captured_on))
    page.kind, origin = parsed.parser, page.same_as
    if parsed.records is None:
        _fail(page, parsed.problems)
        return
    try:
        with transaction.atomic():
            _import(page, parsed)
    except OperationalError:
        raise
    except (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError, Conflict) as error:
        # A fault of ours must not hold up the batch, and the page has to say that it was not the page's.
        log.exception("The import of page %s failed", page.pk)
        message = f"The import met a fault of ours ({type(error).__name__}); nothing of the page was kept. See the log."
        page.source, page.same_as, page.profile, page.person = None, origin, None, {}
        _fail(page, (*parsed.problems, Problem("crashed", None, message)))


def _import(page: ImportPage, parsed: ParsedPage) -> None:
    assert parsed.records is not None, "A page without records has failed before."
    turn.take()
    page.source = _source(page, parsed)
    same = _same(page)
    twin = next((other for other in same if other.state == ImportPage.State.IMPORTED), None)
    if twin and not page.same_as:
        page.same_as, page.raw = twin, b""
        _finish(page, ImportPage.State.UNCHANGED, parsed.problems, Result(**twin.result).as_unchanged())
        return
    comeback.bring_back(page, [other for other in same if other.state == ImportPage.State.WITHDRAWN])
    lines = dict(twin.listings.values_list("line", "work")) if twin else {}
    about = known.about(parsed.records, page.source, lines)
    plan = resolve(parsed.records, page.source.pk, page.source.name, about.known)
    store = Store(page, parsed.records, plan, about.bases)
    page.profile, page.person = store.write(), asdict(parsed.records.person)
    if twin:
        _replace(twin, store)
    _finish(page, ImportPage.State.IMPORTED, parsed.problems, _settle(store))
    if page.same_as:
        for other in {page.same_as, twin or page.same_as}:
            standing.give_bytes(other, page)


def _bytes(page: ImportPage) -> bytes:
    # A page that waits and names another one is to be read again from that one's bytes.
    origin = page.same_as or page
    return bytes((origin.same_as or origin).raw)


def _replace(twin: ImportPage, store: Store) -> None:
    """Takes the older reading of the same bytes away, and notes what it said that the new one does not."""
    now = {row.line: (row.work_id, row.record) for row in store.page.listings.all()}
    before = {row.line: (row.work_id, row.record) for row in twin.listings.all()}
    store.work_ids |= {said[0] for line, said in before.items() if now.get(line) != said}
    kinds = [set(page.numbers.values_list("kind", flat=True)) for page in (twin, store.page)]
    if kinds[0] - kinds[1] or twin.profile != store.page.profile:
        store.author_ids |= {page.profile.author_id for page in (twin, store.page) if page.profile}
    standing.take_over(twin, store.page)
    if twin.profile_id and twin.profile_id != store.page.profile_id:
        standing.settle_profiles([twin.profile_id])


def _settle(store: Store) -> Result:
    """Decides who the new slots are, and brings up to date what follows from the page; gives its counts."""
    chosen = dict(derive.choose_facts(store.work_ids))
    # Only now the works have their venues.
    people.learn([slot.pk for slot in store.fresh], store.new_works)
    outcome = people.Outcome()
    if store.fresh or store.joined:
        outcome = people.place(store.mentions, store.by, store.line, [Author.objects.get(pk=store.owner)])
        chosen |= derive.choose_facts(outcome.works - store.work_ids)
    touched = derive.settle_slots(chosen) | store.author_ids | outcome.merged
    if chosen:
        doubts.review(Author.objects.standing().filter(id__in={store.owner, *outcome.linked}), store.page)
    questions.settle(touched)
    refresh.after_import(chosen, touched, store.page.called)
    refresh.seen_again(store.seen_ids - chosen.keys())
    comeback.ask_again(store.page, touched, chosen)
    created = len(store.new_works)
    return Result(
        works_new=created,
        works_joined=store.new - created,
        works_changed=store.changed,
        works_unchanged=len(store.plan.listings) - store.new - store.changed,
        authors_new=len(outcome.new) + (store.plan.owner < 0),
        authors_joined=len(store.joined | outcome.linked | outcome.merged),
    )


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


def _same(page: ImportPage) -> list[ImportPage]:
    """Pages with the same bytes, of the same source and day, that are imported, or were until they were rolled back."""
    states = (ImportPage.State.IMPORTED, ImportPage.State.WITHDRAWN)
    same = ImportPage.objects.filter(sha256=page.sha256, source=page.source, captured_on=page.captured_on)
    return list(same.filter(state__in=states).exclude(pk=page.pk).defer("raw").order_by("id"))


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

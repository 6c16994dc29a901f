"""Doorbells of the works' room: ids in, one call."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from works import digests, hiding, registration, scoring
from works.imports import pipeline
from works.proofs import homepage, orcid, rechecking

# A page that nobody works on this long after it was started lost its worker.
LOST_AFTER = timedelta(seconds=20)
# A queue may be long: only after this is a page that was never started handed to the workers again.
UNHEARD_AFTER = timedelta(minutes=10)


@shared_task(name="works.import_page", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def import_page(page_id: int) -> None:
    """Imports one queued page."""
    pipeline.import_page(page_id)


@shared_task(name="works.pick_up_pages")
def pick_up_pages() -> None:
    """Hands pages that a crash left behind to the workers again."""
    now = timezone.now()
    for page_id in pipeline.lost(now - LOST_AFTER, now - UNHEARD_AFTER):
        import_page.delay(page_id)


@shared_task(name="works.refresh_source", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def refresh_source(source_id: int) -> None:
    """Computes the trust of everyone anew whom a source concerns."""
    registration.refresh_trust(source_id)


@shared_task(name="works.compute_due_trust", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def compute_due_trust() -> None:
    """Computes all trust that is due."""
    scoring.compute_due()


@shared_task(name="works.hide_due", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def hide_due() -> None:
    """Hides records that somebody objected to and nobody decided about in time."""
    hiding.hide_due()


@shared_task(name="works.check_homepage", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def check_homepage(proof_id: int) -> None:
    """Looks at the page of one proof."""
    homepage.check(proof_id)


@shared_task(name="works.check_orcid", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def check_orcid(proof_id: int) -> None:
    """Fetches the ORCID record of one proof."""
    orcid.check(proof_id)


@shared_task(name="works.recheck_waiting_proofs")
def recheck_waiting_proofs() -> None:
    """Settles proofs that waited, and hands what a worker lost to the workers again."""
    rechecking.what_waits(timezone.now())


@shared_task(name="works.recheck_standing_proofs")
def recheck_standing_proofs() -> None:
    """Ends proofs whose reason is gone."""
    rechecking.what_stands()


@shared_task(name="works.send_digests")
def send_digests() -> None:
    """Hands the digests that are due to the workers."""
    for user_id, period in digests.due():
        send_digest.delay(user_id, period)


@shared_task(name="works.send_digest", autoretry_for=(OperationalError, OSError), retry_backoff=30, max_retries=5)
def send_digest(user_id: int, period: str) -> None:
    """Mails one reader's digest of one period."""
    digests.send(user_id, period)

"""Doorbells of the people's room: ids in, one call."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError

from profiles import mailing, objections
from profiles.claims import ripening
from profiles.conversations import ringing


@shared_task(name="profiles.mail_notice")
def mail_notice(pk: int) -> None:
    """Mails one notice."""
    mailing.mail(pk)


@shared_task(name="profiles.mail_left_notices")
def mail_left_notices() -> None:
    """Hands notices that a crash left behind to the workers again."""
    for notice in mailing.left():
        mail_notice.delay(notice.pk)


@shared_task(name="profiles.answer_objection", autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def answer_objection(pk: int) -> None:
    """Mails the decision about one objection to who objected."""
    objections.answer(pk)


@shared_task(name="profiles.answer_objections")
def answer_objections() -> None:
    """Hands answers that a crash left behind to the workers again."""
    for pk in objections.unanswered(100):
        answer_objection.delay(pk)


@shared_task(name="profiles.settle_claims", autoretry_for=(OperationalError,), retry_backoff=2, max_retries=5)
def settle_claims() -> None:
    """Ends proofs that expired, and lets claims rise that nobody objected to."""
    ripening.settle_due()


@shared_task(name="profiles.ring_missed")
def ring_missed() -> None:
    """Tells people of messages that came just after they had left a conversation."""
    ringing.ring_missed()

"""Telling people: a line in their inbox on the site, and a mail with the same words once the change stands."""

from __future__ import annotations

from celery import current_app
from django.db import transaction

from profiles.models import Notice, User


def tell(user: User | None, subject: str, text: str, url: str = "", *, by_mail: bool = True) -> None:
    """Leaves a notice for this person (nobody where the account is gone); a worker mails it after the commit."""
    if user is None:
        return
    notice = Notice.objects.create(user=user, subject=subject[:200], text=text, url=url[:500], by_mail=by_mail)
    if by_mail:
        transaction.on_commit(lambda: ring(notice.pk), robust=True)


def ring(notice: int) -> None:
    """Asks a worker to mail the notice; one that is lost is picked up by the beat."""
    current_app.send_task("profiles.mail_notice", [notice])

"""Mails of notices: each leaves at most once, to an address that its person confirmed, and says how to stop them."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from profiles import addresses_of, one_click
from profiles.models import Notice, User

log = logging.getLogger(__name__)

# A notice that nobody mailed for so long lost its task …
LEFT_AFTER = dt.timedelta(minutes=2)
# … and after so long it is no news any more: it stands in the inbox, and no flood follows a long silence.
STALE_AFTER = dt.timedelta(days=3)
AT_ONCE = 500
_STOP = one_click.Link("profiles.mailing.stop")


def mail(pk: int) -> bool:
    """Mails the notice; False where it is mailed already, or its person wants or can have no mail.

    Where the mail server cannot be reached its error is raised, and the notice waits for the next turn.
    """
    notice = Notice.objects.filter(pk=pk, by_mail=True, mailed_at=None).select_related("user").first()
    if notice is None:
        return False
    address = addresses_of.for_mail(notice.user) if wants(notice.user) else None
    waiting = Notice.objects.filter(pk=pk, by_mail=True, mailed_at=None)
    if address is None:
        # Nor later: whoever confirms an address some day is not sent the past.
        waiting.update(by_mail=False)
        return False
    connection = mailers.default
    connection.open()
    try:
        # From here on a crash loses the mail: the notice stands in the inbox, and never comes twice.
        if not waiting.update(mailed_at=Now()):
            return False
        connection.send_messages([_message(notice, address)])
    finally:
        connection.close()
    return True


def left(now: dt.datetime | None = None) -> QuerySet[Notice]:
    """Notices to mail whose task was lost, oldest first."""
    now = now or timezone.now()
    waiting = Notice.objects.filter(by_mail=True, mailed_at=None)
    return waiting.filter(created_at__gt=now - STALE_AFTER, created_at__lt=now - LEFT_AFTER).order_by("id")[:AT_ONCE]


def wants(user: User) -> bool:
    """Whether notices to this person go out by mail."""
    return user.is_active and user.notices_by_mail


def absolute(path: str) -> str:
    """The address of a page of the site, for a mail."""
    return f"{settings.SITE_URL}{path}"


def stop_link(user: User) -> str:
    """The address that ends the mails of notices to this person, without a log-in."""
    return absolute(reverse("inbox_stop", args=[_STOP.token(user.pk)]))


def whose(token: str) -> User | None:
    """Whom such a link was sent to; None where it is not ours, or the account is gone."""
    return User.objects.filter(pk=_STOP.read(token)).first()


def stop(user: User) -> None:
    """Ends the mails of notices to this person; the inbox stays as it is."""
    User.objects.filter(pk=user.pk).update(notices_by_mail=False)


def _message(notice: Notice, address: str) -> EmailMessage:
    link = stop_link(notice.user)
    page = absolute(notice.url) if notice.url.startswith("/") else absolute(reverse("inbox"))
    body = f"{notice.text}\n\n{page}\n\n-- \nYou get this because you have an account at {settings.SITE_URL}.\n"
    body += f"No more mails like this: {link}\n"
    subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{' '.join(notice.subject.split())}"
    return EmailMessage(subject, body, None, [address], headers=one_click.headers(link))

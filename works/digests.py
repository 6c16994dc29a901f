"""Digests: a mail a day or a week with what is new, of which each leaves once at most, and says how to end it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from profiles import addresses_of, one_click
from profiles.mailing import absolute
from profiles.models import Digest, DigestRhythm, User
from works.feed import changes, finding, reasons
from works.feed.changes import Change
from works.feed.reasons import Reason
from works.models import Work

DAILY, WEEKLY = DigestRhythm.DAILY, DigestRhythm.WEEKLY
# Digests leave in these hours (UTC), weekly ones on Mondays; whoever has one of the period gets no other.
MORNING = range(6, 12)
A_BATCH = 500
MOST_WORKS, MOST_CHANGES = 50, 20
# After a long silence a reader is told of so much, and finds the rest in the feed.
LONGEST = dt.timedelta(days=31)
# A work is seen once its import is committed, and counts from when that began: nothing that late may be left out.
SETTLED_AFTER = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
_STOP = one_click.Link("works.digests.stop")


@dataclass(frozen=True, slots=True)
class NewWork:
    """One work of a digest: its title, its address, and why it is in there."""

    title: str
    url: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class News:
    """What is new to a reader in some time; `more` where the feed has more of it."""

    works: Sequence[NewWork]
    changes: Sequence[Change]
    more: bool


def periods(now: dt.datetime) -> dict[str, str]:
    """The period whose digests leave at this moment, by rhythm; none outside of the morning."""
    if now.hour not in MORNING:
        return {}
    year, week, day = now.isocalendar()
    daily = {DAILY.value: f"{now:%Y-%m-%d}"}
    return daily | {WEEKLY.value: f"{year}-W{week:02}"} if day == 1 else daily


def due(now: dt.datetime | None = None) -> Iterator[tuple[int, str]]:
    """Everybody whose digest is to be sent now, with its period; read in batches."""
    for rhythm, period in periods(now or timezone.now()).items():
        sent = Digest.objects.filter(user=OuterRef("pk"), period=period)
        waiting = User.objects.filter(~Exists(sent), digest=rhythm, is_active=True, emailaddress__verified=True)
        last = 0
        while ids := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True).distinct()[:A_BATCH]):
            last = ids[-1]
            yield from ((pk, period) for pk in ids)


def send(user_id: int, period: str) -> bool:
    """Mails the reader's digest of this period; False where there is one already, nothing is new, or none is wanted."""
    reader = User.objects.filter(pk=user_id).first()
    if reader is None or _address(reader, period) is None or reader.digests.filter(period=period).exists():
        return False
    since, until = _time(reader)
    news = news_of(reader, since, until)
    if not news.works and not news.changes:
        return False
    # A mail server that does not answer is met before anything is written, and the task comes again.
    connection = mailers.default
    connection.open()
    try:
        digest, made = Digest.objects.get_or_create(
            user=reader, period=period, defaults={"since": since, "until": until}
        )
        # From here on a crash loses this mail, and never sends two: what was in it is in the next one.
        address = _last_word(reader, period)
        if not made or address is None:
            return False
        connection.send_messages([_message(digest, news, address)])
        Digest.objects.filter(pk=digest.pk).update(sent_at=Now())
    finally:
        connection.close()
    return True


def news_of(reader: User, since: dt.datetime, until: dt.datetime) -> News:
    """What was first seen in this time of what the reader follows, and changed on records whose changes they follow."""
    found = finding.between(reader.pk, since, until, MOST_WORKS + 1)
    lines = changes.between(reader.pk, since, until, MOST_CHANGES + 1)
    why = reasons.of(reader.pk, found.ids)
    rows = Work.objects.in_bulk(found.ids[:MOST_WORKS])
    works = [
        NewWork(rows[pk].title, absolute(rows[pk].get_absolute_url()), why.get(pk, ()))
        for pk in found.ids[:MOST_WORKS]
        if pk in rows
    ]
    more = len(found.ids) > MOST_WORKS or found.looked_to is not None or len(lines) > MOST_CHANGES
    return News(works, lines[:MOST_CHANGES], more)


def token(digest: Digest) -> str:
    """What stands in the link that ends this reader's digests."""
    return _STOP.token(digest.pk)


def of_token(text: str) -> Digest | None:
    """The digest whose link this is; None where it is not ours, or the account is gone."""
    return Digest.objects.select_related("user").filter(pk=_STOP.read(text)).first()


def _time(reader: User) -> tuple[dt.datetime, dt.datetime]:
    until = timezone.now() - SETTLED_AFTER
    sent = reader.digests.filter(sent_at__isnull=False).order_by("-until").first()
    return max(sent.until if sent else until - LONGEST, until - LONGEST), until


def _address(reader: User, period: str) -> str | None:
    wanted = WEEKLY if "W" in period else DAILY
    return addresses_of.for_mail(reader) if reader.is_active and reader.digest == wanted else None


def _last_word(reader: User, period: str) -> str | None:
    # Who is just ending the digests is waited for: their word counts if it comes before the mail.
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).filter(pk=reader.pk).first()
        return _address(held, period) if held else None


def _message(digest: Digest, news: News, address: str) -> EmailMessage:
    link = absolute(reverse("digest-stop", args=[token(digest)]))
    context = {"news": news, "digest": digest, "link": link, "site": settings.SITE_URL}
    subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{_subject(news)}"
    body = render_to_string("mail/digest.txt", context)
    return EmailMessage(subject, body, None, [address], headers=one_click.headers(link))


def _subject(news: News) -> str:
    if not news.works:
        return "changes of records that you follow"
    if len(news.works) == 1:
        return f"“{' '.join(news.works[0].title.split())[:100]}”"
    return f"{len(news.works)}{' and more' if news.more else ''} new works of what you follow"

"""Objections: anyone may say that a record is not to be shown; what they become, and what the objector is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, Objection, User

State = Objection.State

# An objection hides a record within a day whoever sends it: so many a day, and no more.
MOST_OF_A_RECORD = 5
MOST_OF_ALL = 200
_DAY = timedelta(days=1)
# How often a worker looks (CELERY_BEAT_SCHEDULE): the last look within the time is the one that hides.
LOOK_EVERY = timedelta(minutes=5)


class TooMany(NotPossible):
    """No more objections are taken now; the message is a sentence for who wanted to object."""


class AlreadyDecided(NotPossible):
    """Somebody decided the objection before; the message is a sentence for who comes too late."""


def open_objection(author: Author, text: str, email: str = "") -> Objection:
    """The stored objection to the record, or to the one that absorbed it; TooMany where the day's measure is full."""
    with transaction.atomic():
        held = Author.objects.hold_survivor(author.pk)
        now = timezone.now()
        todays = Objection.objects.filter(created_at__gt=now - _DAY)
        if todays.filter(author=held).count() >= MOST_OF_A_RECORD:
            raise TooMany("Several objections to this record came today, and a curator will read them.")
        # The place in the order of their numbers says how many are younger.
        last = Objection.objects.order_by("-id").values_list("created_at", flat=True)[MOST_OF_ALL - 1 : MOST_OF_ALL]
        if any(created > now - _DAY for created in last):
            raise TooMany("So many objections came today that no more can be taken. Please come back tomorrow.")
        hide_at = max(now, now + timedelta(hours=settings.OBJECTION_HOURS) - LOOK_EVERY)
        return Objection.objects.create(author=held, text=text, email=email, hide_at=hide_at)


def due(now: dt.datetime, most: int) -> list[int]:
    """Records that are still shown though an objection's time has come; at most so many."""
    waits = Objection.objects.filter(state=State.OPEN, hide_at__lte=now)
    shown = Q(author__merged_into=None, author__hidden_at=None)
    shown |= Q(author__merged_into__isnull=False, author__merged_into__hidden_at=None)
    roots = waits.filter(shown).annotate(root=Coalesce("author__merged_into", F("author")))
    return list(roots.order_by("root").values_list("root", flat=True).distinct()[:most])


def decide(objection: Objection, state: Objection.State, by: User, reason: str) -> None:
    """Upholds or dismisses it, as it was read: AlreadyDecided where somebody was faster. The answer goes out by mail.

    NotPossible without a reason, or for who claims the record.

    What follows for the record is done in the same transaction by works.hiding, which calls this.
    """
    if not reason.strip():
        raise NotPossible("Please say why; who objected reads it.")
    record = Author.objects.get(pk=objection.author_id)
    about = [pk for pk in (record.pk, record.merged_into_id) if pk]
    if Claim.objects.open().filter(author__in=about, user=by).exists():
        raise NotPossible("Nobody decides about a record that they claim themselves.")
    as_read = Objection.objects.filter(pk=objection.pk, state=objection.state)
    if not as_read.update(state=state, decided_by=by, reason=reason, decided_at=timezone.now()):
        raise AlreadyDecided(_told(Objection.objects.select_related("decided_by").get(pk=objection.pk)))
    objection.refresh_from_db()
    if objection.email:
        transaction.on_commit(lambda: ring(objection.pk), robust=True)


def _told(objection: Objection) -> str:
    who = (objection.decided_by.name if objection.decided_by else "") or "Another curator"
    return f"{who} decided this meanwhile ({objection.get_state_display()}): {objection.reason}"


def still_hide(authors: Collection[int], now: dt.datetime) -> bool:
    """Whether an objection to one of these records keeps it hidden: one that was upheld, or whose time has come."""
    keeps = Q(state=State.UPHELD) | Q(state=State.OPEN, hide_at__lte=now)
    return Objection.objects.filter(keeps, author__in=authors).exists()


def carry(old: int, new: int, since: dt.datetime) -> None:
    """Lets what was objected to the old record since then stand against the new one, too; each is decided by itself.

    The answer goes to the objector once, for the record they wrote about.
    """
    stands = Objection.objects.filter(state__in=(State.OPEN, State.UPHELD), created_at__gt=since)
    fields = ("text", "state", "hide_at", "decided_by", "reason", "decided_at", "created_at")
    there = Objection.objects.filter(author=new, created_at=OuterRef("created_at"), text=OuterRef("text"))
    said = stands.filter(~Exists(there), author=old).order_by("id")
    Objection.objects.bulk_create(
        [Objection(author_id=new, **{field: getattr(one, field) for field in fields}) for one in said]
    )


def ring(objection: int) -> None:
    """Asks a worker to mail the answer; one that is lost is picked up by the beat."""
    current_app.send_task("profiles.answer_objection", [objection])


def unanswered(most: int) -> list[int]:
    """Decided objections whose answer did not leave yet."""
    decided = Objection.objects.exclude(state=State.OPEN).exclude(email="")
    return list(decided.order_by("id").values_list("id", flat=True)[:most])


def answer(objection: int) -> None:
    """Mails the decision to the objector and forgets the address; twice, or killed anywhere, no second mail leaves."""
    asked = Objection.objects.exclude(state=State.OPEN).exclude(email="")
    held = asked.filter(pk=objection).first()
    # Forgotten before the mail leaves: a worker that is killed then loses a mail, and never sends one twice.
    if held is None or not asked.filter(pk=objection).update(email=""):
        return
    try:
        send_mail("Your objection to a record", _letter(held), None, [held.email])
    except OSError:
        Objection.objects.filter(pk=objection, email="").update(email=held.email)
        raise


def _letter(objection: Objection) -> str:
    kept = objection.state == State.UPHELD
    what = "The record is not shown any more." if kept else "The record is shown."
    again = "" if kept else "\n\nIf you do not agree, you can object again on the record's page."
    day = f"{objection.created_at:%-d %B %Y}"
    said = f"On {day} you objected to a record. A curator has looked at it.\n\n{what} {objection.reason}"
    return f"{said}{again}\n\nYour address was used for this answer alone, and is deleted now.\n"

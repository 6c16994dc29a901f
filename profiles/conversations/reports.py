"""Reports: the only door through which the staff may read a conversation, and every opening of it is kept."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from profiles import notices
from profiles.claims.errors import NotPossible
from profiles.models import Conversation, Message, Report, ReportReading, User

MAY_READ = "profiles.read_reported"


def report(conversation: Conversation, user: User, text: str) -> Report:
    """The report of one of the two, of which the other is not told; NotPossible while an earlier one is open."""
    try:
        with transaction.atomic():
            return Report.objects.create(conversation=conversation, user=user, text=text)
    except IntegrityError as error:
        raise NotPossible("You reported this already, and it is being looked at.") from error


def is_open(conversation: Conversation, user: User) -> bool:
    """Whether a report of this person is being looked at."""
    return Report.objects.filter(conversation=conversation, user=user, state=Report.State.OPEN).exists()


def read(report: Report, staff: User) -> list[Message]:
    """All that was written, oldest first, and kept that they read it; what the invitation said is an unsaved first one.

    PermissionDenied without the right to read or for one of the two; NotPossible where the report is not open any more.
    """
    with transaction.atomic():
        held = _hold(report, staff)
        ReportReading.objects.create(report=held, reader=staff)
        talk = held.conversation
        said = Message(
            conversation=talk,
            writer_id=talk.sender_id,
            text=f"{talk.subject}\n\n{talk.text}",
            created_at=talk.created_at,
        )
        return [said, *Message.objects.filter(conversation=talk).order_by("id")]


def close(report: Report, by: User, outcome: str) -> None:
    """Ends the report with what came of it, a sentence that who reported is told; nobody reads on after that."""
    with transaction.atomic():
        held = _hold(report, by)
        closed = {"state": Report.State.CLOSED, "decided_by": by, "outcome": outcome, "decided_at": timezone.now()}
        Report.objects.filter(pk=held.pk, state=Report.State.OPEN).update(**closed)
        notices.tell(held.user, "Your report was looked at", outcome)


def _hold(report: Report, staff: User) -> Report:
    """The open report, held, with its conversation."""
    rows = Report.objects.select_related("conversation").select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=report.pk)
    if not staff.is_staff or not staff.has_perm(MAY_READ):
        raise PermissionDenied("Reading reported conversations needs a right of its own.")
    if staff.pk in {held.conversation.sender_id, held.conversation.recipient_id}:
        raise PermissionDenied("Somebody who is in the conversation cannot judge it.")
    if held.state != Report.State.OPEN:
        raise NotPossible("The report is closed; the conversation can be read only while one is open.")
    return held

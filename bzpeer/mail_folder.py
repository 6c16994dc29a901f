"""The folder that mails go to on one's own machine, as a page: there is no mail server to read them from."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHOWN = 50
# Django puts such a line below each message; one file holds all that were sent over one connection.
_BELOW = re.compile(rb"^-{79}$\n?", re.M)
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, for reading."""

    sent_at: datetime
    to: str
    subject: str
    text: str


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The newest mails of the folder; 404 on an installation, whose mails are nobody's to read."""
    if not settings.LOCAL:
        raise Http404("Mails are sent, not kept, on an installation.")
    return render(request, "mail_folder.html", {"mails": newest(Path(settings.MAIL_DIR))})


def newest(folder: Path) -> list[Mail]:
    """The newest mails in the folder, newest first; what cannot be read is left out."""
    files = sorted(folder.glob("*.log"), key=_written_at, reverse=True) if folder.is_dir() else []
    found: list[Mail] = []
    for file in files:
        found += _in(file)
        if len(found) >= SHOWN:
            break
    return sorted(found, key=lambda mail: mail.sent_at, reverse=True)[:SHOWN]


def _written_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0


def _in(file: Path) -> Iterator[Mail]:
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LONGEST)
    except OSError:
        return
    # The file's own order tells those apart that were sent within a second.
    for part in reversed(_BELOW.split(raw)):
        if part.strip() and (mail := _read(part)):
            yield mail


def _read(raw: bytes) -> Mail | None:
    try:
        message = email.message_from_bytes(raw, _class=EmailMessage, policy=default)
        body = message.get_body(("plain", "html"))
        text = body.get_content() if body else ""
        sent_at = message["Date"].datetime if message["Date"] else None
    except (MessageError, LookupError, ValueError, AttributeError):
        return None
    return Mail(sent_at or datetime.now(UTC), str(message["To"] or ""), str(message["Subject"] or ""), str(text))

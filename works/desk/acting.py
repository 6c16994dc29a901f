"""How a click at the desk becomes a line of the ledger: who may, which line the form was made from, what is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from profiles.models import User
from works.ledger.decisions import By, Conflict
from works.models import Decision

DECIDE, EDIT = "works.decide", "works.edit_fields"
LONGEST_NOTE = 500
_LONGEST_NUMBER = 18


def need(request: HttpRequest, permission: str) -> None:
    """Nothing, or PermissionDenied."""
    if not may(request, permission):
        raise PermissionDenied


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the person has the permission."""
    return cast(User, request.user).has_perm(permission)


def by(request: HttpRequest) -> By:
    """The person, as the ledger writes who decides."""
    return By(cast(User, request.user))


def numbers(values: list[str]) -> list[int]:
    """The row numbers among what a form sent."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER]


def number(value: str | None) -> int:
    """The row number that a form sent; 0, which no row has, where it is none."""
    return next(iter(numbers([value or ""])), 0)


def seen(request: HttpRequest) -> int:
    """The line of the ledger that the form was made from; the first of all where it does not say."""
    return number(request.POST.get("seen"))


def with_note(request: HttpRequest, sentence: str) -> str:
    """The sentence, and what the person typed as the reason."""
    note = " ".join(request.POST.get("note", "").replace("\0", "").split())[:LONGEST_NOTE]
    return f"{sentence} {note}" if note else sentence


def told(request: HttpRequest, verb: Callable[[], Decision]) -> Decision | None:
    """The decision that the verb took, or None where it could not; the person is told, and how to undo it."""
    try:
        decision = verb()
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return None
    address = reverse("admin:works_decision_change", args=[decision.pk])
    words = "Take the undoing back" if decision.kind == Decision.Kind.UNDO else "Undo"
    messages.success(request, format_html('{} <a class="desk-undo" href="{}">{}</a>', decision.reason, address, words))
    return decision

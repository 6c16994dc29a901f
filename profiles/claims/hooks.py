"""What allauth says of addresses, which it says by signals alone: claims follow the addresses that are confirmed."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed, email_removed

from profiles.claims import evidence
from profiles.models import User


def listen() -> None:
    """From now on, claims are told; called once, when the room is ready."""
    email_confirmed.connect(_confirmed, dispatch_uid="claims")
    email_changed.connect(_moved, dispatch_uid="claims")
    email_removed.connect(_moved, dispatch_uid="claims")


def _confirmed(email_address: EmailAddress, **_: Any) -> None:
    evidence.emails_changed(email_address.user)


def _moved(user: User, **_: Any) -> None:
    evidence.emails_changed(user)

"""allauth in our words, and with a log-in that counts as having just shown who one is."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse

from profiles.models import User

# What a thief at an open browser cannot do: a log-in by ORCID may need no more than a press of a button.
_SHOWN_BY = {"password", "mfa"}
_WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in, addresses and passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off.",
        "cannot_remove_primary_email": "The primary e-mail address cannot be removed.",
        "duplicate_email": "This e-mail address belongs to your account already.",
        "email_password_mismatch": "The e-mail address or the password is not correct.",
        "email_taken": "There is an account with this e-mail address already.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This code is not correct.",
        "incorrect_password": "This password is not correct.",
        "max_email_addresses": "An account has at most %d e-mail addresses.",
        "rate_limited": "That was too often in a short time. Try again later.",
        "too_many_login_attempts": "Too many log-ins failed. Try again later.",
        "unverified_primary_email": "Confirm this e-mail address first.",
    }

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **kwargs: Any) -> HttpResponse:
        """Where the person goes next; a password that was just chosen counts as one that was typed."""
        if signup and user.has_usable_password():
            record_authentication(request, user, method="password")
        answer: HttpResponse = super().post_login(request, user, signup=signup, **kwargs)
        return answer

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the person shows who they are once more: not for a while after a log-in."""
        return super().is_reauthentication_required(app=app, **kwargs) and not _logged_in_just_now(self.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways in which this person can do that, the first of them first."""
        found = super().get_reauthentication_methods(user)
        return [way | {"description": _WAYS.get(way["id"], way["description"])} for way in found]


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "This second factor cannot be taken off.",
        "cannot_generate_recovery_codes": "Recovery codes come with a second factor; set one up first.",
        "incorrect_code": "This code is not correct.",
        "unverified_email": "Confirm your e-mail address before you set up a second factor.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """The name that is offered for a new passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser says a passkey is for."""
        return {**super().get_public_key_credential_rp_entity(), "name": "BZPEER"}


def _logged_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record["method"] in _SHOWN_BY]
    return bool(moments) and time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT

"""Staff prove a second factor before they reach the desk, in the session they come with."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from bzpeer.parts import HtmxRequest
from profiles.models import User

# Recovery codes come with one of these, and open in its place.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SET_UP = "The desk asks everybody who works there for a second factor. Set one up: a passkey, or an app with codes."
PROVE = "You set up a second factor since you logged in here. Show it once, and the desk opens."


class StaffSecondFactorMiddleware:
    """Leads staff without a second factor from the admin to where they set one up or show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The admin's answer for who showed a second factor in this session; else the way to it."""
        if not settings.STAFF_SECOND_FACTOR or not _is_desk(request.path):
            return self.get_response(request)
        user = request.user
        # Everybody else is sent away by the admin itself.
        if not (user.is_authenticated and user.is_staff) or has_shown(request, user):
            return self.get_response(request)
        return _lead(request, user)


def has_factor(user: User) -> bool:
    """Whether the account has a second factor that is no mere recovery code."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def has_shown(request: HttpRequest, user: User) -> bool:
    """Whether this session was opened, or confirmed since, with a second factor that the account still has."""
    records = get_authentication_records(request, user)
    shown = {record.get("id") for record in records if record["method"] == "mfa"}
    kinds = dict(Authenticator.objects.filter(user=user).values_list("id", "type"))
    # Shown with what was taken off since, a session proves nothing; recovery codes alone are no second factor.
    return bool(shown & kinds.keys()) and any(kind in FACTORS for kind in kinds.values())


def _is_desk(path: str) -> bool:
    return path.startswith(reverse("admin:index")) and path != reverse("admin:logout")


def _lead(request: HttpRequest, user: User) -> HttpResponse:
    if has_factor(user):
        sentence, address = PROVE, _to_show(user)
        back_to = request.get_full_path() if request.method == "GET" else reverse("admin:index")
        address = f"{address}?{urlencode({'next': back_to})}"
    else:
        sentence, address = SET_UP, reverse("mfa_index")
    messages.info(request, sentence)
    return HttpResponseClientRedirect(address) if cast(HtmxRequest, request).htmx else redirect(address)


def _to_show(user: User) -> str:
    # A passkey alone cannot be typed: its page asks the browser for it.
    has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")

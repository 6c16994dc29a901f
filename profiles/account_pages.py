"""The page of one's own account, from which everything about it is reached."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import ConfirmEmailView
from allauth.core import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import ListWebAuthnView
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import leaving
from profiles.models import Claim, User


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of an account."""

    class Meta:
        model = User
        fields = ("name",)


class LeavingForm(forms.Form):
    """The person says once more that the account is to go."""

    sure = forms.BooleanField(label="Yes, delete my account for good", error_messages={"required": "Tick this first."})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """What the account is made of, with the way to each part; takes its name."""
    user = request.user
    assert user.is_authenticated
    form = NameForm(request.POST if request.method == "POST" else None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name is saved.")
        return redirect("account_home")
    return render(request, "account/home.html", {"form": form, **_parts(user)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, app="allauth.account")  # type: ignore[untyped-decorator]
def delete(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays; deletes the account once its person proved to be there and said so."""
    user = request.user
    assert user.is_authenticated
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (refused := ratelimit.consume_or_429(request, action="delete_account", user=user)):
        return cast(HttpResponse, refused)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.leave(User.objects.get(pk=user.pk))
        except leaving.LastAdministrator as why:
            form.add_error(None, str(why))
        else:
            logout(request)
            messages.success(request, "Your account is deleted. Thank you for having been here.")
            return redirect("home")
    return render(request, "account/delete.html", {"form": form, "claims": Claim.objects.open().filter(user=user)})


class ConfirmAddress(ConfirmEmailView):  # type: ignore[misc]
    """Confirms an address by the link in its mail; a link that was used already says so."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirms; pressed twice, the second answer is that it is done."""
        try:
            return cast(HttpResponse, super().post(*args, **kwargs))
        except Http404:
            self.object = None
            return cast(HttpResponse, self.render_to_response(self.get_context_data()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth tells, and whether the link did its work before."""
        done = not self.object and _was_confirmed(self.kwargs["key"])
        return {**super().get_context_data(**kwargs), "done": done}


class _Unconfirmed:
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth lets nobody with such an address set up a second factor, and says so only afterwards.
        found = EmailAddress.objects.filter(user=cast(User, self.request.user), verified=False).order_by("email")
        told: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return told | {"unconfirmed": list(found)}


class SecondFactor(_Unconfirmed, IndexView):  # type: ignore[misc]
    """The second factors of the account, and what stands in the way of a new one."""


class Passkeys(_Unconfirmed, ListWebAuthnView):  # type: ignore[misc]
    """The passkeys of the account, and what stands in the way of a new one."""


def _was_confirmed(key: str) -> bool:
    try:
        pk = signing.loads(key, salt=app_settings.SALT)
    except signing.BadSignature:
        return False
    return bool(EmailAddress.objects.filter(pk=pk, verified=True).exists())


def _parts(user: User) -> dict[str, Any]:
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "orcids": SocialAccount.objects.filter(user=user),
        "claims": Claim.objects.filter(user=user).select_related("author"),
    }

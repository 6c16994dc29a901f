"""Log-in with ORCID, where the installation has a key for it: allauth's flow, with our addresses and our checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.orcid.provider import OrcidProvider
from allauth.socialaccount.providers.orcid.views import OrcidOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

_IDENTIFIER = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")

type View = Callable[..., HttpResponse]


def record(orcid: str) -> dict[str, Any]:
    """The public record of an ORCID iD as its API tells it now; OAuth2Error or requests' errors where it does not."""
    if not _IDENTIFIER.fullmatch(orcid):
        raise OAuth2Error("This is no ORCID iD.")
    with get_adapter().get_requests_session() as session:
        address = f"{settings.ORCID_API_URL}/v3.0/{orcid}/record"
        answer = session.get(address, headers={"accept": "application/orcid+json"}, allow_redirects=False)
    if answer.status_code != 200:
        raise OAuth2Error(f"ORCID answered {answer.status_code} for a record.")
    found = answer.json()
    told = found.get("orcid-identifier") if isinstance(found, dict) else None
    if not isinstance(told, dict) or told.get("path") != orcid:
        raise OAuth2Error("ORCID answered with something else than the record that was asked for.")
    return dict(found)


class Adapter(OrcidOAuth2Adapter):  # type: ignore[misc]
    """ORCID's OAuth at the addresses of the settings."""

    @property
    def authorize_url(self) -> str:
        """Where a person says that the site may know their ORCID iD."""
        return f"{settings.ORCID_URL}/oauth/authorize"

    @property
    def access_token_url(self) -> str:
        """Where the site exchanges the answer for the iD."""
        return f"{settings.ORCID_URL}/oauth/token"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """The log-in of the person whose record ORCID tells; OAuth2Error where its answers make no sense."""
        found = record(str(kwargs["response"].get("orcid", "")))
        return self.get_provider().sociallogin_from_response(request, found)


class Provider(OrcidProvider):  # type: ignore[misc]
    """ORCID, under its name."""

    name = "ORCID"
    oauth2_adapter_class = Adapter

    @classmethod
    def get_package(cls) -> str:
        """Where allauth looks for the rest of it: at its own provider."""
        return str(OrcidProvider.__module__.rpartition(".")[0])


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One provider at most, from the settings alone; an account takes its name from ORCID's record."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """ORCID, where the installation has a key; no table is asked."""
        if not settings.ORCID_CLIENT_ID or provider not in {None, Provider.id}:
            return []
        return [SocialApp(provider=Provider.id, client_id=settings.ORCID_CLIENT_ID, secret=settings.ORCID_SECRET)]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """The account to be, with the name that the record gives."""
        user = super().populate_user(request, sociallogin, data)
        user.name = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name")).strip()[:200]
        return user


def switched_on(view: View) -> View:
    """The view, which is not there where the installation has no key for ORCID."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.ORCID_CLIENT_ID:
            raise Http404("Log-in with ORCID is switched off.")
        return view(request, *args, **kwargs)

    return wrapped


login = switched_on(OAuth2LoginView.adapter_view(Adapter))
callback = switched_on(OAuth2CallbackView.adapter_view(Adapter))

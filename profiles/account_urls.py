"""Addresses of a person's account beside allauth's own."""

from allauth.socialaccount import views as social
from django.urls import path, re_path

from profiles import account_pages, orcid

urlpatterns = [
    path("", account_pages.home, name="account_home"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account_pages.ConfirmAddress.as_view()),
    path("second-factor/", account_pages.SecondFactor.as_view()),
    path("second-factor/webauthn/", account_pages.Passkeys.as_view()),
    path("delete/", account_pages.delete, name="delete_account"),
    path("orcid/login/", orcid.login, name="orcid_login"),
    path("orcid/login/callback/", orcid.callback, name="orcid_callback"),
    path("orcid/login/cancelled/", orcid.switched_on(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("orcid/login/error/", orcid.switched_on(social.login_error), name="socialaccount_login_error"),
    path("orcid/signup/", orcid.switched_on(social.signup), name="socialaccount_signup"),
    path("orcid/", orcid.switched_on(social.connections), name="socialaccount_connections"),
]

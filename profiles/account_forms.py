"""allauth's forms with our words on their fields."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey
from allauth.socialaccount.forms import SignupForm
from django import forms

_ADDRESS = {"login": "E-mail address", "email": "E-mail address"}
_NEW_PASSWORD = {
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password (again)",
}
_CODE = {"code": "Code from your app, or a recovery code"}


class _Worded:
    fields: dict[str, forms.Field]
    label_suffix: str | None
    words: ClassVar[dict[str, str]] = _ADDRESS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = self.words.get(name, field.label)
            # They repeat the label, in other words.
            field.widget.attrs.pop("placeholder", None)


class LogIn(_Worded, account.LoginForm):  # type: ignore[misc]
    """The log-in with a password."""


class SignUp(_Worded, account.SignupForm):  # type: ignore[misc]
    """A new account with a password."""


class SignUpWithOrcid(_Worded, SignupForm):  # type: ignore[misc]
    """A new account of somebody whom ORCID named."""


class AddAddress(_Worded, account.AddEmailForm):  # type: ignore[misc]
    """One more e-mail address."""

    words = {"email": "Another e-mail address"}


class ForgotPassword(_Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Asks for the link with which another password is chosen."""


class ChangePassword(_Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password, by who knows the old one."""

    words = _NEW_PASSWORD


class ChoosePassword(_Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Another password, by who came with a link."""

    words = _NEW_PASSWORD


class SetPassword(_Worded, account.SetPasswordForm):  # type: ignore[misc]
    """The first password of an account."""


class ShowPassword(_Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class ShowCode(_Worded, factor.AuthenticateForm):  # type: ignore[misc]
    """A code, at the log-in."""

    words = _CODE


class ShowCodeAgain(_Worded, factor.ReauthenticateForm):  # type: ignore[misc]
    """A code, once more."""

    words = _CODE


class SetUpApp(_Worded, ActivateTOTPForm):  # type: ignore[misc]
    """The first code from an app, which shows that it has the secret."""

    words = {"code": "Code from your app"}

    @property
    def groups(self) -> list[str]:
        """The secret as people read it: four letters at a time."""
        return [self.secret[start : start + 4] for start in range(0, len(self.secret), 4)]


class AddPasskey(_Worded, passkey.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    words = {"name": "Name", "passwordless": "Log in with it alone, without the password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "Only for you, to tell your passkeys apart."
        asked = "The device then asks for a fingerprint, your face or a PIN. Without this it is a second factor only."
        self.fields["passwordless"].help_text = asked


class RenamePasskey(_Worded, passkey.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

"""Second factors: codes, recovery codes, and the door of the desk, which asks the staff for one."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client

from profiles.models import User
from tests.make import log_in, make_user
from tests.production import environment, python

pytestmark = pytest.mark.django_db

SET_UP, PROVE = "/accounts/second-factor/", "/accounts/second-factor/reauthenticate/?next=%2Fadmin%2F"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def _asked(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


def code(secret: str) -> str:
    """What an app with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def with_app(user: User) -> str:
    """The secret of the app that this person set up before."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def type_password(client: Client, user: User, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": "open sesame", **more})


@pytest.mark.usefixtures("_asked")
def test_staff_without_a_second_factor_is_led_to_set_one_up(client: Client) -> None:
    log_in(client, make_user("Grace", is_staff=True, is_superuser=True))
    for address in ("/admin/", "/admin/works/work/", "/admin/profiles/user/add/", "/admin/nowhere/"):
        assert client.get(address)["Location"] == SET_UP
    assert client.post("/admin/profiles/user/add/", {"email": "x@example.org"})["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "asks everybody who works there for a second factor" in page
    assert client.get("/", follow=True).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_asked")
def test_the_desk_opens_once_the_app_is_set_up_and_shown(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    log_in(client, grace)
    page = client.get("/accounts/second-factor/totp/activate/").content.decode()
    groups = re.findall(r"<span>([A-Z2-7]{4})</span>", page)
    secret = "".join(groups)
    assert len(groups) == 8
    answer = client.post("/accounts/second-factor/totp/activate/", {"code": code(secret)})
    assert mail.outbox[-1].subject == "BZPEER: An app with codes is your second factor"
    assert answer["Location"] == "/accounts/second-factor/recovery-codes/"
    assert len(re.findall(r"^\d{8}", client.get(answer["Location"]).content.decode(), re.M)) >= 9
    assert client.get("/admin/")["Location"] == PROVE
    client.post(PROVE, {"code": code(secret), "next": "/admin/"})
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_asked")
def test_who_logs_in_with_a_code_reaches_the_desk_and_who_types_the_password_alone_does_not(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    secret = with_app(grace)
    assert type_password(client, grace, next="/admin/")["Location"].startswith("/accounts/second-factor/authenticate/")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/accounts/")["Location"].startswith("/accounts/login/")
    client.post("/accounts/second-factor/authenticate/", {"code": code(secret)})
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_asked")
def test_a_session_from_before_shows_the_factor_first(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    client.force_login(grace)
    with_app(grace)
    assert client.get("/admin/")["Location"] == PROVE
    assert "Show it once" in client.get(PROVE).content.decode()


@pytest.mark.usefixtures("_asked")
def test_whoever_takes_the_factor_off_again_is_locked_out_again(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    secret = with_app(grace)
    type_password(client, grace)
    client.post("/accounts/second-factor/authenticate/", {"code": code(secret)})
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == SET_UP


@pytest.mark.usefixtures("_asked")
def test_recovery_codes_alone_are_no_second_factor(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    RecoveryCodes.activate(grace)
    client.force_login(grace)
    assert client.get("/admin/")["Location"] == SET_UP


@pytest.mark.usefixtures("_asked")
def test_a_recovery_code_opens_once(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    with_app(grace)
    [first, *_] = RecoveryCodes.activate(grace).get_unused_codes()
    type_password(client, grace)
    client.post("/accounts/second-factor/authenticate/", {"code": first})
    assert client.get("/admin/").status_code == 200
    again = Client()
    type_password(again, grace)
    assert (
        "This code is not correct"
        in again.post("/accounts/second-factor/authenticate/", {"code": first}).content.decode()
    )


@pytest.mark.usefixtures("_asked")
def test_strangers_and_readers_are_sent_away_as_ever(client: Client) -> None:
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    client.force_login(make_user("Cleo"))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/accounts/").status_code == 200


def test_on_ones_own_machine_the_demo_accounts_reach_the_desk_without(client: Client) -> None:
    client.force_login(make_user("Grace", is_staff=True))
    assert client.get("/admin/").status_code == 200
    assert "required" not in client.get("/accounts/").content.decode()


def test_an_installation_asks_for_it_unless_it_says_otherwise() -> None:
    command = "from bzpeer import settings; print(settings.STAFF_SECOND_FACTOR)"
    assert python("-c", command, env=environment()).stdout == "True\n"
    assert python("-c", command, env=environment(STAFF_SECOND_FACTOR="0")).stdout == "False\n"


def test_codes_are_not_guessed_for_long(client: Client) -> None:
    cleo = make_user("Cleo")
    secret = with_app(cleo)
    type_password(client, cleo)
    wrong = f"{(int(code(secret)) + 500_000) % 1_000_000:06}"
    for _ in range(5):
        client.post("/accounts/second-factor/authenticate/", {"code": wrong})
    answer = client.post("/accounts/second-factor/authenticate/", {"code": code(secret)})
    assert "Too many log-ins failed" in answer.content.decode()
    assert "Log out" not in client.get("/").content.decode()


def test_setting_a_factor_up_asks_for_the_password(client: Client) -> None:
    client.force_login(make_user("Cleo"))
    for way in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        answer = client.get(f"/accounts/second-factor/{way}")
        assert answer["Location"].startswith("/accounts/reauthenticate/?next="), way


def test_an_unconfirmed_address_is_confirmed_before_a_factor_locks_it(client: Client) -> None:
    cleo = make_user("Cleo")
    EmailAddress.objects.create(user=cleo, email=cleo.email, primary=True, verified=False)
    log_in(client, cleo)
    for way in ("", "webauthn/"):
        page = client.get(f"/accounts/second-factor/{way}").content.decode()
        assert "Not confirmed: cleo@example.org" in page
        assert 'href="/accounts/email/"' in page
        assert "Set up an app" not in page
        assert "Add a passkey" not in page
    page = client.get("/accounts/second-factor/totp/activate/", follow=True).content.decode()
    assert "Confirm your e-mail address before you set up a second factor." in page
    EmailAddress.objects.update(verified=True)
    page = client.get("/accounts/second-factor/").content.decode()
    assert "Not confirmed" not in page
    assert "Set up an app" in page


def test_who_has_a_factor_can_still_add_an_address(client: Client) -> None:
    cleo = make_user("Cleo")
    log_in(client, cleo)
    with_app(cleo)
    client.post("/accounts/email/", {"action_add": "", "email": "cleo@pku.edu.cn"})
    assert EmailAddress.objects.filter(user=cleo, email="cleo@pku.edu.cn", verified=False).exists()


@pytest.mark.usefixtures("_asked")
def test_a_session_opened_with_a_factor_that_is_gone_shows_the_new_one(client: Client) -> None:
    grace = make_user("Grace", is_staff=True)
    secret = with_app(grace)
    type_password(client, grace)
    client.post("/accounts/second-factor/authenticate/", {"code": code(secret)})
    assert client.get("/admin/").status_code == 200
    # The telephone was stolen, and another one is set up.
    Authenticator.objects.all().delete()
    with_app(grace)
    assert client.get("/admin/")["Location"] == PROVE


def test_a_log_in_with_the_password_counts_as_having_typed_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cleo = make_user("Cleo")
    type_password(client, cleo)
    way = "/accounts/second-factor/totp/activate/"
    assert client.get(way).status_code == 200
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(way)["Location"].startswith("/accounts/reauthenticate/?next=")


def test_a_sign_up_with_a_password_counts_too(client: Client) -> None:
    words = {"email": "dee@example.org", "password1": "correct horse battery", "password2": "correct horse battery"}
    client.post("/accounts/signup/", words)
    EmailAddress.objects.update(verified=True)
    assert client.get("/accounts/second-factor/totp/activate/").status_code == 200


def test_the_log_in_offers_a_passkey_only_to_who_has_one(client: Client) -> None:
    cleo = make_user("Cleo")
    with_app(cleo)
    page = client.get(type_password(client, cleo)["Location"]).content.decode()
    assert "Code from your app" in page
    assert "passkey" not in page


def test_new_recovery_codes_say_what_becomes_of_the_old_ones(client: Client) -> None:
    cleo = make_user("Cleo")
    log_in(client, cleo)
    with_app(cleo)
    RecoveryCodes.activate(cleo)
    page = client.get("/accounts/second-factor/recovery-codes/").content.decode()
    assert 'class="button secondary" href="/accounts/second-factor/recovery-codes/generate/"' in page
    assert "New codes end the old ones" in page
    assert "The codes that you have end at once" in client.get(SET_UP + "recovery-codes/generate/").content.decode()

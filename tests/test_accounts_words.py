"""What accounts say: mails that name the site, one vocabulary, and buttons only where they do something."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from tests.make import log_in
from tests.test_accounts_pages import confirmed, link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_mails_name_the_site_and_nobody(client: Client) -> None:
    words = {"email": "dee&co@example.org", "password1": "correct horse battery", "password2": "correct horse battery"}
    client.post("/accounts/signup/", words)
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    client.post("/accounts/password/reset/", {"email": "dee&co@example.org"})
    client.post("/accounts/signup/", words)
    welcome, unknown, reset = mail.outbox[:3]
    assert welcome.subject == "BZPEER: Confirm your e-mail address"
    assert "signed up with dee&co@example.org." in welcome.body
    assert unknown.subject == "BZPEER: There is no account with this e-mail address"
    assert reset.subject == "BZPEER: Choose another password"
    for sent in mail.outbox:
        assert str(sent.body).endswith("-- \nBZPEER, http://testserver/")
        assert "Hello from" not in str(sent.body)


def test_a_notice_of_a_change_says_when_and_what_to_do(client: Client) -> None:
    cleo = confirmed("Cleo")
    log_in(client, cleo)
    words = {"oldpassword": "open sesame", "password1": "battery staple 9", "password2": "battery staple 9"}
    client.post("/accounts/password/change/", words)
    assert mail.outbox[-1].subject == "BZPEER: Your password was changed"
    body = str(mail.outbox[-1].body)
    assert re.search(r"It was done on \d{1,2} [A-Z][a-z]{2} 20\d\d at \d\d:\d\d UTC, from 127.0.0.1", body)
    assert "http://testserver/accounts/password/reset/" in body


def test_a_reset_ends_at_the_log_in_and_its_link_used_again_offers_another(client: Client) -> None:
    confirmed("Cleo")
    client.post("/accounts/password/reset/", {"email": "cleo@example.org"})
    address = link("/accounts/password/reset/key/")
    form = client.get(address)["Location"]
    words = {"password1": "battery staple 9", "password2": "battery staple 9"}
    done = client.post(form, words, follow=True).content.decode()
    assert "Your password is changed" in done
    assert '<a class="button" href="/accounts/login/">Log in</a>' in done
    again = Client().get(address).content.decode()
    assert "This link does not work any more" in again
    assert "Bad Token" not in again
    assert 'action="/accounts/password/reset/"' in again


def test_an_address_has_the_buttons_that_do_something(client: Client) -> None:
    cleo = confirmed("Cleo")
    client.force_login(cleo)
    assert "action_primary" not in client.get("/accounts/email/").content.decode()
    assert "action_send" not in client.get("/accounts/email/").content.decode()
    EmailAddress.objects.create(user=cleo, email="new@example.org")
    page = client.get("/accounts/email/").content.decode()
    assert page.count("action_send") == page.count("action_remove") == 1
    assert "action_primary" not in page
    EmailAddress.objects.update(verified=True)
    page = client.get("/accounts/email/").content.decode()
    assert page.count("action_primary") == page.count("action_remove") == 1
    assert "action_send" not in page


# What allauth says of itself and we say otherwise.
THEIRS = re.compile(
    r"[Ee]mail\b|[Ss]ign(ed)?[ -](in|out|ing)\b|[Tt]wo-[Ff]actor|[Aa]uthenticator|[Ss]ecurity [Kk]ey\b"
    r"|[Vv]erif(y|ied)\b"
)


@pytest.mark.parametrize(
    "way",
    [
        "email/", "password/change/", "reauthenticate/", "second-factor/", "second-factor/webauthn/",
        "second-factor/webauthn/add/", "second-factor/totp/activate/", "login/", "signup/", "password/reset/",
    ],
)  # fmt: skip
def test_the_pages_speak_with_one_vocabulary(client: Client, way: str) -> None:
    if way not in {"login/", "signup/", "password/reset/"}:
        log_in(client, confirmed("Cleo"))
    page = client.get(f"/accounts/{way}")
    assert page.status_code == 200
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    text = re.sub(r"<script.*?</script>|<[^>]*>", " ", main, flags=re.S).replace("a security key.", "")
    assert THEIRS.findall(text) == []
    for heading in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", main):
        assert not re.search(r" (?!BZPEER|ORCID)[A-Z]", heading), heading

"""The mails of one's own machine as a page; an installation has no such page."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from bzpeer import mail_folder
from tests.make import make_user
from tests.production import environment, python

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Mails go where the embedded run puts them."""
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    settings.MAIL_DIR = str(tmp_path)
    return tmp_path


def link_in(page: str, way: str) -> str:
    found = re.search(rf'href="http://testserver({way}[^"]+)"', page)
    assert found, page
    return found[1]


def test_a_person_confirms_their_address_by_the_link_on_the_page(client: Client) -> None:
    words = {"email": "dee@example.org", "password1": "correct horse battery", "password2": "correct horse battery"}
    client.post("/accounts/signup/", words)
    page = client.get("/mail/").content.decode()
    assert "To dee@example.org" in page
    address = link_in(page, "/accounts/confirm-email/")
    assert "Is <strong>dee@example.org</strong> yours" in client.get(address).content.decode()
    client.post(address)
    assert EmailAddress.objects.get(email="dee@example.org").verified


def test_a_forgotten_password_is_reset_by_the_link_on_the_page(client: Client) -> None:
    make_user("Cleo")
    sent = client.post("/accounts/password/reset/", {"email": "cleo@example.org"}, follow=True).content.decode()
    assert 'href="/mail/"' in sent
    address = link_in(client.get("/mail/").content.decode(), "/accounts/password/reset/key/")
    form = client.get(address, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "battery staple 9", "password2": "battery staple 9"})
    client.post("/accounts/login/", {"login": "cleo@example.org", "password": "battery staple 9"})
    assert "Log out" in client.get("/").content.decode()


def test_several_mails_of_one_connection_and_long_or_foreign_texts_are_read_apart(folder: Path) -> None:
    from django.core.mail import mailers

    long = "This line is long enough to be wrapped by the transfer encoding, " * 5 + "and here is its end."
    bodies = ["first\n\n" + "-" * 79 + "\n\nstill the first?", "Grüße aus 北京", long]
    mailers.default.send_messages(
        [EmailMessage(f"Mail {number} – ü", body, to=["cleo@example.org"]) for number, body in enumerate(bodies)]
    )
    found = {mail.subject: mail.text.strip() for mail in mail_folder.newest(folder)}
    assert found["Mail 1 – ü"] == bodies[1]
    assert found["Mail 2 – ü"] == long
    assert found["Mail 0 – ü"].startswith("first")


def test_the_newest_comes_first_and_old_ones_fall_off(folder: Path) -> None:
    for number in range(55):
        EmailMessage(f"Mail {number}", "text", to=["cleo@example.org"]).send()
        newest = max(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    found = mail_folder.newest(folder)
    assert len(found) == mail_folder.SHOWN
    assert found[0].subject == "Mail 54"


def test_what_is_no_mail_is_left_out_and_html_is_text(client: Client, folder: Path) -> None:
    (folder / "broken.log").write_bytes(b"\xff\xfe\x00 no mail at all")
    (folder / "secret.txt").write_text("Subject: not shown\n\nnot a mail of ours")
    (folder / "gone.log").symlink_to("/nowhere/at/all")
    EmailMessage("<b>bold</b>", "<script>alert(1)</script> https://example.org/?a=1&b=2", to=["c@example.org"]).send()
    page = client.get("/mail/").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "not shown" not in page
    assert 'href="https://example.org/?a=1&amp;b=2"' in page


def test_the_page_takes_no_name_of_a_file(client: Client) -> None:
    for way in ("/mail/../settings.py", "/mail/x.log", "/mail/..%2f..%2fetc%2fpasswd"):
        assert client.get(way).status_code == 404
    assert "root:" not in client.get("/mail/?file=../../../etc/passwd").content.decode()


def test_an_installation_has_no_such_page(client: Client, settings: Any) -> None:
    settings.LOCAL = False
    assert client.get("/mail/").status_code == 404
    command = "import django; django.setup(); from django.urls import resolve; resolve('/mail/')"
    assert "Resolver404" in python("-c", command, env=environment()).stderr

"""The account of a person: its page, its addresses, and the limits on what sends mail or guesses passwords."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from profiles import addresses_of
from profiles.models import Claim, User
from tests.make import import_seeds, log_in, make_user, owner

pytestmark = pytest.mark.django_db

TOO_OFTEN = "That was too often in a short time"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def confirmed(name: str) -> User:
    user = make_user(name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def link(way: str) -> str:
    """The address in the newest mail that begins so."""
    found = re.search(rf"http://testserver({way}\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def test_an_address_is_confirmed_by_its_mail_and_counts_only_then(client: Client) -> None:
    words = {"email": "dee@example.org", "password1": "correct horse battery", "password2": "correct horse battery"}
    client.post("/accounts/signup/", words)
    dee = User.objects.get()
    assert addresses_of.confirmed(dee) == []
    address = link("/accounts/confirm-email/")
    client.get(address)
    assert addresses_of.confirmed(dee) == [], "a program that fetches links confirms nothing"
    client.post(address)
    assert addresses_of.confirmed(dee) == ["dee@example.org"]
    assert addresses_of.for_mail(dee) == "dee@example.org"
    for again in (client.get(address), Client().get(address), client.post(address)):
        assert "Your e-mail address is confirmed" in again.content.decode()
    assert "is confirmed" not in client.get("/accounts/confirm-email/x:y:z/").content.decode()


def test_the_account_page_leads_to_everything(client: Client) -> None:
    import_seeds("000")
    cleo = confirmed("Cleo")
    Claim.objects.create(user=cleo, author=owner("Jiacheng Sun"), name="Cleo")
    client.force_login(cleo)
    page = client.get("/accounts/").content.decode()
    assert "Jiacheng Sun" in page
    for way in re.findall(r'href="(/[^"#]*)"', page):
        assert client.get(way, follow=True).status_code == 200, way
    for way in ("/inbox/", "/accounts/email/", "/accounts/second-factor/", "/accounts/data/", "/accounts/delete/"):
        assert f'href="{way}"' in page


def test_strangers_are_led_to_the_log_in_and_back(client: Client) -> None:
    for way in ("/accounts/", "/accounts/email/", "/accounts/second-factor/", "/accounts/delete/", "/accounts/data/"):
        assert client.get(way)["Location"] == f"/accounts/login/?next={way}"


def test_a_name_is_kept_and_one_that_is_too_long_or_no_text_is_said(client: Client) -> None:
    cleo = confirmed("Cleo")
    client.force_login(cleo)
    assert client.post("/accounts/", {"name": "Cleo <Byte>"})["Location"] == "/accounts/"
    assert "Cleo &lt;Byte&gt;" in client.get("/accounts/").content.decode()
    assert "at most 200 characters" in client.post("/accounts/", {"name": "x" * 201}).content.decode()
    assert "Null characters are not allowed" in client.post("/accounts/", {"name": "a\0b"}).content.decode()
    assert User.objects.get().name == "Cleo <Byte>"


def test_an_address_is_added_confirmed_made_the_first_and_the_old_one_removed(client: Client) -> None:
    cleo = confirmed("Cleo")
    log_in(client, cleo)
    client.post("/accounts/email/", {"action_add": "", "email": "cleo@pku.edu.cn"})
    assert addresses_of.confirmed(cleo) == ["cleo@example.org"]
    client.post(link("/accounts/confirm-email/"))
    client.post("/accounts/email/", {"action_primary": "", "email": "cleo@pku.edu.cn"})
    assert addresses_of.for_mail(cleo) == "cleo@pku.edu.cn"
    client.post("/accounts/email/", {"action_remove": "", "email": "cleo@example.org"})
    assert addresses_of.confirmed(cleo) == ["cleo@pku.edu.cn"]
    assert User.objects.get().email == "cleo@pku.edu.cn"


def test_who_found_an_open_browser_changes_nothing_without_the_password(client: Client) -> None:
    cleo = confirmed("Cleo")
    client.force_login(cleo)
    sent = client.post("/accounts/email/", {"action_add": "", "email": "thief@example.org"})
    assert sent["Location"].startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="thief@example.org").exists()


def test_a_new_password_ends_the_old_one_and_is_told_by_mail(client: Client) -> None:
    cleo = confirmed("Cleo")
    log_in(client, cleo)
    words = {"oldpassword": "open sesame", "password1": "battery staple 9", "password2": "battery staple 9"}
    assert client.post("/accounts/password/change/", words).status_code == 302
    assert "password" in mail.outbox[-1].subject.lower()
    assert User.objects.get().check_password("battery staple 9")


def test_for_addresses_without_an_account_the_answer_is_the_same(client: Client) -> None:
    confirmed("Cleo")
    known = client.post("/accounts/password/reset/", {"email": "cleo@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content


def test_mail_goes_nowhere_where_several_addresses_are_confirmed_and_none_is_the_first() -> None:
    cleo = make_user("Cleo")
    for name in ("a", "b"):
        EmailAddress.objects.create(user=cleo, email=f"{name}@example.org", verified=True, primary=False)
    assert addresses_of.for_mail(cleo) is None
    assert addresses_of.confirmed(cleo) == ["a@example.org", "b@example.org"]


def repeat(client: Client, times: int, address: str, words: dict[str, str]) -> list[int]:
    return [client.post(address, words).status_code for _ in range(times)]


def test_sign_ups_from_one_address_are_limited(client: Client) -> None:
    answers = repeat(client, 11, "/accounts/signup/", {"email": "x", "password1": "x", "password2": "y"})
    assert answers == [200] * 10 + [429]
    assert TOO_OFTEN in client.post("/accounts/signup/").content.decode()


def test_nobodys_mailbox_is_flooded_with_resets(client: Client) -> None:
    confirmed("Cleo")
    answers = repeat(client, 6, "/accounts/password/reset/", {"email": "cleo@example.org"})
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_passwords_are_not_guessed_for_long_from_anywhere(client: Client) -> None:
    confirmed("Cleo")
    for number in range(5):
        Client(REMOTE_ADDR=f"10.0.{number}.1").post("/accounts/login/", {"login": "cleo@example.org", "password": "no"})
    answer = client.post("/accounts/login/", {"login": "CLEO@example.org", "password": "open sesame"})
    assert "Too many log-ins failed" in answer.content.decode()
    assert "Log out" not in client.get("/").content.decode()


def test_log_ins_from_one_address_are_limited(client: Client) -> None:
    answers = [client.post("/accounts/login/", {"login": f"{n}@example.org", "password": "no"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert TOO_OFTEN in answers[-1].content.decode()


@pytest.mark.parametrize(
    ("address", "words", "times"),
    [
        ("/accounts/reauthenticate/", {"password": "a guess"}, 5),
        ("/accounts/password/change/", {"oldpassword": "a guess"}, 5),
        ("/accounts/email/", {"action_add": "", "email": "not an address"}, 10),
    ],
)
def test_who_is_logged_in_is_limited_too(client: Client, address: str, words: dict[str, str], times: int) -> None:
    log_in(client, confirmed("Cleo"))
    # The password was typed once already.
    left = times - 1 if "reauthenticate" in address else times
    answers = repeat(client, left + 1, address, words)
    assert (answers[-2], answers[-1]) == (200, 429)


def test_the_desks_own_page_for_passwords_is_limited_as_well(client: Client) -> None:
    client.force_login(make_user("Grace", is_staff=True, is_superuser=True))
    words = {"old_password": "a guess", "new_password1": "battery staple 9", "new_password2": "battery staple 9"}
    assert repeat(client, 6, "/admin/password_change/", words) == [200] * 5 + [429]


def test_a_confirmation_is_not_sent_again_and_again(client: Client) -> None:
    cleo = make_user("Cleo")
    EmailAddress.objects.create(user=cleo, email=cleo.email, primary=True)
    log_in(client, cleo)
    for _ in range(3):
        client.post("/accounts/email/", {"action_send": "", "email": cleo.email})
    assert len([sent for sent in mail.outbox if "confirm-email" in str(sent.body)]) == 1


def test_a_fragment_that_came_too_often_says_so_in_its_place(client: Client) -> None:
    for _ in range(11):
        answer = client.post("/accounts/signup/", {"email": "x"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"]) == (429, "beforeend")
    assert "too often" in answer.content.decode()

"""Log-in with ORCID, through the real redirects of a server that speaks its protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from profiles import orcid
from profiles.models import User
from tests import orcid_server
from tests.make import log_in, make_user
from tests.orcid_server import CLIENT_ID, SECRET, Orcid, Person, Work
from tests.production import environment, python, read

pytestmark = pytest.mark.django_db

JOSIAH = "0000-0002-1825-0097"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def server(settings: Any) -> Iterator[Orcid]:
    works = [Work("On the Cracks of Antique Vases", doi="10.5555/12345678", year=2008), Work("Psychoceramics")]
    with orcid_server.running(Person(works=works), ["http://testserver/accounts/orcid/"]) as running:
        settings.ORCID_CLIENT_ID, settings.ORCID_SECRET = CLIENT_ID, SECRET
        settings.ORCID_URL = settings.ORCID_API_URL = running.url
        yield running


def go_through(client: Client, process: str = "login") -> Any:
    """Presses the button, says yes (or no) at ORCID, and comes back; the site's answer to that."""
    return client.get(back_from(client, process))


def back_from(client: Client, process: str = "login") -> str:
    """The address that ORCID sends the person back to."""
    pressed = client.post(f"/accounts/orcid/login/?process={process}")
    assert pressed.status_code == 302
    answer = requests.get(pressed["Location"], allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def test_without_a_key_there_is_neither_a_button_nor_an_address(client: Client) -> None:
    assert "ORCID" not in client.get("/accounts/login/").content.decode()
    assert "ORCID" not in client.get("/accounts/signup/").content.decode()
    for way in ("", "login/", "login/callback/", "signup/", "login/cancelled/", "login/error/"):
        assert client.get(f"/accounts/orcid/{way}").status_code == 404, way
    client.force_login(make_user("Cleo"))
    assert "ORCID" not in client.get("/accounts/").content.decode()
    assert client.get("/accounts/orcid/").status_code == 404


def test_a_person_without_an_address_at_orcid_gives_one_and_has_an_account(client: Client, server: Orcid) -> None:
    assert "Continue with ORCID" in client.get("/accounts/login/").content.decode()
    assert go_through(client)["Location"] == "/accounts/orcid/signup/"
    form = client.get("/accounts/orcid/signup/").content.decode()
    assert "One thing is missing" in form
    assert JOSIAH in form
    assert client.post("/accounts/orcid/signup/", {"email": "josiah@example.org"}).status_code == 302
    user = User.objects.get(email="josiah@example.org")
    assert (user.name, user.has_usable_password()) == ("Josiah Carberry", False)
    assert "Log out" in client.get("/").content.decode()
    assert not EmailAddress.objects.get(user=user).verified


def test_the_works_of_the_record_are_kept_and_no_token(client: Client, server: Orcid) -> None:
    server.person.email = "josiah@example.org"
    go_through(client)
    account = SocialAccount.objects.get()
    groups = account.extra_data["activities-summary"]["works"]["group"]
    titles = [group["work-summary"][0]["title"]["title"]["value"] for group in groups]
    assert (account.uid, titles) == (JOSIAH, ["On the Cracks of Antique Vases", "Psychoceramics"])
    assert not SocialToken.objects.exists()


def test_an_address_that_orcid_tells_makes_the_account_and_is_confirmed_by_mail(client: Client, server: Orcid) -> None:
    server.person.email = "josiah@example.org"
    assert go_through(client)["Location"] == "/"
    assert not EmailAddress.objects.get(email="josiah@example.org").verified
    assert "Log out" in client.get("/").content.decode()


def test_an_address_of_somebody_elses_account_opens_nothing(client: Client, server: Orcid) -> None:
    cleo = make_user("Cleo")
    EmailAddress.objects.create(user=cleo, email=cleo.email, verified=True, primary=True)
    server.person.email = cleo.email
    assert go_through(client)["Location"] == "/accounts/orcid/signup/"
    answer = client.post("/accounts/orcid/signup/", {"email": cleo.email})
    assert answer.status_code == 200
    assert "already" in answer.content.decode()
    assert not SocialAccount.objects.exists()
    assert "Log out" not in client.get("/").content.decode()


def test_who_comes_again_is_the_same_person_with_the_newest_record(client: Client, server: Orcid) -> None:
    server.person.email = "josiah@example.org"
    go_through(client)
    server.person.works = [Work("A Third Vase")]
    again = Client()
    assert go_through(again)["Location"] == "/"
    assert User.objects.count() == 1
    [group] = SocialAccount.objects.get().extra_data["activities-summary"]["works"]["group"]
    assert group["work-summary"][0]["title"]["title"]["value"] == "A Third Vase"


def test_an_account_is_connected_and_logs_in_by_it_and_is_disconnected(client: Client, server: Orcid) -> None:
    cleo = make_user("Cleo")
    log_in(client, cleo)
    assert "Connect an ORCID iD" in client.get("/accounts/orcid/").content.decode()
    go_through(client, "connect")
    account = SocialAccount.objects.get(user=cleo, uid=JOSIAH)
    assert JOSIAH in client.get("/accounts/").content.decode()
    other = Client()
    go_through(other)
    assert other.get("/accounts/").context["user"] == cleo
    other.post("/accounts/orcid/", {"account": account.pk})
    assert SocialAccount.objects.exists(), "without the password nothing is disconnected"
    client.post("/accounts/orcid/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_one_orcid_is_not_connected_to_two_accounts(client: Client, server: Orcid) -> None:
    go_through(log_in(client, make_user("Cleo")), "connect")
    ben = log_in(Client(), make_user("Ben"))
    answer = ben.get(back_from(ben, "connect"), follow=True).content.decode()
    assert "is connected to another account" in answer
    assert SocialAccount.objects.get().user.name == "Cleo"


def test_a_log_in_that_another_browser_began_is_refused(client: Client, server: Orcid) -> None:
    answer = Client().get(back_from(client))
    assert "ORCID did not let you in" in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_a_wrong_state_is_refused_before_any_code_is_used(client: Client, server: Orcid) -> None:
    code = parse_qs(urlsplit(back_from(client)).query)["code"][0]
    answer = client.get(f"/accounts/orcid/login/callback/?code={code}&state=made-up")
    assert "ORCID did not let you in" in answer.content.decode()
    assert "/oauth/token" not in server.asked


def test_who_says_no_at_orcid_is_told_that_nothing_was_changed(client: Client, server: Orcid) -> None:
    server.person.denies = True
    answer = client.get(back_from(client), follow=True)
    assert "You told ORCID not to" in answer.content.decode()
    assert not User.objects.exists()


def test_a_code_opens_once(client: Client, server: Orcid) -> None:
    address = back_from(client)
    code = parse_qs(urlsplit(address).query)["code"][0]
    server.codes.pop(code)
    assert "ORCID did not let you in" in client.get(address).content.decode()


@pytest.mark.parametrize("fault", ["refuses_tokens", "hides_records"])
def test_orcid_that_refuses_is_told_in_a_sentence(client: Client, server: Orcid, fault: str) -> None:
    setattr(server, fault, True)
    answer = go_through(client)
    assert "ORCID did not let you in" in answer.content.decode()
    assert not User.objects.exists()


def test_orcid_that_is_down_is_told_in_a_sentence(client: Client, server: Orcid, settings: Any) -> None:
    address = back_from(client)
    settings.ORCID_URL = "http://127.0.0.1:1"
    assert "ORCID did not let you in" in client.get(address).content.decode()


def test_only_an_orcid_is_looked_up(server: Orcid) -> None:
    with pytest.raises(Exception, match="no ORCID iD"):
        orcid.record("../../admin")
    assert server.asked == []
    assert orcid.record(JOSIAH)["orcid-identifier"]["path"] == JOSIAH


def test_who_connects_an_orcid_types_the_password_first(client: Client, server: Orcid) -> None:
    client.force_login(make_user("Cleo"))
    assert go_through(client, "connect")["Location"] == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": "open sesame"})
    assert SocialAccount.objects.get().uid == JOSIAH


def test_with_a_key_the_secret_is_asked_for_and_browsers_may_follow_the_form_to_orcid() -> None:
    started = read(environment(ORCID_CLIENT_ID=CLIENT_ID))
    assert started.stderr.startswith("bzpeer cannot start: ORCID_SECRET is not set.")
    command = "from bzpeer import settings; print(settings.SECURE_CSP['form-action'])"
    policy = python("-c", command, env=environment(ORCID_CLIENT_ID=CLIENT_ID, ORCID_SECRET=SECRET)).stdout
    assert "https://orcid.org" in policy
    assert "orcid" not in python("-c", command, env=environment()).stdout

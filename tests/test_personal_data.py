"""Everything that is stored about a person, for them to take along, and what becomes of it when they leave."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bzpeer import personal_data
from profiles import follows, leaving
from profiles.claims import contests, verbs
from profiles.models import (
    Author,
    AuthorLink,
    Block,
    Claim,
    ClaimEvent,
    Contest,
    Conversation,
    Follow,
    Message,
    Notice,
    Proof,
    Report,
    User,
)
from tests import orcid_server
from tests.make import feed_page, feed_work, import_bytes, import_seeds, log_in, make_user, owner
from works.ledger import decisions
from works.ledger.decisions import By
from works.models import Decision

pytestmark = pytest.mark.django_db

SECRETS = ("password", "secret", "credential", "seed", "sessionid")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def jiacheng() -> Author:
    import_seeds("000")
    return owner("Jiacheng Sun")


def confirmed(name: str, **fields: Any) -> User:
    user = make_user(name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def somebody_with_everything(jiacheng: Author) -> tuple[User, User]:
    """Cleo, with a row in every table that can name her; and Ben, whom she writes with."""
    cleo, ben = confirmed("Cleo"), confirmed("Ben")
    import_bytes(feed_page("Ada Lovelace", [feed_work("Looms That Weave Algebraic Patterns", ["Ada Lovelace"])]))
    other = owner("Ada Lovelace")
    SocialAccount.objects.create(
        user=cleo, provider="orcid", uid="0000-0002-1825-0097", extra_data=orcid_server.record(orcid_server.Person())
    )
    TOTP.activate(cleo, generate_totp_secret())
    follows.start(cleo, jiacheng)
    claim = verbs.open_claim(cleo, jiacheng, "Jiacheng Sun", "I wrote these, says Cleo")
    Proof.objects.create(claim=claim, kind=Proof.Kind.HOMEPAGE, subject="https://cleo.example/", state="checking")
    AuthorLink.objects.create(author=jiacheng, url="https://cleo.example/", origin="owner", added_by=cleo)
    Contest.objects.create(
        claim=Claim.objects.create(author=other, user=ben, name="Ben"), user=cleo, text="Not Ben's, says Cleo"
    )
    talk = Conversation.objects.create(
        from_author=jiacheng, to_author=other, sender=cleo, recipient=ben, subject="A joint paper", text="Shall we?"
    )
    Conversation.objects.filter(pk=talk.pk).update(state="accepted")
    Message.objects.create(conversation=talk, writer=cleo, text="Here is my draft")
    Message.objects.create(conversation=talk, writer=ben, text="And here is my answer")
    Block.objects.create(user=cleo, blocked=ben)
    Report.objects.create(conversation=talk, user=cleo, text="Rude, says Cleo")
    Notice.objects.create(user=cleo, subject="Welcome", text="Welcome here")
    decisions.write(Decision.Kind.KEEP, By(cleo, claim=claim), "Mine, says the ledger.", author=jiacheng)
    return cleo, ben


def download(client: Client) -> dict[str, Any]:
    answer = client.post("/accounts/data/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="bzpeer-{timezone.localdate()}.json"'
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_file_holds_everything_and_no_secret(client: Client, jiacheng: Author) -> None:
    cleo, _ = somebody_with_everything(jiacheng)
    told = download(log_in(client, cleo))
    assert told["account"]["email"] == "cleo@example.org"
    assert told["addresses"] == [{"email": "cleo@example.org", "verified": True, "primary": True}]
    assert [factor["type"] for factor in told["second_factors"]] == ["totp"]
    assert told["orcid"][0]["uid"] == "0000-0002-1825-0097"
    assert told["claims"][0]["text"] == "I wrote these, says Cleo"
    assert {"email", "homepage"} <= {proof["kind"] for proof in told["claims"][0]["proofs"]}
    assert told["claims"][0]["events"][0]["kind"] == "opened"
    assert told["contests_you_opened"][0]["text"] == "Not Ben's, says Cleo"
    assert told["links_you_added"][0]["url"] == "https://cleo.example/"
    assert told["follows"][0]["author__name"] == "Jiacheng Sun"
    assert told["notices"][-1]["subject"] == "Welcome" or "Welcome" in str(told["notices"])
    assert [(one["from"], one["text"]) for one in told["conversations"][0]["messages"]] == [
        ("you", "Here is my draft"),
        ("the other side", "And here is my answer"),
    ]
    assert told["reports_you_made"][0]["text"] == "Rude, says Cleo"
    assert told["decisions"][0]["reason"] == "Mine, says the ledger."
    text = json.dumps(told)
    assert "ben@example.org" not in text
    keys = {key for row in told["second_factors"] for key in row} | set(told["account"])
    assert not keys & set(SECRETS)
    assert cleo.password not in text
    assert Authenticator.objects.get().data["secret"] not in text


def test_much_costs_as_many_queries_as_little(
    jiacheng: Author, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cleo, ben = somebody_with_everything(jiacheng)
    talk = Conversation.objects.get()
    with django_assert_num_queries(28):
        personal_data.of(cleo)
    for number in range(40):
        Message.objects.create(conversation=talk, writer=ben, text=str(number))
        ClaimEvent.objects.create(claim=Claim.objects.get(user=cleo), kind="proven", text="x")
        Notice.objects.create(user=cleo, subject="s", text="t")
    with django_assert_num_queries(28):
        personal_data.of(cleo)


def test_every_column_that_names_a_person_is_in_the_file_or_left_out_for_a_reason() -> None:
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is User:
                found.add(f"{model._meta.label}.{field.name}")
    in_parts = [column for part in personal_data.PARTS for column in part.columns]
    assert len(in_parts) == len(set(in_parts))
    assert found == set(in_parts) | set(personal_data.LEFT_OUT)
    assert not set(in_parts) & set(personal_data.LEFT_OUT)
    assert all(reason.endswith(".") for reason in personal_data.LEFT_OUT.values())


def test_every_column_of_the_account_is_in_the_file() -> None:
    columns = {field.name for field in User._meta.get_fields() if field.concrete and not field.is_relation}
    assert columns == set(personal_data.ACCOUNT) | {"id", "password"}


def test_nobody_else_gets_it_and_the_password_is_asked_for(client: Client) -> None:
    assert client.post("/accounts/data/")["Location"].startswith("/accounts/login/?next=/accounts/data/")
    cleo = confirmed("Cleo")
    client.force_login(cleo)
    assert client.get("/accounts/data/").status_code == 200
    asked = client.post("/accounts/data/")["Location"]
    assert asked == "/accounts/reauthenticate/?next=%2Faccounts%2Fdata%2F%3Fconfirmed"
    assert client.post(asked, {"password": "a guess"}).status_code == 200
    back = client.post(asked, {"password": "open sesame"})["Location"]
    assert back == "/accounts/data/?confirmed"
    assert "Confirmed: press Download." in client.get(back).content.decode()
    assert download(client)["account"]["email"] == "cleo@example.org"


def test_who_logged_in_with_the_password_just_now_is_not_asked_for_it_again(client: Client) -> None:
    confirmed("Cleo")
    assert "press Download" not in client.get("/accounts/data/?confirmed", follow=True).content.decode()
    client.post("/accounts/login/", {"login": "cleo@example.org", "password": "open sesame"})
    assert download(client)["account"]["email"] == "cleo@example.org"


def test_what_is_not_in_the_file_is_said_for_people(client: Client) -> None:
    cleo = confirmed("Cleo")
    client.force_login(cleo)
    page = client.get("/accounts/data/").content.decode()
    assert "Who blocked you" in page
    assert "_" not in page[page.index("What is not in it") : page.index("</details>")]
    assert "as a curator" not in page


def test_it_is_not_downloaded_all_day(client: Client) -> None:
    log_in(client, confirmed("Cleo"))
    for _ in range(5):
        download(client)
    answer = client.post("/accounts/data/")
    assert answer.status_code == 429
    assert "too often in a short time" in answer.content.decode()


def leave(client: Client) -> Any:
    return client.post("/accounts/delete/", {"sure": "on"})


def test_leaving_says_what_goes_and_asks_for_the_password_and_a_tick(client: Client, jiacheng: Author) -> None:
    assert leave(client)["Location"].startswith("/accounts/login/")
    cleo, _ = somebody_with_everything(jiacheng)
    client.force_login(cleo)
    page = client.get("/accounts/delete/").content.decode()
    assert "What goes" in page
    assert "Jiacheng Sun" in page
    assert leave(client)["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": "open sesame"})
    assert "Tick this first." in client.post("/accounts/delete/").content.decode()
    assert User.objects.filter(pk=cleo.pk).exists()
    assert leave(client)["Location"] == "/"
    assert "Your account is deleted" in client.get("/").content.decode()
    assert not User.objects.filter(pk=cleo.pk).exists()


def anything_left_of(pk: Any) -> bool:
    """Whether anything is left of what this account followed, was told or blocked."""
    return any(
        rows.filter(user_id=pk).exists() for rows in (Follow.objects.all(), Notice.objects.all(), Block.objects.all())
    )


def test_with_the_account_goes_what_is_the_persons_alone(client: Client, jiacheng: Author) -> None:
    cleo, _ = somebody_with_everything(jiacheng)
    gone = cleo.pk
    elsewhere = Client()
    elsewhere.force_login(cleo)
    assert anything_left_of(gone)
    leave(log_in(client, cleo))
    assert Author.objects.get(pk=jiacheng.pk).followers_count == 0
    assert not anything_left_of(gone)
    assert not SocialAccount.objects.exists()
    assert not Authenticator.objects.exists()
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ben@example.org"]
    assert not AuthorLink.objects.exists()
    assert elsewhere.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert client.post("/accounts/login/", {"login": cleo.email, "password": "open sesame"}).status_code == 200


def test_claims_fall_back_and_keep_neither_name_nor_words_nor_proofs(client: Client, jiacheng: Author) -> None:
    cleo, _ = somebody_with_everything(jiacheng)
    claim = Claim.objects.get(user=cleo)
    verbs.verify(claim, make_user("Grace", is_staff=True), "I met her.")
    assert Author.objects.get(pk=jiacheng.pk).level == 3
    leave(log_in(client, cleo))
    claim.refresh_from_db()
    record = Author.objects.get(pk=jiacheng.pk)
    assert (claim.state, claim.is_owner, claim.user, claim.name, claim.text) == ("withdrawn", False, None, "", "")
    assert record.level == 1
    assert not claim.proofs.live().exists()
    kept = json.dumps([list(Proof.objects.filter(claim=claim).values()), list(claim.events.values())], default=str)
    for word in ("cleo", "Cleo", "0000-0002-1825-0097"):
        assert word not in kept
    assert "I met her." in kept


def test_the_ledger_and_the_other_side_keep_what_they_need_without_the_name(client: Client, jiacheng: Author) -> None:
    cleo, ben = somebody_with_everything(jiacheng)
    leave(log_in(client, cleo))
    line = Decision.objects.get(reason="Mine, says the ledger.")
    assert (line.actor, decisions.who(line)) == (None, "The owner of the record")
    talk = Conversation.objects.get()
    assert (talk.sender, talk.recipient, talk.state) == (None, ben, "closed")
    assert list(talk.messages.values_list("writer", "text")) == [
        (None, "Here is my draft"),
        (ben.pk, "And here is my answer"),
    ]
    assert (Contest.objects.get().user, Contest.objects.get().text) == (None, "Not Ben's, says Cleo")
    assert (Report.objects.get().user, Report.objects.get().text) == (None, "Rude, says Cleo")


def test_of_what_is_decided_the_words_go(jiacheng: Author) -> None:
    cleo, _ = somebody_with_everything(jiacheng)
    Contest.objects.update(state="dismissed", reason="Ben showed it.")
    Report.objects.update(state="closed", outcome="Not rude.")
    leaving.leave(cleo)
    assert (Contest.objects.get().text, Contest.objects.get().reason) == ("", "Ben showed it.")
    assert (Report.objects.get().text, Report.objects.get().outcome) == ("", "Not rude.")


def test_invitations_are_not_left_open(jiacheng: Author) -> None:
    cleo, ben = somebody_with_everything(jiacheng)
    talk = Conversation.objects.get()
    sent = Conversation.objects.create(
        from_author=talk.from_author, to_author=talk.to_author, sender=cleo, recipient=ben, subject="s", text="t"
    )
    received = Conversation.objects.create(
        from_author=talk.to_author, to_author=talk.from_author, sender=ben, recipient=cleo, subject="s", text="t"
    )
    leaving.leave(cleo)
    states = dict(Conversation.objects.values_list("pk", "state"))
    assert states == {talk.pk: "closed", sent.pk: "withdrawn", received.pk: "closed"}


def test_who_was_contested_can_leave_as_well(jiacheng: Author) -> None:
    cleo, ben = confirmed("Cleo"), confirmed("Ben")
    claim = verbs.open_claim(cleo, jiacheng, "Jiacheng Sun", "")
    verbs.verify(claim, make_user("Grace", is_staff=True), "I met her.")
    contests.contest(Claim.objects.get(pk=claim.pk), ben, "It is me.")
    leaving.leave(cleo)
    assert Claim.objects.get(pk=claim.pk).state == "withdrawn"
    assert verbs.open_claim(ben, Author.objects.get(pk=jiacheng.pk), "Jiacheng Sun", "").is_open


def test_the_last_administrator_stays(client: Client) -> None:
    root = confirmed("Root", is_staff=True, is_superuser=True)
    answer = leave(log_in(client, root))
    assert "last administrator" in answer.content.decode()
    admin = f"/admin/profiles/user/{root.pk}/delete/"
    assert "last administrator" in client.get(admin).content.decode()
    client.post(admin, {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": str(root.pk), "post": "yes"}
    client.post("/admin/profiles/user/", action)
    assert User.objects.filter(pk=root.pk).exists()
    make_user("Second", is_staff=True, is_superuser=True)
    assert leave(client)["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_leave_at_once_one_stays() -> None:
    roots = [make_user(name, is_staff=True, is_superuser=True) for name in ("Ada", "Grace")]
    start = Barrier(2)

    def go(root: User) -> bool:
        try:
            start.wait()
            leaving.leave(root)
        except leaving.LastAdministrator:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, roots)) == [False, True]
    assert User.objects.filter(is_superuser=True).count() == 1


def test_the_desk_deletes_accounts_by_the_same_verb(client: Client, jiacheng: Author) -> None:
    cleo, ben = somebody_with_everything(jiacheng)
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    client.post(f"/admin/profiles/user/{cleo.pk}/delete/", {"post": "yes"})
    assert Claim.objects.get(author=jiacheng).state == "withdrawn"
    action = {"action": "delete_selected", "_selected_action": str(ben.pk), "post": "yes"}
    client.post("/admin/profiles/user/", action)
    assert not User.objects.filter(pk__in=[cleo.pk, ben.pk]).exists()
    assert not Claim.objects.open().exists()
    desk = client.get("/admin/works/decision/")
    assert desk.status_code == 200
    assert "cleo@example.org" not in desk.content.decode()


def test_a_notice_that_is_still_to_be_mailed_goes_too(jiacheng: Author) -> None:
    cleo = confirmed("Cleo")
    Notice.objects.create(user=cleo, subject="s", text="t", created_at=timezone.now() - dt.timedelta(hours=1))
    leaving.leave(cleo)
    assert not Notice.objects.exists()


def test_the_file_does_not_tell_what_else_somebody_claims_who_is_blocked(jiacheng: Author) -> None:
    cleo, ben = somebody_with_everything(jiacheng)
    import_bytes(feed_page("Cy Byte", [feed_work("Ventilation of Alpine Tunnels", ["Cy Byte"])]))
    Claim.objects.create(author=owner("Cy Byte"), user=ben, name="Ben")
    [row] = personal_data.of(cleo)["blocks"]
    assert "Ada Lovelace" in row["whom"]
    assert "Cy Byte" not in json.dumps(row, default=str)

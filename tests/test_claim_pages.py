"""The panel of claims on the profile, and the pages of claims, as each reader sees them."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.claims import verbs
from profiles.models import Author, Claim, Contest, Proof, User
from tests.claim_world import claimed, confirm, curator, jiacheng, level, owners_of, person, prove, verified
from tests.make import log_in
from tests.reading import text

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "claim"}
WORDS = {"name": "J. Sun", "text": "I wrote these."}


def test_a_claim_is_opened_by_the_form_and_its_page_says_what_becomes_of_it(client: Client) -> None:
    author, cleo = jiacheng(), person()
    client.force_login(cleo)
    address = f"/authors/{author.public_id}/claim/"
    assert 'value="Cleo"' in client.get(address).content.decode()
    answer = client.post(address, WORDS)
    claim = Claim.objects.get()
    assert answer["Location"] == f"/claims/{claim.pk}/"
    now = timezone.now()
    prove(claim, expires_at=now)
    words = text(client.get(answer["Location"]).content.decode())
    assert "You do not own this record yet. The time without objection ends on" in words
    assert "Claimed the record as J. Sun." in words
    assert f"The address was confirmed by a link sent to it. holds {now.day} {now:%b %Y} it is taken back" in words
    assert "Jiacheng Sun" in text(client.get("/claims/").content.decode())


def test_the_panel_opens_the_form_in_its_place_and_shows_the_new_state(client: Client) -> None:
    author, cleo = jiacheng(), person()
    client.force_login(cleo)
    address = f"/authors/{author.public_id}/claim/"
    part = client.get(address, headers=HTMX).content.decode().strip()
    assert part.startswith('<section id="claim"')
    wrong = client.post(address, {"name": " ", "text": "kept words"}, headers=HTMX)
    assert (wrong.status_code, wrong["HX-Reswap"]) == (422, "outerHTML")
    assert "Please give the name under which you publish." in text(wrong.content.decode())
    assert "kept words" in wrong.content.decode()
    done = client.post(address, WORDS, headers=HTMX).content.decode()
    assert done.strip().startswith('<section id="claim"')
    assert "Your claim is pending" in text(done)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "…", "text": ""}, "This is no name: it needs letters."),
        ({"name": "J. Sun", "text": "x" * 2001}, "at most 2000 characters"),
        ({"name": "J. Sun", "text": "a\0b"}, "Null characters are not allowed."),
        ({"name": "J" * 301, "text": ""}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(client: Client, sent: dict[str, str], words: str) -> None:
    author = jiacheng()
    client.force_login(person())
    answer = client.post(f"/authors/{author.public_id}/claim/", sent)
    assert answer.status_code == 422
    assert words in text(answer.content.decode())
    assert not Claim.objects.exists()


def test_the_second_of_two_tabs_is_told_and_so_is_who_comes_too_often(client: Client, settings: Any) -> None:
    author = jiacheng()
    client.force_login(person())
    address = f"/authors/{author.public_id}/claim/"
    client.post(address, WORDS)
    answer = client.post(address, WORDS)
    assert (answer.status_code, "You have an open claim" in text(answer.content.decode())) == (409, True)
    settings.CLAIMS_PER_DAY = 1
    verbs.withdraw(Claim.objects.get())
    answer = client.post(address, WORDS, headers=HTMX)
    assert (answer.status_code, "times a day" in text(answer.content.decode())) == (429, True)
    assert answer["HX-Reswap"] == "outerHTML"


def test_what_people_write_is_text(client: Client) -> None:
    author = jiacheng()
    client.force_login(person())
    client.post(f"/authors/{author.public_id}/claim/", {"name": "<b>J. Sun</b>", "text": "<script>"})
    html = client.get(f"/claims/{Claim.objects.get().pk}/").content.decode()
    assert "<b>J. Sun</b>" not in html
    assert "&lt;b&gt;J. Sun" in html


def test_a_claims_page_is_its_persons_alone(client: Client) -> None:
    claim = claimed(person("Cleo"))
    verbs.refuse(claim, curator(), "No.")
    addresses = [f"/claims/{claim.pk}/{verb}" for verb in ("", "withdraw/", "reopen/", "appeal/")]
    for address in (*addresses, "/claims/"):
        asked = client.get if address in (addresses[0], "/claims/") else client.post
        assert asked(address)["Location"].startswith("/accounts/login/?next=")
    for other in (person("Dee"), User.objects.get(name="Grace")):
        client.force_login(other)
        for address in addresses:
            asked = client.get if address == addresses[0] else client.post
            assert asked(address, {"text": "Mine."}).status_code == 404, address
        assert "Jiacheng" not in text(client.get("/claims/").content.decode())
    assert level(claim) == ("refused", False, 1)
    for address in addresses[1:]:
        assert client.get(address).status_code == 405


def test_a_person_withdraws_reopens_and_appeals(client: Client) -> None:
    cleo = person()
    client.force_login(cleo)
    claim = claimed(cleo)
    verbs.refuse(claim, curator(), "Nothing shows that it is you.")
    own = f"/claims/{claim.pk}/"
    assert "Nothing shows that it is you." in text(client.get(own).content.decode())
    empty = client.post(f"{own}reopen/", {"text": ""})
    assert (empty.status_code, "say what is new" in text(empty.content.decode())) == (422, True)
    assert client.post(f"{own}reopen/", {"text": "My thesis."})["Location"] == own
    assert level(claim)[0] == "pending"
    again = client.post(f"{own}appeal/", {"text": "kept words"})
    assert (again.status_code, "Only a refused claim" in text(again.content.decode())) == (409, True)
    verbs.refuse(claim, curator("Hedy"), "No.")
    client.post(f"{own}appeal/", {"text": "Please."})
    assert level(claim)[0] == "on_hold"
    client.post(f"{own}withdraw/")
    assert level(claim)[0] == "withdrawn"
    assert "claim the record anew" in text(client.get(own).content.decode())
    words = text(client.get(own).content.decode())
    assert not any(name in words for name in ("Grace", "Hedy", "grace@"))


def test_a_contest_by_the_form(client: Client) -> None:
    claim = verified(person("Cleo"))
    dee = person("Dee")
    client.force_login(dee)
    address = f"/authors/{claim.author.public_id}/contest/"
    assert "Cleo" not in client.get(address).content.decode()
    assert client.post(address, {"text": ""}).status_code == 422
    assert "You contested it on" in text(client.post(address, {"text": "Mine."}, headers=HTMX).content.decode())
    assert Contest.objects.get().user == dee
    assert client.post(address, {"text": "Mine."}).status_code == 409


def test_where_nobody_owns_the_record_there_is_nothing_to_contest(client: Client) -> None:
    author = jiacheng()
    client.force_login(person())
    assert client.get(f"/authors/{author.public_id}/contest/")["Location"] == author.get_absolute_url()


def test_hidden_records_have_no_pages_of_claims(client: Client) -> None:
    author = jiacheng()
    Author.objects.filter(pk=author.pk).update(hidden_at=timezone.now())
    client.force_login(person())
    for verb in ("claim", "contest"):
        assert client.get(f"/authors/{author.public_id}/{verb}/").status_code == 404


def test_a_confirmed_address_counts_at_once_and_a_removed_one_no_more(client: Client) -> None:
    cleo = person(confirmed=False)
    claim = claimed(cleo)
    prove(claim)
    address = EmailAddress.objects.create(user=cleo, email=cleo.email, primary=True)
    client.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")
    assert level(claim) == ("verified", True, 3)
    EmailAddress.objects.create(user=cleo, email="other@example.org", verified=True)
    log_in(client, cleo)
    client.post("/accounts/email/", {"email": "other@example.org", "action_primary": ""})
    client.post("/accounts/email/", {"email": cleo.email, "action_remove": ""})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["other@example.org"]
    live = claim.proofs.live().get(kind=Proof.Kind.EMAIL)
    assert (live.subject, level(claim)) == ("other@example.org", ("verified", True, 3))


def test_a_list_of_claims_takes_as_many_queries_for_three_as_for_one(client: Client) -> None:
    cleo = owners_of(1)[0].user
    assert cleo is not None
    client.force_login(cleo)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/claims/")
        return len(captured)

    before = count()
    claimed(cleo)
    confirm(cleo)
    assert count() == before

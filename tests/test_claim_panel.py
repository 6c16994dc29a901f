"""The panel of claims on the profile, as each reader sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from profiles.claims import contests, panel, verbs
from profiles.models import Author, User
from tests.claim_world import claimed, curator, jiacheng, person, prove, verified
from tests.make import make_user
from tests.reading import page, text

pytestmark = pytest.mark.django_db


def seen(client: Client, user: User | None = None) -> str:
    """The words of the panel for this reader."""
    client.logout()
    if user:
        client.force_login(user)
    html = page(client, jiacheng())
    return text(html[html.index('<section id="claim"') :].split("</section>")[0])


def today() -> str:
    now = timezone.now()
    return f"{now.day} {now:%B %Y}"


def test_a_stranger_logs_in_to_claim_and_comes_back(client: Client) -> None:
    author = jiacheng()
    assert "Log in to claim" in seen(client)
    assert f'href="/accounts/login/?next={author.get_absolute_url()}">Log in to claim' in page(client, author)
    make_user("Cleo")
    answer = client.post(
        f"/accounts/login/?next={author.get_absolute_url()}", {"login": "cleo@example.org", "password": "open sesame"}
    )
    assert answer["Location"] == author.get_absolute_url()
    for address in (f"/authors/{author.public_id}/claim/", f"/authors/{author.public_id}/contest/"):
        client.logout()
        assert client.get(address)["Location"] == "/accounts/login/?" + urlencode({"next": author.get_absolute_url()})


def test_claimable_pending_and_yours(client: Client) -> None:
    cleo = person()
    jiacheng()
    assert "Claim this record" in seen(client, cleo)
    claim = claimed(cleo)
    words = seen(client, cleo)
    assert f"Your claim is pending Since {today()}." in words
    assert "Without an objection it is decided by itself on" in words
    assert "The time without objection; one strong proof makes it unnecessary." in words
    prove(claim)
    words = seen(client, cleo)
    assert f"This record is yours Since {today()}, now at L3, verified." in words
    assert "A second strong proof, of another kind." in words


def test_a_pending_claim_without_an_address_says_so(client: Client) -> None:
    cleo = person(confirmed=False)
    claimed(cleo)
    assert "A confirmed e-mail address." in seen(client, cleo)


def test_on_hold(client: Client) -> None:
    cleo, dee = person("Cleo"), person("Dee")
    claimed(cleo), claimed(dee)
    for user in (cleo, dee):
        words = seen(client, user)
        assert f"on hold Claimed on {today()}. Somebody else claims this record too. A curator decides" in words
    assert "Claim this record" in seen(client, person("Eve"))


def test_claimed_by_another_contested_and_contested_by_you(client: Client) -> None:
    cleo, dee = person("Cleo"), person("Dee")
    claim = verified(cleo)
    words = seen(client, dee)
    assert f"Claimed by another person since {today()}. Contest this claim" in words
    contests.contest(claim, dee, "It is mine.")
    assert f"You contested it on {today()}. A curator decides" in seen(client, dee)
    assert "Contest this claim" not in seen(client, person("Eve"))
    assert f"contested since {today()}; a curator decides." in seen(client, person("Fay"))
    words = seen(client, cleo)
    assert f"Your claim is contested Since {today()}." in words
    assert "you cannot act as the owner" in words
    assert f"Somebody has claimed this record; the claim is contested since {today()}" in seen(client)


def test_refused(client: Client) -> None:
    cleo = person()
    claim = claimed(cleo)
    verbs.refuse(claim, curator(), "Nothing shows that it is you.")
    words = seen(client, cleo)
    assert f"Your claim was refused On {today()}, by a curator: Nothing shows that it is you." in words
    assert "reopen it with something new, or appeal to another curator" in words
    verbs.withdraw(verbs.reopen(claim, "More."))
    assert "Claim this record" in seen(client, cleo)


def test_a_record_of_a_name_alone_cannot_be_claimed(client: Client) -> None:
    Author.objects.filter(pk=jiacheng().pk).update(level=0)
    for user in (None, person()):
        assert "This record cannot be claimed" in seen(client, user)


def test_nobody_sees_who_claims(client: Client) -> None:
    cleo = person("Cleo")
    verified(cleo)
    for user in (None, person("Dee"), curator()):
        words = seen(client, user)
        assert "Cleo" not in words
        assert "@" not in words


def test_the_panel_takes_two_queries_and_none_for_who_is_not_logged_in() -> None:
    cleo, dee = person("Cleo"), person("Dee")
    author = jiacheng()
    verified(cleo)
    author.refresh_from_db()
    readers: list[tuple[Any, int]] = [(AnonymousUser(), 0), (cleo, 2), (dee, 2)]
    for user, most in readers:
        with CaptureQueriesContext(connection) as captured:
            panel.panel(user, author)
        assert len(captured) <= most, user

"""The pages of proofs: what each kind says, forms without JavaScript, and what strangers are not told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from profiles.models import Author, AuthorLink, Claim, Proof, User
from tests.homepages import Site, allow, page, serving
from tests.orcid_server import Work as OrcidWork
from tests.proof_world import (
    TITLE,
    add_address,
    claim_of,
    connect,
    level,
    list_link,
    owned,
    somebody,
    stood,
    team,
    tie,
    works_at,
)
from tests.readable import violations
from works.proofs import homepage, waiting

DARK_PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@pytest.fixture
def claim(db: None) -> Claim:
    """Cleo's claim on Ada's record."""
    return claim_of(team()[0])


@pytest.fixture
def cleo(claim: Claim) -> Client:
    """Cleo, logged in."""
    return as_(claim.user)


def as_(user: User | None) -> Client:
    client = Client()
    assert user
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def give(client: Client, claim: Claim, kind: str, **data: Any) -> Any:
    return client.post(f"/claims/{claim.pk}/proofs/{kind}/", data, follow=True)


def section(answer: Any, kind: str) -> str:
    """The words of one kind's part of the page."""
    found = re.search(rf'<section id="proof-{kind}".*?</section>', answer.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    with serving({}) as server:
        allow(settings, server)
        yield server


def test_each_kind_says_what_it_needs_and_why_not_now(cleo: Client, claim: Claim) -> None:
    answer = cleo.get(f"/claims/{claim.pk}/proofs/")
    assert answer.status_code == 200
    assert "cleo@example.org" in section(answer, "email")
    assert "switched off at this installation" in section(answer, "orcid")
    assert "No source says where this researcher works" in section(answer, "affiliation")
    assert "No homepage is listed" in section(answer, "homepage")
    assert "No co-author of this record owns a verified record yet" in section(answer, "vouch")
    assert "A curator looks at your claim" in section(answer, "curator")
    assert answer["Cache-Control"].find("no-store") >= 0


def test_the_page_says_which_domains_would_count(cleo: Client, claim: Claim) -> None:
    works_at(claim.author, "Peking University")
    assert "No domain is tied to Peking University yet" in section(
        cleo.get(f"/claims/{claim.pk}/proofs/"), "affiliation"
    )
    tie("pku.edu.cn", "Peking University")
    said = section(cleo.get(f"/claims/{claim.pk}/proofs/"), "affiliation")
    assert "None of your confirmed addresses is at pku.edu.cn" in said


PATHS = ["proofs/", "proofs/confirm/", "vouch/"]


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_logged_in_is_sent_to_the_log_in_page(claim: Claim, path: str) -> None:
    answer = Client().get(f"/claims/{claim.pk}/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", PATHS)
def test_strangers_and_curators_find_nothing(claim: Claim, path: str) -> None:
    for user in (somebody("Mallory"), User.objects.create_superuser("root@example.org")):
        assert as_(user).get(f"/claims/{claim.pk}/{path}").status_code == 404
        assert as_(user).post(f"/claims/{claim.pk}/{path}").status_code in {404, 405}
    assert as_(somebody("Trudy")).get(f"/claims/{claim.pk + 99}/{path}").status_code == 404


@pytest.mark.parametrize("kind", ["affiliation", "orcid", "homepage", "vouch"])
def test_strangers_give_nothing(claim: Claim, kind: str) -> None:
    answer = as_(somebody("Mallory")).post(f"/claims/{claim.pk}/proofs/{kind}/", {"author": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_a_closed_claim_takes_no_proofs(cleo: Client, claim: Claim, state: str) -> None:
    Claim.objects.filter(pk=claim.pk).update(state=state)
    assert cleo.get(f"/claims/{claim.pk}/proofs/").status_code == 404
    assert cleo.post(f"/claims/{claim.pk}/proofs/orcid/").status_code == 404


def test_kinds_that_only_others_can_give_have_no_form(cleo: Client, claim: Claim) -> None:
    for kind in ("curator", "review", "email", "nonsense"):
        assert cleo.post(f"/claims/{claim.pk}/proofs/{kind}/").status_code == 404
    assert cleo.get(f"/claims/{claim.pk}/proofs/orcid/").status_code == 405


def test_an_address_is_given_by_the_form_and_the_page_says_what_is_missing(cleo: Client, claim: Claim) -> None:
    works_at(claim.author, "Peking University")
    tie("pku.edu.cn", "Peking University")
    assert claim.user
    add_address(claim.user, "ada@pku.edu.cn")
    answer = give(cleo, claim, "affiliation", email="ada@pku.edu.cn")
    assert "48 hours without objection" in section(answer, "affiliation")
    assert "a curator can decide" in section(answer, "affiliation")
    Proof.objects.filter(kind="affiliation").delete()
    stood(claim, 3)
    answer = give(cleo, claim, "affiliation", email="ada@pku.edu.cn")
    assert "Holds" in section(answer, "affiliation")
    assert level(claim.author) == 3


def test_what_cannot_be_is_said_at_the_top_and_changes_nothing(cleo: Client, claim: Claim) -> None:
    for kind, data in (
        ("affiliation", {"email": "x@evil.org\0"}), ("affiliation", {}), ("orcid", {}), ("orcid", {"anew": "1"}),
        ("homepage", {"link": "99999999999999999999"}), ("homepage", {"link": "x"}), ("vouch", {"author": "nobody"}),
    ):  # fmt: skip
        answer = give(cleo, claim, kind, **data)
        assert answer.status_code == 409, kind
        assert 'role="alert"' in answer.content.decode()
    assert not Proof.objects.exclude(kind="email").exists()


def test_an_expired_address_is_confirmed_anew_by_the_link_in_a_mail(
    cleo: Client, claim: Claim, mailoutbox: list[mail.EmailMessage]
) -> None:
    works_at(claim.author, "Peking University")
    tie("pku.edu.cn", "Peking University")
    assert claim.user
    add_address(claim.user, "ada@pku.edu.cn")
    give(cleo, stood(claim, 3), "affiliation", email="ada@pku.edu.cn")
    year = timedelta(days=400)
    Proof.objects.filter(kind="affiliation").update(proven_at=F("proven_at") - year, expires_at=F("expires_at") - year)
    assert "Send a link that confirms it anew" in section(cleo.get(f"/claims/{claim.pk}/proofs/"), "affiliation")
    answer = give(cleo, claim, "affiliation", email="ada@pku.edu.cn")
    assert "We sent a link" in text_of(answer)
    found = re.search(r"https?://[^/]+(/\S+)", str(mailoutbox[-1].body).split("button there:")[1])
    assert found
    asked = cleo.get(found[1])
    assert "ada@pku.edu.cn" in text_of(asked)
    # To open the link does nothing yet: mail programs do that too.
    assert not Proof.objects.live().filter(kind="affiliation").exists()
    assert as_(somebody("Mallory")).get(found[1]).status_code == 404
    token = found[1].partition("token=")[2]
    answer = cleo.post(f"/claims/{claim.pk}/proofs/confirm/", {"token": token}, follow=True)
    assert "The address is confirmed" in text_of(answer)
    assert Proof.objects.live().filter(kind="affiliation").exists()
    assert cleo.post(f"/claims/{claim.pk}/proofs/confirm/", {"token": token}).status_code == 409


def test_an_orcid_record_is_given_by_the_form(cleo: Client, claim: Claim, settings: Settings) -> None:
    settings.ORCID_CLIENT_ID = "APP-1"
    assert "not connected" in section(cleo.get(f"/claims/{claim.pk}/proofs/"), "orcid")
    assert claim.user
    connect(claim.user, OrcidWork(TITLE))
    answer = give(cleo, claim, "orcid")
    assert "lists a work of the record" in section(answer, "orcid")
    assert level(claim.author) == 3


def test_a_homepage_is_looked_at_by_a_worker_and_the_part_asks_for_itself(
    cleo: Client, claim: Claim, site: Site, settings: Settings
) -> None:
    path = f"/claims/{claim.pk}/proofs/"
    site.answers["/ada"] = page(f'<a rel="me" href="{settings.SITE_URL}{claim.author.get_absolute_url()}">')
    link = list_link(claim.author, f"{site.url}/ada")
    answer = give(cleo, claim, "homepage", link=link.pk)
    assert "A worker is looking" in section(answer, "homepage")
    headers = {"HX-Request": "true", "HX-Target": "proof-homepage"}
    part = cleo.get(path, headers=headers)
    assert part.content.decode().strip().startswith('<section id="proof-homepage"')
    assert 'hx-trigger="load delay:1s"' in part.content.decode()
    homepage.check(Proof.objects.get(kind="homepage").pk)
    part = cleo.get(path, headers=headers)
    assert "hx-trigger" not in part.content.decode()
    assert "links to the record with rel=me" in text_of(part)


def test_the_wait_grows_and_ends_after_a_minute(cleo: Client, claim: Claim, site: Site) -> None:
    give(cleo, claim, "homepage", link=list_link(claim.author, f"{site.url}/ada").pk)
    proof = Proof.objects.get(kind="homepage")
    waits = []
    for seconds in (0, 2, 20, 59, 61):
        proof.details["asked_at"] = (timezone.now() - timedelta(seconds=seconds)).isoformat()
        found = waiting.of(proof)
        assert found
        waits.append(found.seconds)
    assert waits == [1, 2, 20, 59, None]
    proof.save()
    answer = cleo.get(f"/claims/{claim.pk}/proofs/")
    assert "No worker has looked within a minute" in section(answer, "homepage")
    assert "load delay" not in answer.content.decode()


def test_a_link_of_ones_own_says_that_it_proves_nothing(cleo: Client, claim: Claim) -> None:
    link = list_link(claim.author, "https://example.org/me", AuthorLink.Origin.OWNER)
    said = section(cleo.get(f"/claims/{claim.pk}/proofs/"), "homepage")
    assert "proves nothing" in said
    answer = give(cleo, claim, "homepage", link=link.pk)
    assert answer.status_code == 409


def test_a_co_author_is_asked_answers_and_takes_it_back(cleo: Client, claim: Claim) -> None:
    ben_record = Author.objects.get(name="Ben Bitdiddle")
    ben = owned(ben_record, "Ben")
    assert "Ask Ben Bitdiddle" in section(cleo.get(f"/claims/{claim.pk}/proofs/"), "vouch")
    answer = give(cleo, claim, "vouch", author=ben_record.public_id, text="We met in Turin.")
    assert "Asked on" in section(answer, "vouch")
    here = f"/claims/{claim.pk}/vouch/"
    assert ben.notices.get().url == here
    page_of_ben = as_(ben).get(here)
    assert "Ada Lovelace claims the record of" in text_of(page_of_ben)
    assert TITLE in page_of_ben.content.decode()
    # Neither the address nor what only curators read.
    assert "cleo@example.org" not in page_of_ben.content.decode()
    assert claim.text not in page_of_ben.content.decode()
    assert as_(ben).post(here).status_code == 409
    assert "You vouched on" in text_of(as_(ben).post(here, {"sure": "yes"}, follow=True))
    assert "1 of 2 given" in section(cleo.get(f"/claims/{claim.pk}/proofs/"), "vouch")
    assert "Vouch for the claim" in text_of(as_(ben).post(here, {"stop": "1"}, follow=True))
    assert not Proof.objects.live().filter(kind="vouch").exists()


def test_a_text_that_is_too_long_is_kept_with_the_reason(cleo: Client, claim: Claim) -> None:
    ben_record = Author.objects.get(name="Ben Bitdiddle")
    ben = owned(ben_record, "Ben")
    for text in ("<b>" + "x" * 600, "a\0b"):
        answer = give(cleo, claim, "vouch", author=ben_record.public_id, text=text)
        assert answer.status_code == 422
    assert not ben.notices.exists()
    answer = give(cleo, claim, "vouch", author=ben_record.public_id, text="<b>" + "x" * 600)
    assert "&lt;b&gt;" + "x" * 600 in answer.content.decode()
    assert "at most 500 characters" in text_of(answer)


def test_co_authors_find_who_waits_and_others_are_told_what_it_takes(claim: Claim) -> None:
    ben = owned(Author.objects.get(name="Ben Bitdiddle"), "Ben")
    assert f"/claims/{claim.pk}/vouch/" in as_(ben).get("/vouching/").content.decode()
    stranger = as_(somebody("Mallory")).get("/vouching/")
    assert f"/claims/{claim.pk}/vouch/" not in stranger.content.decode()
    assert "verified record of your own (L3)" in text_of(stranger)
    assert Client().get("/vouching/").status_code == 302


def test_too_often_is_said_with_429(cleo: Client, claim: Claim, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "give_proof": "2/h/user"}
    for expected in (409, 409, 429):
        answer = give(cleo, claim, "orcid")
        assert answer.status_code == expected
    assert "often enough for now" in text_of(answer)


def test_the_page_asks_the_database_as_often_for_many_works_and_co_authors(
    cleo: Client, claim: Claim, django_assert_max_num_queries: Any
) -> None:
    works_at(claim.author, "Peking University")
    tie("pku.edu.cn", "Peking University")
    for name in ("Ben", "Cy"):
        owned(Author.objects.get(name__startswith=name), name)
    for number in range(5):
        list_link(claim.author, f"https://example.org/{number}")
    with django_assert_max_num_queries(34):
        cleo.get(f"/claims/{claim.pk}/proofs/")


@pytest.mark.parametrize("options", [{}, DARK_PHONE], ids=["desk", "dark phone"])
@pytest.mark.django_db(transaction=True)
def test_the_page_reads_well_and_waits_in_a_browser(
    visit_as: Callable[..., Page], options: dict[str, Any], settings: Settings, live_server: Any
) -> None:
    with serving({}) as site:
        allow(settings, site)
        settings.SITE_URL = live_server.url
        claim = claim_of(team()[0])
        for name in ("Ben", "Cy"):
            owned(Author.objects.get(name__startswith=name), name)
        works_at(claim.author, "Peking University")
        tie("pku.edu.cn", "Peking University")
        assert claim.user
        add_address(claim.user, "ada@pku.edu.cn")
        site.answers["/ada"] = page(f'<a rel="me" href="{live_server.url}{claim.author.get_absolute_url()}">')
        list_link(claim.author, f"{site.url}/ada")
        shown = visit_as(claim.user, f"/claims/{claim.pk}/proofs/", **options)
        shown.get_by_role("button", name="Look at this page").click()
        place = shown.locator("#proof-homepage")
        place.get_by_text("A worker is looking").wait_for()
        homepage.check(Proof.objects.get(kind="homepage").pk)
        place.get_by_text("links to the record with rel=me").wait_for()
        shown.get_by_text("Ask Ben Bitdiddle").click()
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(shown) == []

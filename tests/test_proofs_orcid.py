"""ORCID records that share a work: how they are read, what counts as shared, and what becomes of the proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from profiles.claims.errors import NotPossible
from profiles.models import Claim, Proof
from tests.homepages import Site, allow, page, sent_on, serving
from tests.orcid_server import Person, record
from tests.orcid_server import Work as OrcidWork
from tests.proof_world import IDENTIFIER, OTHER, TITLE, claim_of, connect, level, somebody, team
from works.models import Work
from works.proofs import orcid, orcid_records, rechecking

KIND = "application/orcid+json"
ANOTHER = "0000-0002-1694-233X"
TOLD = record(Person(works=[OrcidWork(TITLE, doi="https://doi.org/10.1000/SILK.1")]))


@pytest.fixture
def claim(db: None) -> Claim:
    """A claim on Ada's record."""
    return claim_of(team()[0])


def why_not(claim: Claim) -> str:
    with pytest.raises(NotPossible) as stopped:
        orcid.give(claim)
    return str(stopped.value)


def summary(told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = told["activities-summary"]["works"]["group"][0]["work-summary"][0]
    return found


def test_titles_and_ids_of_a_record_are_read() -> None:
    [listed] = orcid_records.works(TOLD)
    assert listed.key == "loomsthatweavealgebraicpatternsintosilk"
    assert listed.ids == {"doi:10.1000/silk.1"}
    assert orcid_records.identifier(TOLD) == IDENTIFIER


@pytest.mark.parametrize(
    ("kind", "value", "relation", "found"),
    [
        ("doi", "10.1000/x", "self", {"doi:10.1000/x"}),
        ("DOI", "https://doi.org/10.48550/arXiv.2101.00001v2", "self", {"arxiv:2101.00001"}),
        ("arxiv", "arXiv:2101.00001v3", "version-of", {"arxiv:2101.00001"}),
        ("doi", "10.1000/book", "part-of", set()),
        ("isbn", "9780000000000", "self", set()),
        ("doi", "not one", "self", set()),
        ("doi", None, "self", set()),
    ],
)
def test_only_ids_of_the_work_itself_count(kind: str, value: str | None, relation: str, found: set[str]) -> None:
    told = deepcopy(TOLD)
    one = {"external-id-type": kind, "external-id-value": value, "external-id-relationship": relation}
    summary(told)["external-ids"] = {"external-id": [one]}
    assert orcid_records.works(told)[0].ids == found


@pytest.mark.parametrize("title", ["Editorial", "On Silk", "Introduction to the Special Issue", "A B C D", "", None, 7])
def test_short_and_common_titles_are_no_keys(title: Any) -> None:
    told = deepcopy(TOLD)
    summary(told)["title"]["title"]["value"] = title
    assert [work.key for work in orcid_records.works(told)] == [""]


@pytest.mark.parametrize(
    ("text", "valid"),
    [(IDENTIFIER, True), (ANOTHER, True), ("0000-0002-1825-0098", False), ("0000000218250097", False), ("", False)],
)
def test_the_last_character_of_an_id_checks_the_others(text: str, valid: bool) -> None:
    assert orcid_records.is_identifier(text) == valid


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
PATHS = [
    ("activities-summary",), ("activities-summary", "works"), ("activities-summary", "works", "group"),
    ("orcid-identifier",), ("orcid-identifier", "path"),
]  # fmt: skip


@given(st.sampled_from(PATHS), JSON)
def test_a_record_that_is_not_as_documented_has_nothing_and_breaks_nothing(path: tuple[str, ...], junk: Any) -> None:
    told = deepcopy(TOLD)
    inner = told
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = junk
    orcid_records.works(told)
    orcid_records.identifier(told)
    assert orcid_records.works(junk) == []


@given(st.sampled_from(["title", "external-ids"]), JSON)
def test_nor_does_a_work(field: str, junk: Any) -> None:
    told = deepcopy(TOLD)
    summary(told)[field] = junk
    orcid_records.works(told)


def test_a_shared_title_verifies_the_claim_and_says_which_works(claim: Claim) -> None:
    assert claim.user
    connect(claim.user, OrcidWork("Something Else Entirely About Other Things"), OrcidWork(TITLE.upper() + "."))
    proof = orcid.give(claim)
    shared = Work.objects.get(title=TITLE).pk
    assert (proof.state, proof.subject, level(claim.author)) == ("proven", IDENTIFIER, 3)
    assert proof.details == {"authority": "orcid", "id": IDENTIFIER, "works": [shared]}


def test_so_does_a_doi_whatever_the_title(claim: Claim) -> None:
    Work.objects.filter(title=OTHER).update(identifiers=["doi:10.1000/tunnel"])
    assert claim.user
    connect(claim.user, OrcidWork("Lüftung", doi="10.1000/TUNNEL"))
    assert orcid.give(claim).details["works"] == [Work.objects.get(title=OTHER).pk]


def test_works_of_others_prove_nothing(claim: Claim) -> None:
    Work.objects.filter(title=TITLE).update(identifiers=["doi:10.1000/silk"])
    assert claim.user
    connect(claim.user, OrcidWork("Tides of Very Small Lakes in the North", doi="10.1000/tides"))
    assert why_not(claim) == orcid.NOTHING_SHARED
    assert level(claim.author) == 1


def test_a_title_that_two_works_bear_is_not_shared(claim: Claim) -> None:
    first = Work.objects.get(title=TITLE)
    Work.objects.create(title=TITLE, title_html=TITLE, slug="x", squash=first.squash)
    assert claim.user
    connect(claim.user, OrcidWork(TITLE))
    assert why_not(claim) == orcid.NOTHING_SHARED


def test_without_a_connection_there_is_no_proof(claim: Claim) -> None:
    assert "not connected" in why_not(claim)
    connect(somebody("Mallory"), OrcidWork(TITLE))
    assert "not connected" in why_not(claim)


def test_a_stored_record_of_another_id_is_not_read(claim: Claim) -> None:
    assert claim.user
    account = connect(claim.user, OrcidWork(TITLE))
    SocialAccount.objects.filter(pk=account.pk).update(uid=ANOTHER)
    assert "cannot be read" in why_not(claim)


def test_an_id_that_proves_somebody_elses_claim_waits_for_a_curator(claim: Claim) -> None:
    ben = claim.author.works.get(title=TITLE).authors.get(name="Ben Bitdiddle")
    assert claim.user
    account = connect(claim.user, OrcidWork(TITLE))
    first = orcid.give(claim)
    rival = claim_of(ben, name="Mallory")
    SocialAccount.objects.filter(pk=account.pk).update(user=rival.user)
    proof = orcid.give(rival)
    assert (proof.state, proof.reason, level(ben)) == ("checking", orcid.CONFLICT, 1)
    # No worker settles it.
    orcid.check(proof.pk)
    assert level(ben) == 1
    # Once the first proof is gone, since its account is not connected any more, there is no conflict.
    rechecking.what_stands()
    first.refresh_from_db()
    assert (first.state, level(claim.author)) == ("ended", 2)
    rechecking.what_waits(timezone.now())
    assert level(ben) == 3


def test_the_same_person_may_prove_two_records(claim: Claim) -> None:
    ben = claim.author.works.get(title=TITLE).authors.get(name="Ben Bitdiddle")
    assert claim.user
    connect(claim.user, OrcidWork(TITLE))
    orcid.give(claim)
    assert orcid.give(claim_of(ben, claim.user)).state == "proven"


def test_it_holds_for_a_year_from_the_last_log_in(claim: Claim) -> None:
    assert claim.user
    account = connect(claim.user, OrcidWork(TITLE))
    SocialAccount.objects.filter(pk=account.pk).update(last_login=F("last_login") - timedelta(days=300))
    ends = orcid.give(claim).expires_at
    assert ends
    assert timedelta(days=64) < ends - timezone.now() < timedelta(days=66)
    account.refresh_from_db()
    account.save()  # as allauth does at each log-in
    again = orcid.give(claim).expires_at
    assert again
    assert again - timezone.now() > timedelta(days=364)
    assert Proof.objects.filter(kind="orcid").count() == 1


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    with serving({}) as server:
        allow(settings, server)
        settings.ORCID_API_URL = server.url
        yield server


def answered(site: Site, told: Any, kind: str = KIND) -> None:
    site.answers[f"/v3.0/{IDENTIFIER}/record"] = page(told if isinstance(told, str) else json.dumps(told), kind=kind)


def test_a_worker_fetches_the_record_anew(claim: Claim, site: Site) -> None:
    assert claim.user
    account = connect(claim.user)
    before = account.last_login
    assert why_not(claim) == orcid.NOTHING_SHARED
    answered(site, TOLD)
    proof = orcid.ask(claim)
    assert proof.state == "checking"
    orcid.check(proof.pk)
    proof.refresh_from_db()
    account.refresh_from_db()
    assert (proof.state, level(claim.author)) == ("proven", 3)
    # To fetch is not to log in: the year runs from then.
    assert (account.last_login, account.extra_data) == (before, TOLD)
    orcid.check(proof.pk)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (TOLD, "text/html", "text/html"),
        ("{", KIND, "cannot be read"),
        ("[" * 100_000, KIND, "cannot be read"),
        ([], KIND, "another record"),
        (record(Person(orcid=ANOTHER, works=[OrcidWork(TITLE)])), KIND, "another record"),
        (record(Person()), KIND, "lists no work"),
    ],
    ids=["html", "broken", "deep", "list", "another", "nothing"],
)
def test_what_orcid_should_not_answer_proves_nothing(
    claim: Claim, site: Site, told: Any, kind: str, words: str
) -> None:
    assert claim.user
    connect(claim.user)
    answered(site, told, kind)
    proof = orcid.ask(claim)
    orcid.check(proof.pk)
    proof.refresh_from_db()
    assert proof.state == "failed"
    assert words in proof.reason
    assert level(claim.author) == 1


def test_nor_does_an_answer_that_is_too_long_or_from_elsewhere(
    claim: Claim, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orcid, "LONGEST", 500)
    assert claim.user
    connect(claim.user)
    for answer, words in (
        (page(json.dumps(TOLD), kind=KIND), "cannot be read"),
        (sent_on("http://127.0.0.1:9/"), "80 and 443"),
    ):
        site.answers[f"/v3.0/{IDENTIFIER}/record"] = answer
        proof = orcid.ask(claim)
        orcid.check(proof.pk)
        proof.refresh_from_db()
        assert proof.state == "failed"
        assert words in proof.reason


def test_who_disconnects_meanwhile_is_not_asked_about(claim: Claim, site: Site) -> None:
    assert claim.user
    account = connect(claim.user)
    proof = orcid.ask(claim)
    account.delete()
    orcid.check(proof.pk)
    proof.refresh_from_db()
    assert proof.state == "failed"
    assert site.asked == []


def test_the_proof_ends_when_the_works_are_shared_no_more(claim: Claim) -> None:
    assert claim.user
    connect(claim.user, OrcidWork(TITLE))
    proof = orcid.give(claim)
    rechecking.what_stands()
    proof.refresh_from_db()
    assert proof.state == "proven"
    Work.objects.filter(title=TITLE).update(squash="another")
    rechecking.what_stands()
    proof.refresh_from_db()
    assert (proof.state, level(claim.author)) == ("ended", 2)

"""E-mail addresses at an affiliation: which domains are tied, and why a domain and a name alone are not enough."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from profiles import domains
from profiles.claims import ripening
from profiles.claims.errors import NotPossible
from profiles.models import AffiliationDomain, Author, Claim, Proof
from tests.make import feed_page, feed_work, import_bytes
from tests.orcid_server import Work as OrcidWork
from tests.proof_world import TITLE, add_address, claim_of, connect, level, owned, stood, team, tie, works_at
from works.models import Institution, Work
from works.proofs import affiliation, confirming, orcid, rechecking, vouches

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
EMAIL = "ada@math.pku.edu.cn"


@pytest.fixture
def claim(db: None) -> Claim:
    """A claim on Ada's record; sources say that she works at Peking University, whose domain is tied."""
    ada, *_ = team()
    works_at(ada, "Peking University")
    tie("pku.edu.cn", "Peking University")
    return claim_of(ada)


def give(claim: Claim, email: str = EMAIL) -> Proof:
    assert claim.user
    return affiliation.give(claim, add_address(claim.user, email))


def why_not(claim: Claim, email: str = EMAIL) -> str:
    with pytest.raises(NotPossible) as stopped:
        affiliation.give(claim, email)
    return str(stopped.value)


@given(LABELS, LABELS)
def test_only_the_domain_and_names_below_it_belong_to_it(before: str, below: str) -> None:
    assert domains.is_below("pku.edu.cn", "pku.edu.cn")
    assert domains.is_below(f"{below}.pku.edu.cn", "pku.edu.cn")
    assert not domains.is_below(f"{before}pku.edu.cn", "pku.edu.cn")
    assert not domains.is_below(f"pku.edu.cn.{below}", "pku.edu.cn")


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("Ada@MATH.PKU.EDU.CN", "math.pku.edu.cn"),
        ("ada@pku.edu.cn.", "pku.edu.cn"),
        ("ada@pku。edu．cn", "pku.edu.cn"),
        ("ada@universität.de", "xn--universitt-y5a.de"),
        ("ada@xn--universitt-y5a.de", "xn--universitt-y5a.de"),
        ('"a@evil.org"@pku.edu.cn', "pku.edu.cn"),
        ("ada@straße.de", ""),
        ("ada@", ""),
        ("pku.edu.cn", ""),
        ("@pku.edu.cn", ""),
        ("ada@pku..cn", ""),
        ("ada@-pku.cn", ""),
        ("ada@[127.0.0.1]", ""),
    ],
)
def test_domains_are_compared_as_the_network_writes_them(email: str, domain: str) -> None:
    assert domains.of_address(email) == domain


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "mail.gmail.com", "QQ.com", "cn", "edu.cn", "ac.uk", "co.jp", "", "a b.org", "10.0.0.1", "localhost"],
)
def test_domains_of_everybody_cannot_be_tied(domain: str) -> None:
    with pytest.raises(ValidationError):
        AffiliationDomain(domain=domain, affiliation="Peking University").full_clean()


@pytest.mark.parametrize("domain", ["pku.edu.cn", "ox.ac.uk", "eth.ch", "mit.edu", "Pku.EDU.cn"])
def test_domains_of_institutions_can(domain: str, db: None) -> None:
    assert tie(domain, "Some University").domain == domain.lower()


def test_an_old_tie_that_the_rules_would_refuse_ties_nothing(claim: Claim) -> None:
    AffiliationDomain.objects.create(
        domain="gmail.com", affiliation="Peking University", folded_affiliation="peking university"
    )
    assert claim.user
    add_address(claim.user, "ada@gmail.com")
    assert "not tied" in why_not(claim, "ada@gmail.com")


def test_after_the_quiet_period_the_address_proves_the_claim_for_a_year(claim: Claim) -> None:
    proof = give(stood(claim, 3))
    assert (proof.state, level(claim.author)) == ("proven", 3)
    assert proof.expires_at
    assert timedelta(days=364) < proof.expires_at - timezone.now() < timedelta(days=366)
    assert proof.details["domain"] == "pku.edu.cn"
    # The reason may be read by others: it names the domain only.
    assert EMAIL not in proof.reason


def test_before_it_waits_and_holds_by_itself_once_nobody_objected(claim: Claim) -> None:
    proof = give(claim)
    assert (proof.state, level(claim.author)) == ("checking", 1)
    assert "48 hours" in proof.reason
    rechecking.what_waits(timezone.now())
    assert level(claim.author) == 1
    stood(claim, 3)
    rechecking.what_waits(timezone.now())
    proof.refresh_from_db()
    assert (proof.state, level(claim.author)) == ("proven", 3)


def test_one_more_thing_that_speaks_for_the_claim_makes_the_wait_unnecessary(claim: Claim) -> None:
    ben = Author.objects.get(name="Ben Bitdiddle")
    vouches.give(owned(ben, "Ben"), claim)
    assert give(claim).state == "proven"


def test_an_address_that_waits_holds_as_soon_as_something_else_speaks_for_the_claim(claim: Claim) -> None:
    proof = give(claim)
    vouches.give(owned(Author.objects.get(name="Ben Bitdiddle"), "Ben"), claim)
    proof.refresh_from_db()
    assert (proof.state, level(claim.author)) == ("proven", 3)


def test_or_an_orcid_record(claim: Claim) -> None:
    assert claim.user
    connect(claim.user, OrcidWork(TITLE))
    orcid.give(claim)
    assert give(claim).state == "proven"


def test_a_namesake_leaves_it_to_a_curator(claim: Claim) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("Tides of Very Small Lakes in the North", ["Ada Lovelace"])]))
    Author.objects.exclude(pk=claim.author_id).filter(works__title__startswith="Tides").update(
        name=claim.author.name, folded_name=claim.author.folded_name, level=1
    )
    assert Author.objects.public().filter(folded_name=claim.author.folded_name).count() == 2
    proof = give(stood(claim, 3))
    assert proof.state == "checking"
    assert "Another public record carries the same name" in proof.reason


def test_another_name_than_the_records_is_not_enough(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(name="Grace Hopper")
    proof = give(stood(claim, 3))
    assert proof.state == "checking"
    assert "name of your claim" in proof.reason


def test_a_rival_claim_ends_the_quiet(claim: Claim) -> None:
    claim_of(claim.author, name="Mallory")
    assert give(stood(claim, 3)).state == "checking"


@pytest.mark.parametrize("email", ["ada@evilpku.edu.cn", "ada@pku.edu.cn.evil.org", "ada@edu.cn", "ada@pku.edu"])
def test_domains_that_only_look_like_it_prove_nothing(claim: Claim, email: str) -> None:
    assert claim.user
    add_address(claim.user, email)
    assert "not tied" in why_not(stood(claim, 3), email)


def test_an_address_that_was_not_confirmed_proves_nothing(claim: Claim) -> None:
    assert claim.user
    add_address(claim.user, EMAIL, verified=False)
    assert "not a confirmed address" in why_not(claim)


def test_an_affiliation_that_somebody_typed_ties_nothing(claim: Claim) -> None:
    works_at(claim.author, "")
    Author.objects.filter(pk=claim.author_id).update(
        affiliation="Peking University", locked={"affiliation": "Peking University"}
    )
    assert claim.user
    add_address(claim.user, EMAIL)
    assert "not tied" in why_not(stood(claim, 3))


def test_an_institution_that_a_source_tags_the_works_with_counts(claim: Claim) -> None:
    works_at(claim.author, "")
    tie("pku.edu.cn", "PKU")
    Work.objects.get(title=TITLE).institutions.add(Institution.objects.create(name="pku", slug="pku"))
    assert give(stood(claim, 3)).state == "proven"


def test_the_proof_ends_with_the_address_and_with_the_tie(claim: Claim) -> None:
    proof = give(stood(claim, 3))
    rechecking.what_stands()
    proof.refresh_from_db()
    assert proof.state == "proven"
    AffiliationDomain.objects.all().delete()
    rechecking.what_stands()
    proof.refresh_from_db()
    assert (proof.state, level(claim.author)) == ("ended", 2)
    assert "no longer tied" in proof.reason
    claim.refresh_from_db()
    assert claim.is_owner


def link_in(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("http"))


@pytest.fixture
def renewable(claim: Claim) -> Claim:
    """A claim whose address proved it a year ago, and does not any more."""
    proof = give(stood(claim, 3))
    year = timedelta(days=400)
    Proof.objects.filter(pk=proof.pk).update(proven_at=F("proven_at") - year, expires_at=F("expires_at") - year)
    ripening.settle_due()
    assert level(claim.author) == 2
    return claim


def test_what_expired_is_renewed_by_a_fresh_link_only(renewable: Claim, mailoutbox: list[mail.EmailMessage]) -> None:
    assert "send it a link" in why_not(renewable)
    confirming.send(renewable, EMAIL)
    [sent] = mailoutbox
    assert sent.to == [EMAIL]
    link = link_in(str(sent.body))
    assert link.startswith(f"{settings.SITE_URL}/claims/{renewable.pk}/proofs/confirm/?token=")
    token = link.partition("token=")[2]
    assert confirming.read(renewable, token) == EMAIL
    proof = affiliation.renew(renewable, EMAIL)
    assert (proof.state, level(renewable.author)) == ("proven", 3)
    with pytest.raises(NotPossible, match="used before"):
        confirming.read(renewable, token)


def test_a_link_of_another_claim_or_of_yesterday_or_made_up_confirms_nothing(
    renewable: Claim, mailoutbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    confirming.send(renewable, EMAIL)
    token = link_in(str(mailoutbox[0].body)).partition("token=")[2]
    other = Claim(pk=renewable.pk + 1, user=renewable.user)
    for claim, text in ((other, token), (renewable, token[:-2]), (renewable, ""), (renewable, "\0")):
        with pytest.raises(NotPossible):
            confirming.read(claim, text)
    monkeypatch.setattr(confirming, "SECONDS", -1)
    with pytest.raises(NotPossible, match="older than a day"):
        confirming.read(renewable, token)


def test_another_claim_of_the_person_does_not_get_round_the_fresh_link(renewable: Claim) -> None:
    ben = Author.objects.get(name="Ben Bitdiddle")
    works_at(ben, "Peking University")
    assert renewable.user
    second = claim_of(ben, renewable.user)
    assert "send it a link" in why_not(second)

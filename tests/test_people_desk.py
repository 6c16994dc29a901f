"""Claims and contests at the desk: what waits, the claim beside its record, and the decisions."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from profiles.claims import contests, verbs
from profiles.models import (
    Author,
    AuthorLink,
    Claim,
    Contest,
    Proof,
)  # fmt: skip
from tests.make import feed_page, feed_work, import_bytes, make_user, owner
from tests.people_desk import CLAIMS, at_desk, claim_of, curator, decide, page_of, seen, told
from works.ledger import locks
from works.ledger.decisions import By
from works.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Author:
    works = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    import_bytes(feed_page("Ada Lovelace", works), feed_page("Ben Bitdiddle", works))
    return owner("Ada Lovelace")


def test_what_waits_comes_first_contests_then_appeals_then_the_oldest(ada: Author) -> None:
    ben = owner("Ben Bitdiddle")
    make = Claim.objects.create
    pending = make(author=ada, user=make_user("One"), name="Pending Person")
    held = make(author=ada, user=make_user("Two"), name="Held Person", state="on_hold")
    appeal = make(
        author=ada, user=make_user("Three"), name="Appeal Person", state="on_hold", appealed_at=timezone.now()
    )
    contested = make(author=ben, user=make_user("Four"), name="Contested Person", state="contested", is_owner=True)
    refused = make(author=ben, user=make_user("Five"), name="Refused Person", state="refused")
    client = at_desk(curator())
    page = client.get(CLAIMS).content.decode()
    places = [page.index(claim.name) for claim in (contested, appeal, held, pending)]
    assert places == sorted(places)
    assert refused.name not in page
    assert "what waits" in page
    assert refused.name in client.get(f"{CLAIMS}?state=all").content.decode()
    only = client.get(f"{CLAIMS}?state=refused").content.decode()
    assert refused.name in only
    assert pending.name not in only
    assert pending.name in client.get(f"{CLAIMS}?q={ada.public_id}").content.decode()
    assert pending.name not in client.get(f"{CLAIMS}?q={ben.public_id}").content.decode()


def test_a_claim_stands_beside_its_record_with_everything_to_decide_by(ada: Author) -> None:
    claim = claim_of(ada)
    SocialAccount.objects.create(user=claim.user, provider="orcid", uid="0000-0002-1825-0097")
    Author.named("Ada Lovelace", level=1).save()
    AuthorLink.objects.create(author=ada, url="https://ada.example.org/", origin=AuthorLink.Origin.SOURCE)
    page = page_of(at_desk(curator()), claim)
    for words in (
        "I am Ada, and these are mine.", "ada@example.org", "confirmed", "0000-0002-1825-0097", ada.public_id,
        "Ben Bitdiddle", "https://ada.example.org/", "A confirmed e-mail address", "Confirmed e-mail address",
        "Claimed the record as Ada Lovelace.", "0 works, L1",
    ):  # fmt: skip
        assert words in page, words


def test_competing_claims_stand_side_by_side_and_verifying_one_refuses_the_other(ada: Author) -> None:
    one, two = claim_of(ada), claim_of(ada, "Eve")
    client = at_desk(curator())
    page = page_of(client, one)
    assert "Other claims on this record" in page
    assert "I am Eve, and these are mine." in page
    assert f"{CLAIMS}{two.pk}/change/" in page
    assert told(decide(client, one, "verify")) == ["The claim is verified."]
    one.refresh_from_db()
    two.refresh_from_db()
    ada.refresh_from_db()
    assert (one.state, one.is_owner, two.state, ada.level) == ("verified", True, "refused", 3)


def test_a_claim_is_held_refused_and_decided_on_appeal_by_somebody_else(ada: Author) -> None:
    claim = claim_of(ada)
    client = at_desk(curator())
    assert told(decide(client, claim, "hold")) == ["The claim is on hold."]
    assert told(decide(client, claim, "refuse", "The works are another person’s.")) == ["The claim is refused."]
    claim.refresh_from_db()
    assert claim.reason == "The works are another person’s."
    verbs.appeal(claim, "Please look again.")
    answer = decide(client, claim, "verify")
    assert answer.status_code == 409
    assert told(answer) == ["You refused what was appealed here; the appeal is for another curator to decide."]
    assert "We spoke." in answer.content.decode()
    assert told(decide(at_desk(curator("Dora")), claim, "verify")) == ["The claim is verified."]


def test_nothing_is_decided_without_a_reason(ada: Author) -> None:
    claim = claim_of(ada)
    answer = decide(at_desk(curator()), claim, "refuse", " \0 ")
    assert told(answer) == ["Please say why; the person reads it."]
    claim.refresh_from_db()
    assert claim.state == "pending"


def test_a_review_is_recorded_for_a_verified_claim(ada: Author) -> None:
    claim = claim_of(ada)
    client = at_desk(curator())
    decide(client, claim, "verify")
    assert "Record a review" in page_of(client, claim)
    assert told(decide(client, claim, "review", "Both proofs were looked at.")) == ["The review is recorded."]
    assert Proof.objects.filter(claim=claim, kind="review", state="proven").exists()


def test_of_two_curators_the_second_is_told_what_the_first_did(ada: Author) -> None:
    claim = claim_of(ada)
    first, second = at_desk(curator()), at_desk(curator("Dora"))
    at = seen(page_of(second, claim))
    decide(first, claim, "hold", "We ask the person.")
    answer = decide(second, claim, "refuse", at=at)
    assert answer.status_code == 409
    [words] = told(answer)
    assert words.startswith("This happened meanwhile (Cleo): A curator put the claim on hold. We ask the person.")
    claim.refresh_from_db()
    assert claim.state == "on_hold"


def test_a_curator_decides_nothing_about_a_record_of_their_own(ada: Author) -> None:
    user = curator()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    claim = verbs.open_claim(user, ada, "Ada Lovelace", "Mine.")
    assert told(decide(at_desk(user), claim, "verify")) == ["Nobody decides about a record that they claim themselves."]


def contested(author: Author) -> Contest:
    claim = claim_of(author)
    verbs.verify(claim, make_user("Verifier"), "A word.")
    claim.refresh_from_db()
    assert claim.user is not None
    locks.edit(author, "role", "Countess", By(claim.user, claim=claim))
    return contests.contest(claim, make_user("Witness"), "That person is somebody else.")


def decide_contest(client: Client, contest: Contest, decision: str, reason: str = "We asked.", at: str = "") -> Any:
    form = {"decision": decision, "reason": reason, "seen": at or seen(page_of(client, contest.claim))}
    return client.post(f"/admin/profiles/contest/{contest.pk}/decide/", form, follow=True)


def test_a_contest_is_listed_and_leads_to_its_claim(ada: Author) -> None:
    contest = contested(ada)
    client = at_desk(curator())
    assert "That person is somebody else." in client.get("/admin/profiles/contest/").content.decode()
    answer = client.get(f"/admin/profiles/contest/{contest.pk}/change/")
    assert answer.headers["Location"] == f"{CLAIMS}{contest.claim_id}/change/#contest-title"
    page = page_of(client, contest.claim)
    assert "That person is somebody else." in page
    assert "1 line of the ledger" in page


def test_upholding_a_contest_rolls_the_claim_back_with_what_its_person_decided(ada: Author) -> None:
    contest = contested(ada)
    ada.refresh_from_db()
    assert (ada.level, ada.role) == (3, "Countess")
    answer = decide_contest(at_desk(curator()), contest, "uphold")
    assert told(answer)[0].startswith("The contest is upheld")
    ada.refresh_from_db()
    contest.refresh_from_db()
    assert (ada.level, ada.role, ada.contested_at, contest.state) == (1, "", None, "upheld")
    assert not Decision.objects.in_force().filter(claim=contest.claim, kind=Decision.Kind.LOCK).exists()
    assert Claim.objects.get(pk=contest.claim_id).state == "refused"


def test_dismissing_a_contest_leaves_everything_as_it_was(ada: Author) -> None:
    contest = contested(ada)
    decide_contest(at_desk(curator()), contest, "dismiss")
    ada.refresh_from_db()
    contest.refresh_from_db()
    assert (ada.level, ada.role, ada.contested_at, contest.state) == (3, "Countess", None, "dismissed")


def test_of_two_curators_the_second_is_told_about_a_contest_too(ada: Author) -> None:
    contest = contested(ada)
    first, second = at_desk(curator()), at_desk(curator("Dora"))
    at = seen(page_of(second, contest.claim))
    decide_contest(first, contest, "dismiss")
    answer = decide_contest(second, contest, "uphold", at=at)
    assert answer.status_code == 409
    assert "meanwhile (Cleo)" in told(answer)[0]
    contest.refresh_from_db()
    assert contest.state == "dismissed"


def test_refusing_an_owner_takes_back_what_they_decided(ada: Author) -> None:
    contest = contested(ada)
    client = at_desk(curator())
    decide_contest(client, contest, "dismiss")
    assert told(decide(client, contest.claim, "refuse")) == ["The claim is refused."]
    ada.refresh_from_db()
    assert (ada.level, ada.role) == (1, "")

"""Claims: opening them, what they reach by themselves, and what their person can do about them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from profiles.claims import evidence, ripening, verbs
from profiles.claims.errors import NotPossible, TooOften
from profiles.models import Author, Claim, ClaimEvent, Notice, Proof
from tests.claim_world import (
    claimed,
    confirm,
    curator,
    jiacheng,
    level,
    pass_time,
    person,
    prove,
    story,
    told,
    verified,
    why,
)

pytestmark = pytest.mark.django_db


def test_a_claim_without_a_confirmed_address_is_open_and_not_counted() -> None:
    user = person(confirmed=False)
    claim = claimed(user)
    prove(claim)
    pass_time(3)
    ripening.settle_due()
    assert level(claim) == ("pending", False, 1)
    confirm(user)
    evidence.emails_changed(user)
    assert level(claim) == ("verified", True, 3)


def test_another_confirmed_address_keeps_the_proof() -> None:
    user = person()
    claim = verified(user)
    user.emailaddress_set.create(email="other@example.org", verified=True, primary=False)  # type: ignore[attr-defined]
    user.emailaddress_set.filter(email=user.email).delete()  # type: ignore[attr-defined]
    evidence.emails_changed(user)
    assert level(claim) == ("verified", True, 3)
    live = claim.proofs.live().get(kind="email")
    assert live.subject == "other@example.org"


def test_the_name_has_to_be_one_that_the_record_can_have() -> None:
    claim = claimed(person(), name="Ada Lovelace")
    pass_time(3)
    ripening.settle_due()
    assert level(claim) == ("pending", False, 1)
    prove(claim)
    assert level(claim) == ("pending", False, 1)
    verbs.verify(claim, curator(), "A pen name, shown by the publisher.")
    assert level(claim) == ("verified", True, 3)


def test_a_strong_proof_needs_no_waiting() -> None:
    claim = claimed(person())
    prove(claim)
    assert level(claim) == ("verified", True, 3)
    assert story(claim) == ["opened", "proven", "proven", "claimed", "verified"]
    assert why() == ["claim verified"]


def test_losing_proofs_lowers_the_level_step_by_step_and_never_deletes_the_claim() -> None:
    user = person()
    claim = claimed(user)
    orcid, homepage = prove(claim), prove(claim, Proof.Kind.HOMEPAGE)
    verbs.review(claim, curator(), "Looked at both.")
    assert level(claim) == ("verified", True, 4)
    evidence.end(orcid, "The iD was unlinked.")
    assert level(claim) == ("verified", True, 3)
    evidence.end(homepage, "The link is gone.")
    assert level(claim) == ("pending", True, 2)
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    evidence.emails_changed(user)
    assert level(claim) == ("pending", False, 1)
    assert claim.is_open
    assert story(claim)[-6:] == ["lost", "lowered", "lost", "lowered", "lost", "lowered"]
    # Everybody reads it: what became of an account's address is nobody's business.
    assert why()[-1] == "a proof of its claim ended"


def test_a_record_without_works_falls_to_its_own_level() -> None:
    claim = verified(person())
    Author.objects.filter(pk=claim.author_id).update(trust_inputs={})
    verbs.withdraw(claim)
    assert level(claim) == ("withdrawn", False, 0)


def test_what_could_not_be_shown_is_told_and_changes_nothing() -> None:
    claim = claimed(person())
    proof = evidence.checking(claim, Proof.Kind.HOMEPAGE, "https://sun.example/")
    assert evidence.checking(claim, Proof.Kind.HOMEPAGE, "https://sun.example/").pk == proof.pk
    assert evidence.fail(proof, "The page has no link to the record.")
    assert not evidence.fail(proof, "The page has no link to the record.")
    assert told(claim) == ["Jiacheng Sun: a proof could not be shown"]
    assert level(claim) == ("pending", False, 1)


def test_nobody_speaks_for_their_own_claim_and_a_closed_one_takes_no_proof() -> None:
    user = person()
    claim = claimed(user)
    with pytest.raises(NotPossible, match="their own claim"):
        prove(claim, Proof.Kind.VOUCH, given_by=user)
    verbs.withdraw(claim)
    with pytest.raises(NotPossible, match="closed"):
        prove(claim)


def test_one_person_has_one_open_claim_on_a_record() -> None:
    user = person()
    claimed(user)
    with pytest.raises(NotPossible, match="You have an open claim"):
        claimed(user)
    assert Claim.objects.count() == 1


def test_two_people_who_claim_one_record_both_wait_and_both_are_told() -> None:
    cleo, dee = claimed(person("Cleo")), claimed(person("Dee"))
    for claim in (cleo, dee):
        assert level(claim) == ("on_hold", False, 1)
        assert told(claim) == ["Jiacheng Sun: your claim is on hold"]
    pass_time(3)
    prove(cleo)
    ripening.settle_due()
    assert level(cleo) == ("on_hold", False, 1)
    said = " ".join(Notice.objects.values_list("text", flat=True)) + " ".join(
        ClaimEvent.objects.values_list("text", flat=True)
    )
    assert not any(word in said for word in ("Cleo", "Dee", "@"))


def test_a_record_that_somebody_owns_is_contested_and_not_claimed() -> None:
    verified(person("Cleo"))
    with pytest.raises(NotPossible, match="contest the claim"):
        claimed(person("Dee"))


def test_records_that_are_hidden_merged_or_only_a_name_cannot_be_claimed() -> None:
    user, author = person(), jiacheng()
    other = Author.named("Somebody Else")
    other.save()
    for fields, words in (
        ({"hidden_at": timezone.now()}, "not public"),
        ({"level": 0}, "not public"),
        ({"merged_into": other}, "joined to another"),
    ):
        before = {name: getattr(author, name) for name in fields}
        Author.objects.filter(pk=author.pk).update(**fields)
        with pytest.raises(NotPossible, match=words):
            claimed(user, author)
        Author.objects.filter(pk=author.pk).update(**before)


def test_claims_of_one_day_are_limited(settings: object) -> None:
    settings.CLAIMS_PER_DAY = 2  # type: ignore[attr-defined]
    user = person()
    for _ in range(2):
        verbs.withdraw(claimed(user))
    with pytest.raises(TooOften, match="2 times a day"):
        claimed(user)
    pass_time(1.1)
    claimed(user)


def test_a_withdrawn_claim_leaves_the_record_as_it_was_and_can_be_made_anew() -> None:
    user = person()
    claim = verified(user)
    verbs.withdraw(claim)
    assert level(claim) == ("withdrawn", False, 1)
    assert why()[-1] == "claim withdrawn"
    assert not claim.proofs.live().exists()
    with pytest.raises(NotPossible, match="closed already"):
        verbs.withdraw(claim)
    assert level(claimed(user)) == ("pending", False, 1)


def test_the_claim_of_a_deleted_account_is_without_a_person_and_reaches_nothing() -> None:
    claim = verified(person())
    user = claim.user
    assert user is not None
    verbs.withdraw(claim)
    user.delete()
    assert level(claim) == ("withdrawn", False, 1)
    with pytest.raises(NotPossible):
        verbs.reopen(claim, "It is me.")

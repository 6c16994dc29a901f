"""What curators decide about claims and contests, and what becomes of both people."""

from __future__ import annotations

import pytest

from profiles import owners
from profiles.claims import contests, evidence, known, ladder, ripening, verbs
from profiles.claims.errors import NotPossible, TooOften
from profiles.models import Author, Notice, Proof
from profiles.powers import Power
from tests.claim_world import (
    claimed,
    curator,
    jiacheng,
    level,
    owners_of,
    pass_time,
    person,
    prove,
    record,
    told,
    verified,
    vouch,
    why,
)
from works import scoring

pytestmark = pytest.mark.django_db


def test_a_curators_word_makes_one_owner_of_two_rivals_and_tells_both() -> None:
    cleo, dee = claimed(person("Cleo")), claimed(person("Dee"))
    grace = curator()
    assert verbs.verify(cleo, grace, "Her homepage names her.").state == "verified"
    assert level(cleo) == ("verified", True, 3)
    assert level(dee) == ("refused", False, 3)
    assert told(cleo)[-1] == "Jiacheng Sun: your claim reached L3"
    assert told(dee)[-1] == "Jiacheng Sun: your claim was refused"
    assert dee.reason == "A curator decided that the record is another person’s."
    assert why() == ["claim verified"]
    with pytest.raises(NotPossible, match="refused by now"):
        verbs.verify(dee, curator("Hedy"), "No, hers.")


def test_a_claim_is_not_verified_before_an_address_is_confirmed() -> None:
    cleo, dee = claimed(person("Cleo", confirmed=False)), claimed(person("Dee"))
    with pytest.raises(NotPossible, match="not confirmed an e-mail address"):
        verbs.verify(cleo, curator(), "It is her.")
    assert level(dee) == ("on_hold", False, 1)


def test_what_is_decided_needs_a_reason() -> None:
    claim = claimed(person())
    for verb in (verbs.hold, verbs.refuse, verbs.verify):
        with pytest.raises(NotPossible, match="say why"):
            verb(claim, curator(verb.__name__), "  ")


def test_nobody_decides_about_a_record_they_claim() -> None:
    grace, hedy = curator("Grace"), curator("Hedy")
    own, rival = claimed(grace), claimed(hedy)
    for claim in (own, rival):
        with pytest.raises(NotPossible, match="claim themselves"):
            verbs.verify(claim, grace, "It is me.")
    assert level(own) == ("on_hold", False, 1)


def test_a_claim_on_hold_moves_only_by_a_curator_and_its_owner_cannot_act() -> None:
    claim = verified(person())
    author = jiacheng()
    assert claim.user is not None
    assert owners.may(claim.user, author, Power.INVITE)
    verbs.hold(claim, curator(), "Two people say so.")
    assert level(claim) == ("on_hold", True, 3)
    assert not owners.may(claim.user, author, Power.INVITE)
    assert owners.records_of(claim.user, Power.INVITE) == []
    evidence.end(claim.proofs.get(kind="orcid"), "Unlinked.")
    assert level(claim) == ("on_hold", True, 3)
    verbs.verify(claim, curator("Hedy"), "It is her after all.")
    assert level(claim) == ("verified", True, 3)
    assert owners.may(claim.user, author, Power.INVITE)


def test_a_refused_claim_is_reopened_with_more_and_then_only_a_curator_lifts_it() -> None:
    user, grace = person(), curator()
    claim = claimed(user)
    verbs.refuse(claim, grace, "Nothing shows that it is you.")
    assert level(claim) == ("refused", False, 1)
    with pytest.raises(NotPossible, match="reopen it, or appeal"):
        claimed(user)
    verbs.reopen(claim, "My thesis names me.")
    assert level(claim) == ("pending", False, 1)
    assert claim.text == "I wrote these.\n\nMy thesis names me."
    prove(claim)
    pass_time(3)
    ripening.settle_due()
    assert level(claim) == ("pending", False, 1)
    assert ladder.missing(known.facts(known.one(claim))) == ("A curator’s word, since the claim was refused before.",)
    verbs.verify(claim, grace, "The thesis does name her.")
    assert level(claim) == ("verified", True, 3)


def test_who_was_refused_cannot_begin_anew_by_withdrawing() -> None:
    user = person()
    claim = claimed(user)
    verbs.refuse(claim, curator(), "Nothing shows that it is you.")
    verbs.reopen(claim, "It does.")
    verbs.withdraw(claim)
    another = claimed(user)
    prove(another)
    assert level(another) == ("pending", False, 1)


def test_a_refusal_takes_the_curators_words_back() -> None:
    claim = claimed(person(), name="Ada Lovelace")
    verbs.verify(claim, curator(), "A pen name.")
    verbs.refuse(claim, curator("Hedy"), "It was a mistake.")
    assert level(claim) == ("refused", False, 1)
    verbs.reopen(claim, "It was none.")
    assert level(claim) == ("pending", False, 1)
    assert list(claim.proofs.live().values_list("kind", flat=True)) == ["email"]


def test_an_appeal_is_for_another_curator_and_possible_once() -> None:
    claim, grace, hedy = claimed(person()), curator("Grace"), curator("Hedy")
    verbs.refuse(claim, grace, "No.")
    verbs.appeal(claim, "Please look at the thesis.")
    assert level(claim) == ("on_hold", False, 1)
    assert claim.appealed_at is not None
    for verb in (verbs.verify, verbs.refuse):
        with pytest.raises(NotPossible, match="for another curator"):
            verb(claim, grace, "Still no.")
    verbs.refuse(claim, hedy, "No indeed.")
    with pytest.raises(NotPossible, match="second curator"):
        verbs.appeal(claim, "Again.")
    verbs.reopen(claim, "Here is more.")
    verbs.verify(claim, grace, "Now it is shown.")
    assert level(claim) == ("verified", True, 3)


def test_a_refused_claim_on_a_record_that_has_an_owner_by_now_leads_to_a_contest() -> None:
    claim = claimed(person("Cleo"))
    verbs.refuse(claim, curator(), "No.")
    verified(person("Dee"))
    for verb in (verbs.reopen, verbs.appeal):
        with pytest.raises(NotPossible, match="contest the claim"):
            verb(claim, "It is mine.")


def test_reopening_counts_among_the_claims_of_a_day(settings: object) -> None:
    settings.CLAIMS_PER_DAY = 2  # type: ignore[attr-defined]
    claim = claimed(person())
    verbs.refuse(claim, curator(), "No.")
    verbs.reopen(claim, "More.")
    verbs.refuse(claim, curator("Hedy"), "No.")
    with pytest.raises(TooOften):
        verbs.appeal(claim, "Please.")


def test_l4_takes_two_kinds_of_proof_and_a_review() -> None:
    claim, grace = verified(person()), curator()
    with pytest.raises(NotPossible, match="pending by now"):
        verbs.review(claimed(person("Dee"), record("Cy Byte")), grace, "Looked.")
    verbs.review(claim, grace, "Looked at everything.")
    assert level(claim) == ("verified", True, 3)
    prove(claim, Proof.Kind.AFFILIATION, subject="pku.edu.cn", details={"email": "cleo@example.org"})
    assert level(claim) == ("verified", True, 4)
    assert why()[-1] == "claim confirmed"


def test_two_co_authors_vouch_and_one_alone_is_not_enough() -> None:
    one, other = owners_of(2)
    claim = claimed(person())
    vouch(claim, one)
    assert level(claim) == ("pending", False, 1)
    vouch(claim, other)
    assert level(claim) == ("verified", True, 3)


@pytest.mark.django_db(transaction=True)
def test_vouches_end_with_the_standing_of_who_gave_them() -> None:
    one, other = owners_of(2)
    claim = claimed(person())
    vouch(claim, one, other)
    verbs.refuse(one, curator(), "It was not her.")
    assert level(claim) == ("pending", True, 2)
    assert "does not own a verified record any more" in claim.events.get(kind="lost").text
    assert level(other) == ("verified", True, 3)


@pytest.mark.django_db(transaction=True)
def test_vouches_count_in_full_for_l4_only_by_an_owner_at_l4() -> None:
    one, other = owners_of(2)
    claim = claimed(person())
    prove(claim)
    vouch(claim, one, other)
    verbs.review(claim, curator(), "Looked.")
    assert level(claim) == ("verified", True, 3)
    homepage = prove(one, Proof.Kind.HOMEPAGE)
    verbs.review(one, curator("Hedy"), "Looked.")
    assert level(claim) == ("verified", True, 4)
    evidence.end(homepage, "The link is gone.")
    assert level(one) == level(claim) == ("verified", True, 3)


def test_what_a_crash_left_of_a_lost_vouch_is_settled_later() -> None:
    one, other = owners_of(2)
    claim = claimed(person())
    vouch(claim, one, other)
    # Without a commit, as in this test, nobody settles whom they vouched for.
    verbs.withdraw(one)
    assert level(claim) == ("verified", True, 3)
    ripening.settle_due()
    assert level(claim) == ("pending", True, 2)


def test_what_a_curator_verified_and_another_put_on_hold_can_be_verified_again() -> None:
    claim = claimed(person())
    verbs.verify(claim, curator("Grace"), "I know her.")
    with pytest.raises(NotPossible, match="verified this claim already"):
        verbs.verify(claim, curator("Ines"), "So do I.")
    verbs.hold(claim, curator("Hedy"), "I am not sure.")
    verbs.verify(claim, curator("Joan"), "It is her after all.")
    assert level(claim) == ("verified", True, 3)


def test_who_refused_what_is_appealed_does_not_decide_it_by_verifying_a_rival() -> None:
    grace, rival = curator("Grace"), person("Rita")
    claim = claimed(person())
    verbs.refuse(claim, grace, "Nothing shows that it is you.")
    verbs.appeal(claim, "Ask my university.")
    other = claimed(rival)
    with pytest.raises(NotPossible, match="for another curator"):
        verbs.verify(other, grace, "It is the rival.")
    assert level(claim) == ("on_hold", False, 1)
    verbs.verify(other, curator("Hedy"), "It is the rival.")
    assert level(claim) == ("refused", False, 3)


def test_a_hold_is_released_and_the_claim_goes_on_where_it_was() -> None:
    claim = verified(person())
    verbs.hold(claim, curator("Grace"), "I want to ask her first.")
    assert level(claim) == ("on_hold", True, 3)
    verbs.release(claim, curator("Hedy"), "She answered.")
    assert level(claim) == ("verified", True, 3)
    with pytest.raises(NotPossible, match="verified by now"):
        verbs.release(claim, curator("Ines"), "Once more.")


def test_of_two_rivals_none_is_released_and_who_is_left_is_told() -> None:
    claim, other, grace = claimed(person("Cleo")), claimed(person("Dee")), curator("Grace")
    with pytest.raises(NotPossible, match="verify one of the claims"):
        verbs.release(claim, grace, "He seems nice.")
    verbs.refuse(other, grace, "Nothing shows that it is you.")
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("on_hold", "The other claim on this record is closed.")
    verbs.release(claim, grace, "Nobody else is left.")
    assert level(claim) == ("pending", False, 1)


def test_who_was_rolled_back_and_won_the_appeal_is_told_that_the_decisions_are_gone() -> None:
    claim = verified(person("Cleo"))
    contest = contests.contest(claim, person("Dee"), "It is me.")
    contests.uphold(contest, curator("Grace"), "It is Dee.")
    verbs.appeal(claim, "Ask my university.")
    verbs.verify(claim, curator("Hedy"), "The university says so.")
    texts = Notice.objects.filter(user=claim.user).values_list("text", flat=True)
    assert any("was taken back meanwhile" in said for said in texts)


def test_an_authority_that_comes_or_goes_without_a_level_moves_the_trust() -> None:
    claim = verified(person())
    scoring.compute_due()
    before = Author.objects.get(pk=claim.author_id).trust_score
    work = claim.author.works.values_list("id", flat=True)[0]
    known = {"authority": "dblp", "id": "s/JiachengSun", "works": [work]}
    proof = prove(claim, Proof.Kind.HOMEPAGE, details=known)
    scoring.compute_due()
    assert Author.objects.get(pk=claim.author_id).trust_score == before + 3
    evidence.end(proof, "The page is gone.")
    scoring.compute_due()
    assert Author.objects.get(pk=claim.author_id).trust_score == before

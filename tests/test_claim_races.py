"""Claims that meet in a race, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from profiles.claims import contests, evidence, ripening, verbs
from profiles.models import Author, Claim, ClaimEvent, Contest, Notice, Proof
from tests.claim_world import claimed, curator, jiacheng, level, owners_of, person, prove, record, verified, vouch
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def nobody_is_named(*names: str) -> bool:
    said = [*Notice.objects.values_list("text", flat=True), *Notice.objects.values_list("subject", flat=True)]
    said += ClaimEvent.objects.exclude(kind="opened").values_list("text", flat=True)
    return not any(name in text for text in said for name in (*names, "@"))


def test_of_a_person_in_eight_tabs_one_claims_and_seven_are_told() -> None:
    author, user = jiacheng(), person()
    told = at_once(*[lambda: verbs.open_claim(user, author, "J. Sun", "") for _ in range(8)])
    assert told == ["You have an open claim on this record."] * 7
    assert Claim.objects.count() == 1


def test_the_claims_of_a_day_are_counted_over_all_tabs(settings: Any) -> None:
    settings.CLAIMS_PER_DAY = 2
    user, authors = person(), [jiacheng(), *(record(name) for name in ("Ada Lovelace", "Ben Bitdiddle", "Cy Byte"))]
    told = at_once(*[partial(verbs.open_claim, user, author, author.name, "") for author in authors])
    assert [words[:31] for words in told] == ["You can claim, reopen or appeal"] * 2
    assert Claim.objects.count() == 2


def test_two_people_who_claim_at_once_both_wait_and_both_are_told() -> None:
    author, cleo, dee = jiacheng(), person("Cleo"), person("Dee")
    assert not at_once(
        lambda: verbs.open_claim(cleo, author, "J. Sun", ""), lambda: verbs.open_claim(dee, author, "J. Sun", "")
    )
    assert set(Claim.objects.values_list("state", "is_owner")) == {("on_hold", False)}
    assert {notice.user_id for notice in Notice.objects.all()} == {cleo.pk, dee.pk}
    assert nobody_is_named("Cleo", "Dee")


def test_of_two_curators_who_verify_rivals_one_wins_and_the_other_is_told() -> None:
    one, other = claimed(person("Cleo")), claimed(person("Dee"))
    grace, hedy = curator("Grace"), curator("Hedy")
    told = at_once(
        lambda: verbs.verify(one, grace, "The homepage names her."), lambda: verbs.verify(other, hedy, "So does this.")
    )
    assert len(told) == 1
    assert "refused by now: A curator decided" in told[0].replace(". ", ": ")
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["refused", "verified"]
    assert Claim.objects.owning().count() == 1
    last = {claim.pk: Notice.objects.filter(user=claim.user).order_by("id").last() for claim in (one, other)}
    assert {notice.subject.split(": ")[1] for notice in last.values() if notice} == {
        "your claim reached L3",
        "your claim was refused",
    }
    assert nobody_is_named("Cleo", "Dee", "Grace", "Hedy")


def test_of_two_strong_proofs_for_rivals_none_makes_an_owner() -> None:
    one, other = claimed(person("Cleo")), claimed(person("Dee"))
    at_once(lambda: prove(one), lambda: prove(other))
    assert level(one) == level(other) == ("on_hold", False, 1)


def test_a_claim_that_comes_while_another_is_proven_finds_an_owner_or_stops_it() -> None:
    one, dee, author = claimed(person("Cleo")), person("Dee"), jiacheng()
    told = at_once(lambda: prove(one), lambda: verbs.open_claim(dee, author, "J. Sun", ""))
    owned = level(one) == ("verified", True, 3)
    assert owned is bool(told)
    assert Claim.objects.owning().count() == owned
    assert owned or set(Claim.objects.values_list("state", flat=True)) == {"on_hold"}


def test_of_many_who_contest_one_is_heard_and_the_rest_are_told_so() -> None:
    claim = verified(person("Cleo"))
    people = [person(name) for name in ("Dee", "Eve", "Fay")]
    told = at_once(*[lambda user=user: contests.contest(claim, user, "No.") for user in people])
    assert told == ["Somebody contested this claim already; a curator looks at it."] * 2
    assert level(claim) == ("contested", True, 3)
    assert Contest.objects.get().claim_state == "verified"


def test_a_contest_and_a_curators_word_at_once_leave_one_clear_state() -> None:
    claim, dee, grace = verified(person("Cleo")), person("Dee"), curator()
    told = at_once(lambda: contests.contest(claim, dee, "No."), lambda: verbs.verify(claim, grace, "It is her."))
    assert level(claim) == ("contested", True, 3)
    assert claim.proofs.live().filter(kind="curator").exists() is not bool(told)
    contests.dismiss(Contest.objects.get(), grace, "It is her.")
    assert level(claim) == ("verified", True, 3)


def test_of_two_decisions_about_a_contest_one_counts() -> None:
    claim, grace, hedy = verified(person("Cleo")), curator("Grace"), curator("Hedy")
    contest = contests.contest(claim, person("Dee"), "No.")
    again = Contest.objects.get()
    told = at_once(lambda: contests.uphold(contest, grace, "Wrong."), lambda: contests.dismiss(again, hedy, "Right."))
    assert len(told) == 1
    upheld = Contest.objects.get().state == "upheld"
    assert level(claim) == (("refused", False, 1) if upheld else ("verified", True, 3))
    assert Author.objects.get(pk=claim.author_id).contested_at is None


def test_a_proof_that_expires_while_its_claim_is_withdrawn_ends_once() -> None:
    claim = claimed(person())
    proof = prove(claim, expires_at=timezone.now() + timedelta(hours=1))
    later = timezone.now() + timedelta(hours=2)
    at_once(lambda: ripening.settle_due(later), lambda: ripening.settle_due(later), lambda: verbs.withdraw(claim))
    assert level(claim) == ("withdrawn", False, 1)
    assert claim.events.filter(kind="lost", text__startswith="ORCID").count() == 1
    proof.refresh_from_db()
    assert proof.state == "ended"


def test_the_same_proof_from_two_tabs_is_one() -> None:
    claim = claimed(person())
    at_once(*[lambda: evidence.prove(claim, Proof.Kind.ORCID, "0000-0002-1825-0097", "Shared work.") for _ in range(4)])
    assert claim.proofs.filter(kind="orcid").count() == 1
    assert level(claim) == ("verified", True, 3)


@pytest.mark.parametrize("falls", [lambda claim: verbs.refuse(claim, curator(f"C{claim.pk}"), "No."), verbs.withdraw])
def test_two_who_vouch_for_each_other_fall_at_once_and_neither_waits_for_the_other(
    falls: Callable[[Claim], object],
) -> None:
    one, other, third = owners_of(3)
    vouch(one, other, third)
    vouch(other, one, third)
    assert not at_once(lambda: falls(one), lambda: falls(other))
    assert level(one)[1:] == level(other)[1:] == (False, 1)
    assert not Proof.objects.live().filter(kind="vouch", given_by=one.user).exists()

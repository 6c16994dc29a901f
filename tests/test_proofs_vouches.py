"""The word of co-authors: who may give it, for whom, whom it lifts, and when it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from profiles.claims import evidence
from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, Notice, Proof, User
from tests.make import feed_page, feed_work, import_bytes
from tests.proof_world import TITLE, claim_of, level, owned, somebody, team
from works.models import Assignment, Authorship, Decision, Work
from works.proofs import rechecking, vouches


@pytest.fixture
def world(db: None) -> tuple[Claim, User, User]:
    """Cleo's claim on Ada's record, and the owners of the records of Ben and Cy, both at L3."""
    ada, ben, cy = team()
    return claim_of(ada), owned(ben, "Ben"), owned(cy, "Cy")


def why_not(user: User, claim: Claim) -> str:
    with pytest.raises(NotPossible) as stopped:
        vouches.give(user, claim)
    return str(stopped.value)


def set_level(user: User, to: int) -> None:
    Author.objects.filter(claims__user=user).update(level=to)


def fall(user: User) -> None:
    """Takes from this person what verified their record."""
    evidence.end(Proof.objects.live().get(claim__user=user, kind="curator"), "It was a mistake.")


def test_the_word_of_one_co_author_is_kept_and_of_two_verifies(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    proof = vouches.give(ben, claim)
    assert (proof.state, proof.given_by, level(claim.author)) == ("proven", ben, 1)
    assert proof.details["level"] == 3
    assert proof.details["claim"] == ben.claims.get().pk
    vouches.give(cy, claim)
    assert level(claim.author) == 3
    claim.refresh_from_db()
    assert claim.state == "verified"


def test_nobody_vouches_twice_or_for_themselves(world: tuple[Claim, User, User]) -> None:
    claim, ben, _ = world
    vouches.give(ben, claim)
    assert "already" in why_not(ben, claim)
    assert claim.user
    assert vouches.records(claim.user, claim) == []


@pytest.mark.parametrize("low", [0, 1, 2])
def test_who_is_below_l3_cannot_vouch(world: tuple[Claim, User, User], low: int) -> None:
    claim, ben, _ = world
    set_level(ben, low)
    assert "Only the owner of a verified record" in why_not(ben, claim)


def test_nor_can_who_shares_no_work(world: tuple[Claim, User, User]) -> None:
    claim, *_ = world
    import_bytes(feed_page("Zoe Zeta", [feed_work("Tides of Very Small Lakes in the North", ["Zoe Zeta"])]))
    zoe = owned(Author.objects.get(name="Zoe Zeta"), "Zoe")
    assert "work in common" in why_not(zoe, claim)
    assert "work in common" in why_not(somebody("Nobody"), claim)


def test_nor_who_shares_one_only_because_they_took_it_for_theirs(world: tuple[Claim, User, User]) -> None:
    claim, ben, _ = world
    slot = Authorship.objects.get(work__title=TITLE, author__name="Ben Bitdiddle")
    taken = Decision.objects.create(kind="link", actor=ben, claim=ben.claims.get(), reason="Mine.")
    Assignment.objects.create(decision=taken, mention=slot, author=ben.claims.get().author, reason="Mine.")
    assert "work in common" in why_not(ben, claim)
    Decision.objects.filter(pk=taken.pk).update(in_force=False)
    assert vouches.give(ben, claim).state == "proven"


def test_nor_who_shares_one_with_a_crowd(world: tuple[Claim, User, User]) -> None:
    claim, ben, _ = world
    Work.objects.filter(title=TITLE).update(byline_length=51)
    assert "work in common" in why_not(ben, claim)
    Work.objects.filter(title=TITLE).update(byline_length=50)
    assert vouches.give(ben, claim)


def test_nor_who_is_contested_themselves(world: tuple[Claim, User, User]) -> None:
    claim, ben, _ = world
    Claim.objects.filter(user=ben).update(state="contested")
    assert "Only the owner" in why_not(ben, claim)


@pytest.mark.parametrize("state", ["refused", "withdrawn", "contested"])
def test_closed_and_contested_claims_take_no_word(world: tuple[Claim, User, User], state: str) -> None:
    claim, ben, _ = world
    Claim.objects.filter(pk=claim.pk).update(state=state)
    claim.refresh_from_db()
    assert "Only the owner" in why_not(ben, claim)


def test_two_people_cannot_verify_each_other(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    assert level(claim.author) == 3
    # Ada is verified by the word of Ben and Cy alone: her word cannot carry Ben in turn.
    bens = ben.claims.get()
    assert claim.user
    assert "cannot verify each other" in why_not(claim.user, bens)
    # With a proof of her own it can.
    evidence.prove(claim, Proof.Kind.ORCID, "0000-0002-1825-0097", "Shown.")
    assert vouches.give(claim.user, bens).state == "proven"


def test_nor_three_in_a_ring(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    # Cy stands on the word of Ada and of Zoe by now, and Ada on that of Ben and Cy.
    dora = owned(Author.objects.create(**_fields("Dora"), level=1), "Dora")
    cys = cy.claims.get()
    for voucher in (claim.user, dora):
        Proof.objects.create(claim=cys, kind="vouch", subject=str(voucher), state="proven", given_by=voucher)
    fall(cy)
    assert level(cys.author) == 3
    assert "cannot verify each other" in why_not(cy, ben.claims.get())


def _fields(name: str) -> dict[str, str]:
    made = Author.named(name)
    return {"name": made.name, "folded_name": made.folded_name, "slug": made.slug}


def test_a_ring_that_came_about_later_is_found_and_ended(
    world: tuple[Claim, User, User], django_capture_on_commit_callbacks: Any
) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    bens = ben.claims.get()
    for voucher in (claim.user, cy):
        Proof.objects.create(claim=bens, kind="vouch", subject=str(voucher), state="proven", given_by=voucher)
    fall(ben)
    assert (level(bens.author), level(claim.author)) == (3, 3)
    with django_capture_on_commit_callbacks(execute=True):
        rechecking.what_stands()
    assert (level(bens.author), level(claim.author)) == (2, 2)


def test_it_can_be_taken_back(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    assert vouches.take_back(ben, claim)
    assert not vouches.take_back(ben, claim)
    assert level(claim.author) == 2
    claim.refresh_from_db()
    assert (claim.is_open, claim.is_owner) == (True, True)
    assert vouches.give(ben, claim)
    assert level(claim.author) == 3


def test_all_words_of_one_person_end_together(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    assert vouches.end_those_of(ben, "The claim of the co-author was rolled back.") == 1
    assert vouches.end_those_of(ben, "Again.") == 0
    assert level(claim.author) == 2
    ended = Proof.objects.get(given_by=ben)
    assert (ended.state, ended.reason) == ("ended", "The claim of the co-author was rolled back.")


def test_who_falls_below_l3_vouches_for_nobody_any_more(
    world: tuple[Claim, User, User], django_capture_on_commit_callbacks: Any
) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    with django_capture_on_commit_callbacks(execute=True):
        fall(ben)
    assert level(claim.author) == 2
    assert Proof.objects.get(given_by=ben, kind="vouch").state == "ended"


def test_a_word_ends_when_the_work_is_shared_no_more(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    vouches.give(ben, claim)
    vouches.give(cy, claim)
    rechecking.what_stands()
    assert level(claim.author) == 3
    Authorship.objects.filter(author__name="Ben Bitdiddle").delete()
    rechecking.what_stands()
    assert level(claim.author) == 2


def test_a_co_author_can_be_asked_once_and_is_told_the_name_and_the_words(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    assert [one.author.name for one in vouches.coauthors(claim)] == ["Ben Bitdiddle", "Cy Byte"]
    public_id = Author.objects.get(name="Ben Bitdiddle").public_id
    vouches.ask(claim, public_id, "We met in Turin.")
    [notice] = Notice.objects.filter(user=ben)
    assert notice.url == f"/claims/{claim.pk}/vouch/"
    assert "Ada Lovelace" in notice.text
    assert "We met in Turin." in notice.text
    assert claim.user
    assert claim.user.email not in notice.text + notice.subject
    with pytest.raises(NotPossible, match="asked already"):
        vouches.ask(claim, public_id)
    assert not Notice.objects.filter(user=cy).exists()


def test_strangers_and_unverified_co_authors_cannot_be_asked(world: tuple[Claim, User, User]) -> None:
    claim, ben, _ = world
    set_level(ben, 2)
    for public_id in (Author.objects.get(name="Ben Bitdiddle").public_id, claim.author.public_id, "nobody", ""):
        with pytest.raises(NotPossible, match="cannot be asked"):
            vouches.ask(claim, public_id)


def test_a_co_author_finds_the_claims_that_wait_for_their_word(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    assert vouches.waiting(ben) == [claim]
    assert vouches.waiting(somebody("Nobody")) == []
    vouches.give(ben, claim)
    assert vouches.waiting(ben) == []
    vouches.give(cy, claim)
    rechecking.what_waits(timezone.now())
    assert vouches.waiting(cy) == []


def test_hidden_records_are_named_to_no_co_author(world: tuple[Claim, User, User]) -> None:
    claim, ben, cy = world
    Author.objects.filter(name="Ben Bitdiddle").update(hidden_at=timezone.now())
    assert [one.author.name for one in vouches.coauthors(claim)] == ["Cy Byte"]
    with pytest.raises(NotPossible, match="owner of a verified record"):
        vouches.give(ben, claim)
    Author.objects.filter(pk=claim.author_id).update(hidden_at=timezone.now())
    assert vouches.waiting(cy) == []
    claim.author.refresh_from_db()
    with pytest.raises(NotPossible, match="owner of a verified record"):
        vouches.give(cy, claim)

"""What curators decide about claims, with what follows for the record: nothing of a wrong owner stays behind."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from profiles.claims import evidence, verbs
from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, User
from tests.claim_world import claimed, curator, level, person, story, told, verified
from tests.people_desk import at_desk, decide, page_of
from tests.people_desk import curator as curator_at_desk
from works import claiming
from works.ledger import decisions
from works.models import Decision
from works.owners import choices, links, renames

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong() -> Claim:
    """The claim of an owner who changed what an owner can change."""
    claim = verified(person("Mallory"))
    assert claim.user
    author = claim.author
    renames.rename(claim.user, author, "Mallory Sun")
    links.add(claim.user, author, "https://mallory.example.org/")
    choices.set_open(claim.user, author, is_open=True)
    choices.hide_metrics(claim.user, author, hide=True)
    return claim


def give_up_address(user: User | None) -> None:
    assert user
    EmailAddress.objects.filter(user=user).delete()
    evidence.emails_changed(user)


def traces(claim: Claim) -> tuple[str, int, bool | None, bool]:
    """What the record shows of what its owner did: name, links, openness, and whether numbers are hidden."""
    author = Author.objects.get(pk=claim.author_id)
    return author.name, author.links.count(), author.open_to_collaborate, author.hides_metrics


NOTHING = ("Jiacheng Sun", 0, None, False)


def test_who_lost_the_record_before_the_refusal_leaves_nothing_behind(wrong: Claim) -> None:
    give_up_address(wrong.user)
    assert level(wrong) == ("pending", False, 1)
    assert traces(wrong)[0] == "Mallory Sun"
    claiming.refuse(wrong, curator(), "It was not them.", claiming.newest(wrong))
    assert traces(wrong) == NOTHING


def test_nor_who_lost_it_to_somebody_whom_a_curator_verified(wrong: Claim) -> None:
    give_up_address(wrong.user)
    real = claimed(person("Cleo"), wrong.author, "Jiacheng Sun")
    claiming.verify(real, curator(), "She showed her thesis.", claiming.newest(real))
    assert traces(wrong) == NOTHING
    assert (level(real), level(wrong)) == (("verified", True, 3), ("refused", False, 3))
    # What was said of the one is not told to the other, nor kept where others read it.
    assert not Decision.objects.filter(reason__contains="thesis").exists()


def test_nor_who_withdrew_before_anybody_contested(wrong: Claim) -> None:
    verbs.withdraw(wrong)
    assert traces(wrong)[0] == "Mallory Sun"
    client = at_desk(curator_at_desk("Grace"))
    assert "Roll back what was done under it" in page_of(client, wrong)
    assert decide(client, wrong, "roll_back").status_code == 200
    assert traces(wrong) == NOTHING
    assert story(wrong)[-1] == "rolled_back"
    assert told(wrong)[-1].endswith("your claim was rolled back")
    # From now on only a curator's word lifts a claim of theirs on this record.
    again = claimed(wrong.user or person(), Author.objects.get(pk=wrong.author_id), "Jiacheng Sun")
    evidence.prove(again, evidence.Kind.ORCID, "0000-0002-1825-0097", "An ORCID record.")
    assert level(again) == ("pending", False, 1)


def test_there_is_nothing_to_roll_back_of_who_never_owned_the_record() -> None:
    claim, grace = claimed(person()), curator()
    for _ in range(2):
        with pytest.raises(NotPossible, match="never owned the record"):
            claiming.roll_back(claim, grace, "Why not.", claiming.newest(claim))
        if claim.is_open:
            claim = verbs.withdraw(claim)


def test_an_open_claim_is_refused_and_not_rolled_back(wrong: Claim) -> None:
    with pytest.raises(NotPossible, match="is verified by now"):
        claiming.roll_back(wrong, curator(), "Too soon.", claiming.newest(wrong))


def test_numbers_are_hidden_only_as_long_as_somebody_could_show_them(wrong: Claim) -> None:
    verbs.withdraw(wrong)
    assert traces(wrong)[3] is False


def test_who_decided_is_named_and_never_by_an_address() -> None:
    nameless = User.objects.create_user("secret@example.org")
    assert decisions.who(Decision(actor=nameless)) == "Somebody"
    assert decisions.who(Decision(actor=User(name="Grace"))) == "Grace"

"""Contests: who says that a claim is wrong, and what becomes of it."""

from __future__ import annotations

import pytest

from profiles import owners
from profiles.claims import contests, evidence, verbs
from profiles.claims.errors import NotPossible, TooOften
from profiles.models import Contest, Notice, User
from profiles.powers import Power
from tests.claim_world import claimed, curator, jiacheng, level, owners_of, person, prove, story, told, verified, why

pytestmark = pytest.mark.django_db


def test_a_contest_rests_the_owners_powers_and_a_dismissal_gives_them_back() -> None:
    claim, dee = verified(person("Cleo")), person("Dee")
    contest = contests.contest(claim, dee, "I am Jiacheng Sun.")
    assert level(claim) == ("contested", True, 3)
    author = jiacheng()
    assert author.contested_at is not None
    assert claim.user is not None
    assert not owners.may(claim.user, author, Power.EDIT_LINKS)
    contests.dismiss(contest, curator(), "Nothing speaks for it.")
    assert level(claim) == ("verified", True, 3)
    assert jiacheng().contested_at is None
    assert owners.may(claim.user, jiacheng(), Power.EDIT_LINKS)
    assert told(claim)[-2:] == ["Jiacheng Sun: your claim is contested", "Jiacheng Sun: the contest was dismissed"]
    assert subjects(dee) == ["Jiacheng Sun: your contest"] * 2


def subjects(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("id").values_list("subject", flat=True))


def test_an_upheld_contest_takes_everything_back() -> None:
    claim, dee = verified(person("Cleo")), person("Dee")
    contest = contests.contest(claim, dee, "I am Jiacheng Sun.")
    contests.uphold(contest, curator(), "The thesis is Dee’s.")
    assert level(claim) == ("refused", False, 1)
    assert jiacheng().contested_at is None
    assert story(claim)[-1] == "rolled_back"
    assert why()[-1] == "claim rolled back"
    assert Contest.objects.get().state == "upheld"
    assert level(claimed(dee)) == ("pending", False, 1)
    said = " ".join(Notice.objects.values_list("text", flat=True))
    assert "@" not in said
    assert "Cleo" not in " ".join(Notice.objects.filter(user=dee).values_list("text", flat=True))


def test_a_contest_is_decided_once_and_not_by_who_opened_it() -> None:
    claim, grace, hedy = verified(person()), curator("Grace"), curator("Hedy")
    contest = contests.contest(claim, grace, "It is another’s.")
    with pytest.raises(NotPossible, match="contest of their own"):
        contests.uphold(contest, grace, "It is.")
    contests.dismiss(contest, hedy, "It is not.")
    with pytest.raises(NotPossible, match="dismissed"):
        contests.uphold(contest, hedy, "It is.")
    assert level(claim) == ("verified", True, 3)


def test_who_cannot_contest_what() -> None:
    user, dee = person("Cleo"), person("Dee")
    claim = claimed(user)
    with pytest.raises(NotPossible, match="you can claim it yourself"):
        contests.contest(claim, dee, "No.")
    prove(claim)
    with pytest.raises(NotPossible, match="withdraw it"):
        contests.contest(claim, user, "No.")
    contests.contest(claim, dee, "No.")
    with pytest.raises(NotPossible, match="contested this claim already"):
        contests.contest(claim, person("Eve"), "No.")
    for verb in (verbs.hold, verbs.refuse, verbs.verify):
        with pytest.raises(NotPossible, match="decide about the contest"):
            verb(claim, curator(verb.__name__), "No.")


def test_contests_of_one_day_are_limited(settings: object) -> None:
    settings.CONTESTS_PER_DAY = 1  # type: ignore[attr-defined]
    one, other = owners_of(2)
    dee = person("Dee")
    contests.contest(one, dee, "No.")
    with pytest.raises(TooOften, match="contest 1 claims a day"):
        contests.contest(other, dee, "No.")


def test_proofs_lost_during_a_contest_count_when_it_is_over() -> None:
    claim = verified(person("Cleo"))
    contest = contests.contest(claim, person("Dee"), "No.")
    evidence.end(claim.proofs.get(kind="orcid"), "Unlinked.")
    assert level(claim) == ("contested", True, 3)
    contests.dismiss(contest, curator(), "Nothing speaks for it.")
    assert level(claim) == ("pending", True, 2)


def test_a_claim_withdrawn_while_contested_is_still_decided_about() -> None:
    claim = verified(person("Cleo"))
    contest = contests.contest(claim, person("Dee"), "No.")
    verbs.withdraw(claim)
    assert level(claim) == ("withdrawn", False, 1)
    assert jiacheng().contested_at is None
    contests.uphold(contest, curator(), "It was not hers.")
    assert story(claim)[-1] == "rolled_back"


def test_nobody_escapes_a_contest_by_claiming_the_record_anew() -> None:
    claim = verified(person())
    assert claim.user
    contest = contests.contest(claim, person("Rita"), "It is me.")
    verbs.withdraw(claim)
    with pytest.raises(NotPossible, match="waits for a curator"):
        claimed(claim.user)
    contests.dismiss(contest, curator(), "It was them after all.")
    assert level(claimed(claim.user))[0] == "pending"


def test_who_was_told_no_cannot_stop_the_owner_again_at_once() -> None:
    claim, dee = verified(person("Cleo")), person("Dee")
    contest = contests.contest(claim, dee, "I am Jiacheng Sun.")
    contests.dismiss(contest, curator(), "Nothing speaks for it.")
    with pytest.raises(NotPossible, match="dismissed your contest of this claim"):
        contests.contest(claim, dee, "Again!")
    assert level(claim) == ("verified", True, 3)
    Contest.objects.update(decided_at=contest.created_at - contests.AGAIN)
    contests.contest(claim, dee, "There is something new.")
    assert level(claim)[0] == "contested"

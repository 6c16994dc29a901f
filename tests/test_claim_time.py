"""What time does to claims: they ripen, and proofs expire."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles import tasks
from profiles.claims import known, ripening
from profiles.models import Objection
from tests.claim_world import claimed, jiacheng, level, pass_time, person, prove, story, told, why

DAYS = timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_a_claim_waits_for_objections_and_then_owns_the_record() -> None:
    claim = claimed(person())
    assert level(claim) == ("pending", False, 1)
    ripening.settle_due()
    assert level(claim) == ("pending", False, 1)
    pass_time(2.1)
    version = jiacheng().version
    ripening.settle_due()
    assert level(claim) == ("pending", True, 2)
    assert story(claim) == ["opened", "proven", "claimed"]
    assert told(claim) == ["Jiacheng Sun: your claim reached L2"]
    assert why() == ["record claimed"]
    assert jiacheng().version > version


def test_settling_twice_does_it_once() -> None:
    claim = claimed(person())
    pass_time(3)
    tasks.settle_claims()
    tasks.settle_claims()
    assert (len(story(claim)), len(told(claim)), len(why())) == (3, 1, 1)


def test_an_open_objection_stops_the_clock_and_a_dismissed_one_starts_it_anew() -> None:
    claim = claimed(person())
    now = timezone.now()
    objection = Objection.objects.create(author=claim.author, text="Not shown, please.", hide_at=now + DAYS)
    pass_time(3)
    ripening.settle_due()
    assert level(claim) == ("pending", False, 1)
    assert known.quiet_until(known.one(claim)) is None
    Objection.objects.filter(pk=objection.pk).update(state="dismissed", decided_at=now)
    ripening.settle_due()
    assert level(claim) == ("pending", False, 1)
    pass_time(2.1)
    ripening.settle_due()
    assert level(claim) == ("pending", True, 2)


def test_an_expired_proof_ends_with_a_reason_and_is_announced_once() -> None:
    claim = claimed(person())
    proof = prove(claim, expires_at=timezone.now() + 20 * DAYS)
    ripening.settle_due()
    pass_time(7)
    for _ in range(2):
        ripening.settle_due()
    assert [subject for subject in told(claim) if "expires on" in subject] == [told(claim)[-1]]
    pass_time(14)
    assert level(claim) == ("verified", True, 3)
    for _ in range(2):
        ripening.settle_due()
    proof.refresh_from_db()
    assert proof.state == "ended"
    assert "expired on" in proof.reason
    assert level(claim) == ("pending", True, 2)
    assert why()[-1] == "a proof of its claim expired"


def test_a_proof_given_again_holds_until_the_new_day() -> None:
    claim = claimed(person())
    first = prove(claim, expires_at=timezone.now() + 3 * DAYS)
    ripening.settle_due()
    again = prove(claim, expires_at=timezone.now() + 300 * DAYS)
    assert again.pk == first.pk
    pass_time(4)
    ripening.settle_due()
    assert level(claim) == ("verified", True, 3)

"""What curators decide about claims and contests, with what follows for works: an owner's decisions are taken back."""

from __future__ import annotations

from django.db import transaction

from profiles.claims import contests, rows, verbs
from profiles.claims.errors import NotPossible
from profiles.conversations import invitations
from profiles.models import Claim, ClaimEvent, Contest, User
from works import turn
from works.owners import taking_back
from works.owners.taking_back import Report


def verify(claim: Claim, by: User, reason: str, seen: int) -> Report:
    """Verifies the claim by a curator's word; what was taken back of those who owned the record before.

    NotPossible where it cannot be, or something happened since `seen`.
    """
    with transaction.atomic():
        held = _held(claim)
        _look_again(held, seen)
        former = [other for other in rows.others(held) if _owned(other)]
        verbs.verify(claim, by, reason)
        reports = [_take_back(other, by, "The record is another person's.") for other in former]
        return Report([one for r in reports for one in r.undone], [one for r in reports for one in r.left])


def hold(claim: Claim, by: User, reason: str, seen: int) -> None:
    """Puts the claim on hold; NotPossible where it cannot be, or something happened since `seen`."""
    with transaction.atomic():
        _look_again(_held(claim), seen)
        verbs.hold(claim, by, reason)


def release(claim: Claim, by: User, reason: str, seen: int) -> None:
    """Lets a claim that was on hold go on; NotPossible where it cannot be, or something happened since `seen`."""
    with transaction.atomic():
        _look_again(_held(claim), seen)
        verbs.release(claim, by, reason)


def review(claim: Claim, by: User, reason: str, seen: int) -> None:
    """Records a curator's review; NotPossible where it cannot be, or something happened since `seen`."""
    with transaction.atomic():
        _look_again(_held(claim), seen)
        verbs.review(claim, by, reason)


def refuse(claim: Claim, by: User, reason: str, seen: int) -> Report | None:
    """Refuses the claim; what was taken back where its person owned the record. NotPossible where it cannot be."""
    with transaction.atomic():
        held = _held(claim)
        _look_again(held, seen)
        owned = _owned(held)
        verbs.refuse(claim, by, reason)
        return _take_back(held, by, reason) if owned else None


def roll_back(claim: Claim, by: User, reason: str, seen: int) -> Report:
    """What was taken back of a claim that its person withdrew before anybody contested it; NotPossible elsewhere."""
    with transaction.atomic():
        held = _held(claim)
        _look_again(held, seen)
        if not _owned(held):
            raise NotPossible("The person never owned the record by this claim: there is nothing to take back.")
        verbs.roll_back(claim, by, reason)
        return _take_back(held, by, reason)


def dismiss(contest: Contest, by: User, reason: str, seen: int) -> None:
    """Dismisses the contest: the owner's powers are back. NotPossible where it cannot be, or something happened."""
    with transaction.atomic():
        _look_again(_held(contest.claim), seen)
        contests.dismiss(contest, by, reason)


def uphold(contest: Contest, by: User, reason: str, seen: int | None = None) -> Report:
    """What was taken back with the claim, which is rolled back by the contest; NotPossible where it cannot be."""
    with transaction.atomic():
        held = _held(contest.claim)
        if seen is not None:
            _look_again(held, seen)
        contests.uphold(contest, by, reason)
        return _take_back(held, by, reason)


def newest(claim: Claim) -> int:
    """The last line of the claim's history: what a page was made from, for `seen`."""
    return claim.events.order_by("-id").values_list("id", flat=True).first() or 0


def _owned(claim: Claim) -> bool:
    # Also before: who lost the record, by giving up an address, leaves behind what they did as its owner.
    return claim.is_owner or claim.events.filter(kind=ClaimEvent.Kind.CLAIMED).exists()


def _held(claim: Claim) -> Claim:
    # The turn before any row, as every decision about works takes them.
    turn.take()
    return rows.hold(claim)


def _look_again(claim: Claim, seen: int) -> None:
    later = claim.events.filter(id__gt=seen).select_related("actor").order_by("id").last()
    if later:
        who = f" ({later.actor.name})" if later.actor and later.actor.is_staff and later.actor.name else ""
        raise NotPossible(f"This happened meanwhile{who}: {later.text} Look again before you decide.")


def _take_back(claim: Claim, by: User, reason: str) -> Report:
    report = taking_back.all_of(claim, by, reason)
    if claim.user:
        invitations.end_for(claim.user, claim.author, "A curator decided that the record is not theirs.")
    return report

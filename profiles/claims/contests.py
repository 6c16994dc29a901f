"""Contests: somebody says that a claim is wrong, and a curator dismisses it or takes the record back."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from profiles import notices
from profiles.claims import deciding, levels, limits, rows
from profiles.claims.errors import NotPossible
from profiles.models import Claim, ClaimEvent, Contest, User

State, Kind = Contest.State, ClaimEvent.Kind
# An owner whom a curator found to be right is not stopped by the same person at once.
AGAIN = timedelta(days=90)
_TWICE = "Somebody contested this claim already; a curator looks at it."


def contest(claim: Claim, user: User, text: str) -> Contest:
    """The open contest; until a curator has decided, the owner's powers rest and the record says so."""
    with transaction.atomic():
        held = rows.hold(claim)
        if held.user_id == user.pk:
            raise NotPossible("This claim is yours; you can withdraw it.")
        if held.state == Claim.State.CONTESTED or _open_one(held):
            raise NotPossible(_TWICE)
        if not held.is_owner:
            raise NotPossible("Nobody owns this record by this claim any more; you can claim it yourself.")
        _not_again(held, user)
        limits.contests(user)
        try:
            with transaction.atomic():
                made = Contest.objects.create(claim=held, user=user, text=text, claim_state=held.state)
        except IntegrityError:
            raise NotPossible(_TWICE) from None
        rows.change(held, state=Claim.State.CONTESTED)
        levels.set_contested(held.author, timezone.now())
        rows.write(held, Kind.CONTESTED, "Somebody contested the claim. A curator decides.", user)
        deciding.tell(held, "your claim is contested", "Until a curator has decided, you cannot act as its owner.")
        _tell(made, held, "Your contest waits for a curator. You are told what becomes of it.")
        return made


def dismiss(contest: Contest, by: User, reason: str) -> Contest:
    """The contest, dismissed: the claim is what it was before, as far as its proofs still carry it."""
    with transaction.atomic():
        held = _take(contest, by, reason)
        _decide(contest, State.DISMISSED, by, reason)
        if held.state == Claim.State.CONTESTED:
            rows.change(held, state=contest.claim_state)
            levels.set_contested(held.author, None)
            rows.write(held, Kind.KEPT, f"A curator dismissed the contest. {reason}", by)
            deciding.tell(held, "the contest was dismissed", f"{reason} You own the record as before.")
            levels.settle(held, "The contest is over.")
        _tell(contest, held, f"A curator dismissed your contest. {reason}")
        return contest


def uphold(contest: Contest, by: User, reason: str) -> Contest:
    """The contest, upheld: the claim is refused and owns nothing; the vouches given by it end, and the level falls.

    Only works.claiming calls it, which takes back what the owner decided in the same transaction.
    """
    with transaction.atomic():
        held = _take(contest, by, reason)
        _decide(contest, State.UPHELD, by, reason)
        if held.is_open:
            deciding.refuse(held, by, reason, kind=Kind.ROLLED_BACK, because="claim rolled back")
        else:
            rows.write(held, Kind.ROLLED_BACK, f"A curator rolled the claim back. {reason}", by)
        _tell(contest, held, f"A curator upheld your contest. {reason}")
        return contest


def _not_again(claim: Claim, user: User) -> None:
    dismissed = Contest.objects.filter(claim=claim, user=user, state=State.DISMISSED)
    last = dismissed.filter(decided_at__gt=timezone.now() - AGAIN).order_by("id").last()
    if last and last.decided_at:
        again = f"{last.decided_at + AGAIN:%-d %B %Y}"
        raise NotPossible(f"A curator dismissed your contest of this claim. You can contest it again from {again} on.")


def _open_one(claim: Claim) -> bool:
    return Contest.objects.filter(claim=claim, state=State.OPEN).exists()


def _take(contest: Contest, by: User, reason: str) -> Claim:
    held = rows.hold(Claim(pk=contest.claim_id))
    if not reason.strip():
        raise NotPossible("Please say why; both people read it.")
    if contest.user_id == by.pk:
        raise NotPossible("Nobody decides about a contest of their own.")
    deciding.impartial(held, by)
    return held


def _decide(contest: Contest, state: Contest.State, by: User, reason: str) -> None:
    said = {"state": state, "decided_by": by, "decided_at": timezone.now(), "reason": reason}
    if not Contest.objects.filter(pk=contest.pk, state=State.OPEN).update(**said):
        contest.refresh_from_db()
        raise NotPossible(f"This contest is {contest.get_state_display()} by now. {contest.reason}")
    for name, value in said.items():
        setattr(contest, name, value)


def _tell(contest: Contest, claim: Claim, text: str) -> None:
    address = claim.author.get_absolute_url()
    notices.tell(contest.user, f"{claim.author.name}: your contest", text, address)

"""Proofs of a claim: found, checked, failed and ended; the level follows at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from profiles import due, notices
from profiles.claims import emails, levels, rows
from profiles.claims.errors import NotPossible
from profiles.models import Claim, ClaimEvent, Proof, User

Kind, State = Proof.Kind, Proof.State
# What only another person can say.
_BY_OTHERS = (Kind.VOUCH, Kind.CURATOR, Kind.REVIEW)


@transaction.atomic
def prove(
    claim: Claim,
    kind: Proof.Kind,
    subject: str,
    reason: str,
    *,
    given_by: User | None = None,
    details: dict[str, Any] | None = None,
    expires_at: dt.datetime | None = None,
) -> Proof:
    """The proof, which holds from now on; the same one given again holds until the new day. The level follows.

    A vouch says in its details by which claim it was given ({"claim": 7}), an affiliation by which address of the
    account ({"email": …}, unless the subject is the address): the proof ends with that.
    """
    held = _open(claim)
    if kind in _BY_OTHERS and given_by is not None and given_by.pk == held.user_id:
        raise NotPossible("Nobody can speak for their own claim.")
    proof = record(held, kind, subject, reason, given_by=given_by, details=details, expires_at=expires_at)
    levels.settle(held, reason, actor=given_by)
    return proof


def record(held: Claim, kind: Proof.Kind, subject: str, reason: str, **fields: Any) -> Proof:
    """The stored proof with its line in the history, before any level follows; the caller holds the claim."""
    said = {"reason": reason, "state": State.PROVEN, "proven_at": timezone.now(), **fields}
    said["details"] = said.get("details") or {}
    known = held.proofs.filter(kind=kind, subject=subject, state__in=(State.CHECKING, State.PROVEN)).first()
    if known is None:
        known = Proof(claim=held, kind=kind, subject=subject)
    for name, value in said.items():
        setattr(known, name, value)
    known.save()
    rows.write(held, ClaimEvent.Kind.PROVEN, reason, said.get("given_by"))
    if said["details"].get("authority"):
        due.trust([held.author_id], "an authority id was linked")
    return known


@transaction.atomic
def checking(claim: Claim, kind: Proof.Kind, subject: str, *, details: dict[str, Any] | None = None) -> Proof:
    """The proof that a worker is to check; the one that is being checked, or holds, where it was given before."""
    held = _open(claim)
    known = held.proofs.filter(kind=kind, subject=subject, state__in=(State.CHECKING, State.PROVEN)).first()
    return known or Proof.objects.create(claim=held, kind=kind, subject=subject, details=details or {})


@transaction.atomic
def fail(proof: Proof, reason: str) -> bool:
    """Notes that what was checked could not be shown, and tells the person; False where nothing was being checked."""
    if not Proof.objects.filter(pk=proof.pk, state=State.CHECKING).update(
        state=State.FAILED, reason=reason, ended_at=timezone.now()
    ):
        return False
    claim = Claim.objects.select_related("author", "user").get(pk=proof.claim_id)
    notices.tell(claim.user, f"{claim.author.name}: a proof could not be shown", reason, levels.page(claim))
    return True


@transaction.atomic
def end(proof: Proof, reason: str, *, actor: User | None = None, because: str = "a proof of its claim ended") -> bool:
    """Ends a proof that held, tells the person, and lowers the level where it needed it; False where it held no more.

    The claim itself stays. `because` are the words of the public history of trust: nothing private.
    """
    held = rows.hold(Claim(pk=proof.claim_id))
    if not emails.close(held, proof, reason):
        return False
    if not levels.settle(held, reason, actor=actor, because=because) and held.is_open:
        notices.tell(held.user, f"{held.author.name}: a proof ended", reason, levels.page(held))
    return True


def emails_changed(user: User) -> None:
    """Lets the person's open claims follow the addresses that the account has now."""
    for claim in Claim.objects.open().filter(user=user).order_by("author"):
        levels.settle(claim, "The confirmed addresses of your account changed.")


def _open(claim: Claim) -> Claim:
    held = rows.hold(claim)
    if not held.is_open:
        raise NotPossible("This claim is closed; a proof needs an open one.")
    return held

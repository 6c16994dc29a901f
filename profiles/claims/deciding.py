"""What curators' decisions about claims have in common: who may take them, and what a refusal takes with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from profiles import notices
from profiles.claims import emails, known, levels, rows
from profiles.claims.errors import NotPossible
from profiles.models import Claim, ClaimEvent, Proof, User

State, Kind = Claim.State, ClaimEvent.Kind


def take(claim: Claim, by: User, reason: str, states: Collection[Claim.State]) -> Claim:
    """The claim, held for this curator's decision; NotPossible where it cannot be taken, or not by this one."""
    held = rows.hold(claim)
    if not reason.strip():
        raise NotPossible("Please say why; the person reads it.")
    impartial(held, by)
    if held.state == State.CONTESTED:
        raise NotPossible("This claim is contested: decide about the contest.")
    if held.state not in states:
        decided = f" {held.reason}" if held.reason else ""
        raise NotPossible(f"This claim is {held.get_state_display()} by now.{decided}")
    return held


def impartial(claim: Claim, by: User) -> None:
    """Nothing, or NotPossible where the curator has a claim on the record, or decided before what was appealed."""
    if Claim.objects.filter(Q(pk=claim.pk) | Q(author=claim.author_id, state__in=Claim.OPEN), user=by).exists():
        raise NotPossible("Nobody decides about a record that they claim themselves.")
    if claim.appealed_at is None:
        return
    appealed = claim.events.filter(kind=Kind.APPEALED).order_by("id").last()
    refused = claim.events.filter(kind__in=(Kind.REFUSED, Kind.ROLLED_BACK), actor=by)
    if appealed and refused.filter(id__lt=appealed.pk).exists():
        raise NotPossible("You refused what was appealed here; the appeal is for another curator to decide.")


def can_be_verified(claim: Claim) -> None:
    """Nothing, or NotPossible where a curator's word would not make the claim's person the one owner."""
    if Claim.objects.owning().filter(author=claim.author_id).exclude(pk=claim.pk).exists():
        raise NotPossible("Somebody else owns this record. A contest of that claim decides between the two.")
    if not emails.confirmed(claim.user):
        raise NotPossible("The person has not confirmed an e-mail address yet; the claim cannot be verified before.")
    # What was put on hold since is verified anew.
    has_word = any(proof.kind == Proof.Kind.CURATOR for proof in known.live(known.one(claim)))
    if has_word and claim.state == State.VERIFIED:
        raise NotPossible("A curator has verified this claim already.")


def signed(by: User, reason: str) -> dict[str, Any]:
    """The fields of a decision: by whom, when and why."""
    return {"decided_by": by, "decided_at": timezone.now(), "reason": reason}


def refuse(
    held: Claim,
    by: User,
    reason: str,
    *,
    kind: ClaimEvent.Kind = Kind.REFUSED,
    because: str = "claim refused",
    then: str = "",
) -> None:
    """Refuses a claim that is held, and tells its person why and what they can do."""
    again = "You can reopen it with something new."
    then = then or (again if held.appealed_at else "You can reopen it, or appeal to another curator.")
    levels.close(held, State.REFUSED, because, **signed(by, reason))
    forget_proofs(held, "The claim was refused.", Proof.Kind.CURATOR, Proof.Kind.REVIEW)
    done = "rolled the claim back" if kind == Kind.ROLLED_BACK else "refused the claim"
    rows.write(held, kind, f"A curator {done}. {reason}", by)
    tell(held, "your claim was refused", f"{reason} {then}")


def forget_proofs(held: Claim, reason: str, *kinds: Proof.Kind) -> None:
    """Ends the claim's proofs of these kinds, or all."""
    proofs = held.proofs.filter(state__in=(Proof.State.PROVEN, Proof.State.CHECKING))
    for proof in proofs.filter(kind__in=kinds) if kinds else proofs:
        emails.close(held, proof, reason)


def tell(claim: Claim, what: str, text: str) -> None:
    """Tells the claim's person what was decided."""
    notices.tell(claim.user, f"{claim.author.name}: {what}", text, levels.page(claim))

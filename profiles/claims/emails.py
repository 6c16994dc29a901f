"""The proof of a confirmed e-mail address: it holds as long as the account has one."""

from __future__ import annotations

from django.utils import timezone

from profiles import addresses_of, due
from profiles.claims import rows
from profiles.models import Claim, ClaimEvent, Proof, User

Kind, State = Proof.Kind, Proof.State


def confirmed(user: User | None) -> list[str]:
    """The person's confirmed addresses in lower case, the primary one first."""
    return [address.lower() for address in addresses_of.confirmed(user)] if user else []


def refresh(claim: Claim) -> None:
    """Lets the claim's proofs follow the addresses: one holds where there is one, none of an address that is gone.

    The caller holds the claim; what level follows is not decided here.
    """
    addresses = confirmed(claim.user)
    bound = list(claim.proofs.filter(state=State.PROVEN, kind__in=(Kind.EMAIL, Kind.AFFILIATION)))
    for proof in bound:
        if (address := _address(proof)) and address not in addresses:
            close(claim, proof, "The address is no longer a confirmed one of the account.")
    if addresses and not any(proof.kind == Kind.EMAIL and _address(proof) in addresses for proof in bound):
        Proof.objects.create(
            claim=claim,
            kind=Kind.EMAIL,
            state=State.PROVEN,
            subject=addresses[0],
            reason="The address was confirmed by a link sent to it.",
            proven_at=timezone.now(),
        )
        rows.write(claim, ClaimEvent.Kind.PROVEN, "The account has a confirmed e-mail address.")


def _address(proof: Proof) -> str:
    # Of an affiliation, the address itself may stand in the details, and the domain as the subject.
    return str(proof.details.get("email") or (proof.subject if "@" in proof.subject else "")).lower()


def close(claim: Claim, proof: Proof, reason: str) -> bool:
    """Ends a proof that holds or is being checked; False where it did not any more."""
    still = Proof.objects.filter(pk=proof.pk, state__in=(State.PROVEN, State.CHECKING))
    if not still.update(state=State.ENDED, ended_at=timezone.now(), reason=reason):
        return False
    if proof.details.get("authority"):
        due.trust([claim.author_id], "a linked authority id ended")
    text = f"{proof.get_kind_display()[:1].upper()}{proof.get_kind_display()[1:]}: {reason}"
    rows.write(claim, ClaimEvent.Kind.LOST, text)
    return True

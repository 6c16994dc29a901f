"""An e-mail address at a domain that is tied to an affiliation of the record.

Who has such an address works there, and may carry the same name as somebody who does: a domain and a name alone are
not enough. Besides, no other public record may carry the name, and the claim has stood for some time without
objection or has something else that speaks for it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from profiles import domains
from profiles.claims import emails, evidence, known, ladder, rows
from profiles.claims.errors import NotPossible
from profiles.models import AffiliationDomain, Author, Claim, Proof
from works.proofs import ties

Kind, State = Proof.Kind, Proof.State
RENEW_BEFORE = dt.timedelta(days=60)
_INDEPENDENT = frozenset({Kind.ORCID.value, Kind.HOMEPAGE.value, Kind.CURATOR.value})


@dataclass(frozen=True, slots=True)
class Address:
    """A confirmed address of the account, with the tie of its domain and what it proves on this claim."""

    email: str
    tie: AffiliationDomain | None
    proof: Proof | None
    # Whether it proved something before, on any claim of the person: then only a fresh confirmation counts.
    was_used: bool

    @property
    def holds(self) -> bool:
        """Whether it proves the claim now."""
        proof = self.proof
        return bool(proof and proof.state == State.PROVEN and proof.expires_at and proof.expires_at > timezone.now())

    @property
    def waits(self) -> bool:
        """Whether it was given, and something is missing still."""
        return self.proof is not None and self.proof.state == State.CHECKING

    @property
    def can_be_given(self) -> bool:
        """Whether giving it would change something: it does not hold, or not for long."""
        ends = self.proof.expires_at if self.holds and self.proof else None
        return self.tie is not None and not self.waits and not (ends and ends - timezone.now() > RENEW_BEFORE)


def addresses(claim: Claim) -> list[Address]:
    """The person's confirmed addresses, each with what it can prove here."""
    tied = ties.tied(ties.affiliations(claim.author))
    given = Proof.objects.filter(claim__user=claim.user_id, kind=Kind.AFFILIATION).order_by("id")
    of_claim = {proof.subject: proof for proof in given if proof.claim_id == claim.pk}
    used = {proof.subject for proof in given if proof.proven_at}
    return [
        Address(email, ties.tie(domains.of_address(email), tied), of_claim.get(email), email in used)
        for email in emails.confirmed(claim.user)
    ]


def missing(claim: Claim) -> list[str]:
    """What stands between a tied address and a proof, in sentences; nothing where it is enough."""
    read = known.one(claim)
    facts = known.facts(read)
    speaks = bool(facts.kinds & _INDEPENDENT) or any(level >= ladder.VERIFIED for level in facts.vouches)
    said = []
    if not known.name_matches(read):
        said.append("The name of your claim must be one that the record’s name can stand for.")
    if _namesakes(read.author):
        said.append("Another public record carries the same name: an address at the same place cannot tell you apart.")
    if not (speaks or (facts.quiet and facts.alone)):
        hours = settings.CLAIM_QUIET_HOURS
        said.append(
            f"Your claim must have stood for {hours} hours without objection and without another claim on the record, "
            "or have one more thing that speaks for it: a vouch of one co-author, an ORCID record or a homepage."
        )
    return said


def _namesakes(author: Author) -> bool:
    return Author.objects.public().filter(folded_name=author.folded_name).exclude(pk=author.pk).exists()


def give(claim: Claim, email: str) -> Proof:
    """The proof by this address; it waits, with what is missing, where a domain and a name are all there is.

    An address that proved something before has to be confirmed anew: see works.proofs.confirming.
    """
    address = find(claim, email)
    if address.was_used:
        raise NotPossible("This address was used before: let us send it a link, which confirms it anew.")
    return _record(claim, address)


def find(claim: Claim, email: str) -> Address:
    """The confirmed and tied address of the claim's person; NotPossible where it is none."""
    address = next((one for one in addresses(claim) if one.email == email.lower()), None)
    if address is None:
        raise NotPossible("This is not a confirmed address of your account.")
    if address.tie is None:
        raise NotPossible("The domain of this address is not tied to where sources say that this researcher works.")
    return address


@transaction.atomic
def renew(claim: Claim, email: str) -> Proof:
    """The proof by an address that was confirmed a moment ago, for another year."""
    return _record(claim, find(claim, email))


def _record(claim: Claim, address: Address) -> Proof:
    assert address.tie is not None, "The address was found to be tied."
    details = {"email": address.email, "domain": address.tie.domain, "affiliation": address.tie.affiliation}
    if said := missing(claim):
        if address.holds:
            raise NotPossible(" ".join(said))
        proof = evidence.checking(claim, Kind.AFFILIATION, address.email, details=details)
        _note(proof, " ".join(said))
        return proof
    return _prove(claim, address.email, details)


def _prove(claim: Claim, email: str, details: dict[str, str]) -> Proof:
    reason = f"A confirmed address at {details['domain']}, which belongs to {details['affiliation']}."
    ends = timezone.now() + dt.timedelta(days=settings.PROOF_DAYS)
    return evidence.prove(claim, Kind.AFFILIATION, email, reason, details=details, expires_at=ends)


def _note(proof: Proof, reason: str) -> None:
    proof.reason = reason
    Proof.objects.filter(pk=proof.pk, state=State.CHECKING).update(reason=reason)


def recheck(proof: Proof) -> None:
    """Lets a proof follow what is known now: it holds once nothing is missing, and ends with its tie or address."""
    with transaction.atomic():
        claim = rows.hold(Claim(pk=proof.claim_id))
        if not claim.is_open:
            evidence.fail(proof, "The claim was closed.")
            return
        address = next((one for one in addresses(claim) if one.email == proof.subject), None)
        if address is None or address.tie is None:
            gone = "The address is no longer a confirmed one of your account" if address is None else "Its domain is no"
            rest = "." if address is None else " longer tied to where sources say that this researcher works."
            (evidence.fail if proof.state == State.CHECKING else evidence.end)(proof, gone + rest)
        elif proof.state == State.CHECKING:
            _look_again(claim, proof)


def after_another(claim: Claim) -> None:
    """Lets addresses that wait hold where something else speaks for the claim by now."""
    for proof in claim.proofs.filter(kind=Kind.AFFILIATION, state=State.CHECKING):
        recheck(proof)


def _look_again(claim: Claim, proof: Proof) -> None:
    if said := missing(claim):
        _note(proof, " ".join(said))
    else:
        _prove(claim, proof.subject, proof.details)

"""The kinds of proofs as their page shows them: what each needs, and whether it can be given now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from profiles.claims import emails, ladder
from profiles.models import Claim, Proof
from works.proofs import affiliation, homepage, orcid, ties, vouches, waiting

Kind, State = Proof.Kind, Proof.State


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of proof: `why_not` says why it cannot be given now, and is "" where it can."""

    kind: str
    title: str
    needs: str
    why_not: str = ""
    found: Sequence[Any] = ()
    proofs: Sequence[Proof] = ()

    @property
    def template(self) -> str:
        """The partial of what is particular to the kind."""
        return f"works/proofs/_{self.kind}.html"

    @property
    def live(self) -> list[Proof]:
        """The proofs of the kind that hold."""
        return [proof for proof in self.proofs if proof.state == State.PROVEN]

    @property
    def standing(self) -> str:
        """Where the kind stands, in a word or two."""
        if self.live:
            return f"{len(self.live)} of {ladder.VOUCHES_NEEDED} given" if self.kind == "vouch" else "Holds"
        if self.waiting:
            return "Being checked"
        if any(proof.state == State.CHECKING for proof in self.proofs):
            return "Waits"
        if self.why_not:
            return "Not possible now"
        return "Not given" if self.kind == "curator" else "Possible"

    @property
    def waiting(self) -> waiting.Waiting | None:
        """How the page waits for a worker: the most patient way of several; None where none has to look."""
        waits = [wait for proof in self.proofs if (wait := waiting.of(proof))]
        return min(waits, key=lambda wait: wait.seconds or 10**6, default=None)


def offers(claim: Claim) -> list[Offer]:
    """All kinds, the first step before the strong ones."""
    proofs: dict[str, list[Proof]] = {kind: [] for kind in Kind.values}
    for proof in claim.proofs.select_related("given_by").order_by("-id"):
        proofs[proof.kind].append(proof)
    return [
        _email(claim, proofs["email"]),
        _orcid(claim, proofs["orcid"]),
        _affiliation(claim, proofs["affiliation"]),
        _homepage(claim, proofs["homepage"]),
        _vouch(claim, proofs["vouch"]),
        _curator(proofs["curator"] + proofs["review"]),
    ]


def _email(claim: Claim, proofs: list[Proof]) -> Offer:
    found = emails.confirmed(claim.user)
    needs = "A link that we sent to an address of yours, and that you opened. Every claim begins with it."
    return Offer(
        "email", "A confirmed e-mail address", needs, "" if found else "No address is confirmed.", found, proofs
    )


def _orcid(claim: Claim, proofs: list[Proof]) -> Offer:
    needs = "Log in with ORCID; your ORCID record lists a work of this record. Holds for a year from the last log-in."
    found = orcid.account(claim)
    why_not = ""
    if found is None:
        off = "Log-in with ORCID is switched off at this installation."
        why_not = "Your account is not connected with an ORCID iD." if settings.ORCID_CLIENT_ID else off
    return Offer("orcid", "ORCID with a shared work", needs, why_not, [found] if found else [], proofs)


def _affiliation(claim: Claim, proofs: list[Proof]) -> Offer:
    needs = (
        "A confirmed address at a domain that belongs to where sources say that this researcher works. Because people "
        "at one place can share a name, it also takes a name that no other public record carries, and some time "
        "without objection or one more thing that speaks for you."
    )
    known = ties.affiliations(claim.author)
    tied = sorted({one.domain for one in ties.tied(known)})
    why_not = ""
    if not known:
        why_not = "No source says where this researcher works."
    elif not tied:
        why_not = f"No domain is tied to {_some(list(known.values()))} yet; a curator can do that."
    elif not any(address.tie for address in affiliation.addresses(claim)):
        why_not = f"None of your confirmed addresses is at {_some(tied)}."
    found = [address for address in affiliation.addresses(claim) if address.tie]
    return Offer("affiliation", "An e-mail address at an affiliation", needs, why_not, found, proofs)


def _some(texts: list[str]) -> str:
    shown = ", ".join(texts[:4])
    return f"{shown} and {len(texts) - 4} more" if len(texts) > 4 else shown


def _homepage(claim: Claim, proofs: list[Proof]) -> Offer:
    needs = (
        "A homepage listed on the record links back here with rel=me. It counts where a source or a curator listed it, "
        "or where it lies at the record’s institution, with what an address there takes too; any other link that "
        "you added proves nothing."
    )
    found = homepage.homepages(claim)
    why_not = "" if any(not one.why_not for one in found) else "No listed homepage can prove anything."
    if not found:
        why_not = "No homepage is listed on the record; a curator can list one."
    return Offer("homepage", "A link from a listed homepage", needs, why_not, found, proofs)


def _vouch(claim: Claim, proofs: list[Proof]) -> Offer:
    needs = "Two co-authors who own verified records (L3) and share a work with this one say that the claim is true."
    found = vouches.coauthors(claim)
    why_not = "" if found else "No co-author of this record owns a verified record yet."
    return Offer("vouch", "Two co-authors’ word", needs, why_not, found, proofs)


def _curator(proofs: list[Proof]) -> Offer:
    needs = "A curator looks at your claim and at what you wrote with it. There is nothing to give here."
    return Offer("curator", "A curator’s word", needs, "", (), proofs)

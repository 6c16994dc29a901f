"""The word of a co-author: who owns a verified record with a work in common says that the claim is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from profiles import notices, owners, powers
from profiles.claims import evidence, known, ladder
from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, Notice, Proof, User
from profiles.powers import Power
from works.models import Work
from works.proofs import affiliation, shared_works

Kind, State = Proof.Kind, Proof.State
MOST_SHOWN = 30
_FROZEN = (Claim.State.CONTESTED, Claim.State.REFUSED, Claim.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Coauthor:
    """A verified record with works in common, its owner, when that person was asked, and their vouch."""

    author: Author
    owner: Claim
    works: int
    asked_at: datetime | None
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Voucher:
    """A record with which a person may vouch for a claim, and the works that both share."""

    author: Author
    claim: Claim
    works: list[int]


def coauthors(claim: Claim) -> list[Coauthor]:
    """The verified co-authors of the claimed record who can be asked, most works in common first."""
    shared = shared_works.coauthors(claim.author)
    owning = Claim.objects.owning().exclude(state__in=owners.RESTING).exclude(user=claim.user_id)
    owning = owning.filter(author__hidden_at=None)
    verified = owning.filter(author__in=shared, author__level__gte=powers.NEEDS[Power.VOUCH], user__isnull=False)
    found = sorted(verified.select_related("author"), key=lambda c: (-len(shared[c.author_id]), c.author_id))
    asked = _asked(claim)
    proofs = {proof.given_by_id: proof for proof in claim.proofs.filter(kind=Kind.VOUCH, state=State.PROVEN)}
    return [
        Coauthor(c.author, c, len(shared[c.author_id]), asked.get(c.user_id), proofs.get(c.user_id))
        for c in found[:MOST_SHOWN]
    ]


def _asked(claim: Claim) -> dict[int | None, datetime]:
    told = Notice.objects.filter(url=_address(claim)).order_by().values("user").annotate(at=Max("created_at"))
    return dict(told.values_list("user", "at"))


def _address(claim: Claim) -> str:
    return reverse("vouch", args=[claim.pk])


def ask(claim: Claim, public_id: str, words: str = "") -> None:
    """Tells the owner of this co-author's record that their word is asked for; NotPossible where none can be."""
    found = next((one for one in coauthors(claim) if one.author.public_id == public_id), None)
    if found is None or not claim.is_open or claim.state in _FROZEN:
        raise NotPossible("This co-author cannot be asked for this claim.")
    if found.asked_at or found.proof:
        raise NotPossible(f"The owner of {found.author.name}’s record was asked already.")
    text = (
        f"{claim.name} claims the record of {claim.author.name} and asks you as a co-author whether that is right. "
        "Say yes only where you know that it is."
    )
    if words:
        text += f"\n\nThey write: {words}"
    notices.tell(found.owner.user, f"{claim.name} asks for your word as a co-author", text, _address(claim))


def records(user: User, claim: Claim) -> list[Voucher]:
    """The records with which this person may vouch for the claim, the best proven first; none for a stranger."""
    if claim.user_id == user.pk or not claim.is_open or claim.state in _FROZEN or claim.author.hidden_at:
        return []
    found = []
    for author in owners.records_of(user, Power.VOUCH):
        # Its name would be read by the claimant.
        owning = None if author.hidden_at else owners.claim_on(user, author)
        if owning and (works := shared_works.shared(author, claim.author)):
            found.append(Voucher(author, owning, works))
    return found


def given(user: User, claim: Claim) -> Proof | None:
    """The vouch that the person gave for this claim and that holds; None where there is none."""
    return claim.proofs.filter(kind=Kind.VOUCH, given_by=user.pk, state=State.PROVEN).first()


def titles(voucher: Voucher) -> Sequence[Work]:
    """Some of the works that both share, newest first."""
    works = Work.objects.filter(pk__in=voucher.works).order_by("-ordered_on", "id")
    return list(works.only("public_id", "slug", "title_html")[:5])


def give(user: User, claim: Claim) -> Proof:
    """The person's vouch; NotPossible where they cannot give one, or stand on the claimant's own word themselves."""
    able = records(user, claim)
    if not able:
        raise NotPossible("Only the owner of a verified record with a work in common can vouch for this claim.")
    if given(user, claim):
        raise NotPossible("You vouched for this claim already.")
    standing = [one for one in able if stands_without(one.claim, frozenset({claim.user_id}))]
    if not standing:
        raise NotPossible(
            "Your own record is verified by the word of this person, or of somebody for whom they vouched: "
            "two people cannot verify each other."
        )
    voucher = standing[0]
    ids = {"author": voucher.author.pk, "claim": voucher.claim.pk, "works": voucher.works}
    details = {"level": voucher.author.level, **ids}
    reason = f"{voucher.author.name}, a co-author at L{voucher.author.level}, vouches for the claim."
    proof = evidence.prove(claim, Kind.VOUCH, voucher.author.public_id, reason, given_by=user, details=details)
    affiliation.after_another(claim)
    return proof


def stands_without(claim: Claim, without: frozenset[int | None]) -> bool:
    """Whether the claim would be verified without the word of these people, and of those who stand on theirs alone."""
    read = known.one(claim)
    if known.facts(read).kinds & ladder.STRONG:
        return True
    vouches = [p for p in known.live(read) if p.kind == Kind.VOUCH and p.given_by_id not in without]
    by: dict[int, list[Claim]] = {}
    owning = Claim.objects.owning().filter(user__in={p.given_by_id for p in vouches})
    for one in owning.filter(author__level__gte=ladder.VERIFIED):
        by.setdefault(one.user_id or 0, []).append(one)
    inner = without | {claim.user_id}
    standing = sum(any(stands_without(one, inner) for one in claims) for claims in by.values())
    return standing >= ladder.VOUCHES_NEEDED


def take_back(user: User, claim: Claim) -> bool:
    """Ends the person's vouch for this claim; False where there was none."""
    proof = given(user, claim)
    return proof is not None and evidence.end(proof, "The co-author took the vouch back.", actor=user)


def end_those_of(user: User, reason: str) -> int:
    """Ends everything that this person vouched for, with the reason that the claimants read; how many ended."""
    proofs = Proof.objects.filter(kind=Kind.VOUCH, given_by=user, state=State.PROVEN).order_by("claim__author")
    return sum(evidence.end(proof, reason) for proof in proofs)


def waiting(user: User) -> list[Claim]:
    """Open claims of co-authors that this person may vouch for and has not, the newest first."""
    own = owners.records_of(user, Power.VOUCH)
    near = {other for author in own for other in shared_works.coauthors(author)}
    mine = Proof.objects.filter(given_by=user, kind=Kind.VOUCH, state=State.PROVEN)
    claims = Claim.objects.open().filter(author__in=near).exclude(state__in=_FROZEN).exclude(user=user)
    below = claims.filter(author__level__lt=ladder.VERIFIED, author__hidden_at=None, user__isnull=False)
    shown = below.exclude(pk__in=mine.values("claim")).select_related("author")
    return list(shown[:MOST_SHOWN])


def recheck(proof: Proof) -> None:
    """Ends a vouch whose giver could not give it any more."""
    owning = Claim.objects.owning().filter(user=proof.given_by_id, author__level__gte=ladder.VERIFIED)
    claim = Claim.objects.select_related("author").get(pk=proof.claim_id)
    vouchers = [one for one in owning.select_related("author") if shared_works.shared(one.author, claim.author)]
    if not vouchers:
        evidence.end(proof, "The co-author does not own a verified record with a work in common any more.")
    elif not any(stands_without(one, frozenset({claim.user_id})) for one in vouchers):
        evidence.end(proof, "The co-author’s own record is verified by your word alone by now.")

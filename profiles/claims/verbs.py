"""What a person does with a claim of theirs, and what a curator decides about it.

A claim may be opened without a confirmed address and is counted only with one. Whoever owns a record keeps it until
a contest is upheld; two people who claim one that nobody owns both wait for a curator. None hears who the other is.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from profiles import versions
from profiles.claims import deciding, evidence, ladder, levels, limits, rivals, rows
from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, ClaimEvent, Contest, Proof, User

State, Kind = Claim.State, ClaimEvent.Kind
CONTEST_IT = "If that is wrong, you can contest the other claim on the record."
UNDONE = "What you had decided as its owner was taken back meanwhile; decide it anew under “Manage this record”."
ANOTHERS = "Somebody else owns this record. If that is wrong, contest the claim, and a curator decides."


def open_claim(user: User, author: Author, name: str, text: str) -> Claim:
    """The person's new claim on a public record, with the level that it reaches at once."""
    with transaction.atomic():
        held = _claimable(author)
        _first_of(user, held)
        rivals.nobody_owns(held, ANOTHERS)
        limits.claims(user)
        try:
            with transaction.atomic():
                claim = Claim.objects.create(author=held, user=user, name=name, text=text)
        except IntegrityError:
            raise NotPossible("You have an open claim on this record.") from None
        rows.write(claim, Kind.OPENED, f"Claimed the record as {name}.", user)
        return _enter(claim)


def withdraw(claim: Claim) -> Claim:
    """The claim, which its person gives up; the record falls back to what it is without an owner."""
    with transaction.atomic():
        held = _of_person(claim)
        if not held.is_open:
            raise NotPossible("This claim is closed already.")
        levels.close(held, State.WITHDRAWN, "claim withdrawn", reason="Withdrawn by its person.")
        deciding.forget_proofs(held, "The claim was withdrawn.")
        rows.write(held, Kind.WITHDRAWN, "Withdrew the claim.", held.user)
        rivals.alone(held)
        return held


def reopen(claim: Claim, text: str) -> Claim:
    """The refused claim, open again with what its person adds; from now on only a curator's word lifts it."""
    with transaction.atomic():
        held = _refused(claim)
        rows.change(held, **_anew(State.PENDING), text=_added(held.text, text), appealed_at=None)
        rows.write(held, Kind.REOPENED, f"Reopened the claim. {text}".strip(), held.user)
        return _enter(held)


def appeal(claim: Claim, text: str) -> Claim:
    """The refused claim, on hold until a curator other than the one who refused it has decided; possible once."""
    with transaction.atomic():
        held = _refused(claim)
        if held.appealed_at is not None:
            raise NotPossible("A second curator has decided your appeal. You can reopen the claim with something new.")
        reason = "Another curator than the one who refused it looks at it."
        rows.change(held, **_anew(State.ON_HOLD, reason), text=_added(held.text, text), appealed_at=timezone.now())
        rows.write(held, Kind.APPEALED, f"Appealed. {text}".strip(), held.user)
        rivals.hold(held)
        return held


def hold(claim: Claim, by: User, reason: str) -> Claim:
    """The claim, which nothing but a curator's decision moves from now on; an owner's powers rest as well."""
    with transaction.atomic():
        held = deciding.take(claim, by, reason, (State.PENDING, State.VERIFIED))
        rows.change(held, state=State.ON_HOLD, **deciding.signed(by, reason))
        rows.write(held, Kind.HELD, f"A curator put the claim on hold. {reason}", by)
        versions.grow([held.author_id])
        deciding.tell(held, "your claim is on hold", f"{reason} A curator decides, and you are told.")
        return held


def release(claim: Claim, by: User, reason: str) -> Claim:
    """The claim, which goes on by itself again; NotPossible where others claim the record: one has to be chosen."""
    with transaction.atomic():
        held = deciding.take(claim, by, reason, (State.ON_HOLD,))
        if rows.others(held):
            raise NotPossible("Somebody else claims this record too: verify one of the claims.")
        rows.change(held, state=_by_itself(held), **deciding.signed(by, reason))
        rows.write(held, Kind.REOPENED, f"A curator released the hold. {reason}", by)
        versions.grow([held.author_id])
        deciding.tell(held, "your claim goes on", reason)
        levels.settle(held, reason, actor=by)
        return rows.hold(held)


def refuse(claim: Claim, by: User, reason: str) -> Claim:
    """The claim, refused with the reason its person reads; what it had of curators' words ends with it.

    What an owner changed on the record is not taken back here: see works.claiming for that.
    """
    with transaction.atomic():
        held = deciding.take(claim, by, reason, (State.PENDING, State.ON_HOLD, State.VERIFIED))
        deciding.refuse(held, by, reason)
        rivals.alone(held)
        return held


def verify(claim: Claim, by: User, reason: str) -> Claim:
    """The claim with a curator's word; where it is one of several, the others are refused and their people told."""
    with transaction.atomic():
        held = deciding.take(claim, by, reason, (State.PENDING, State.ON_HOLD, State.VERIFIED))
        deciding.can_be_verified(held)
        for other in rows.others(held):
            # Whoever refused one of them may not refuse its appeal by this way either.
            deciding.impartial(other, by)
            deciding.refuse(other, by, "A curator decided that the record is another person’s.", then=CONTEST_IT)
        rows.change(held, state=_by_itself(held), **deciding.signed(by, reason))
        evidence.record(held, Proof.Kind.CURATOR, f"curator {by.pk}", reason, given_by=by)
        if not levels.settle(held, reason, actor=by):
            deciding.tell(held, "a curator verified your claim", reason)
        if held.events.filter(kind=Kind.ROLLED_BACK).exists():
            deciding.tell(held, "your decisions were taken back", UNDONE)
        return rows.hold(held)


def review(claim: Claim, by: User, reason: str) -> Claim:
    """The verified claim with a curator's recorded review, which L4 needs beside two strong proofs."""
    with transaction.atomic():
        held = deciding.take(claim, by, reason, (State.VERIFIED,))
        evidence.record(held, Proof.Kind.REVIEW, f"curator {by.pk}", reason, given_by=by)
        levels.settle(held, reason, actor=by)
        return rows.hold(held)


def roll_back(claim: Claim, by: User, reason: str) -> Claim:
    """The withdrawn claim with a line that bars its person; only works.claiming calls it, which takes the rest back."""
    with transaction.atomic():
        held = deciding.take(claim, by, reason, (State.WITHDRAWN,))
        rows.write(held, Kind.ROLLED_BACK, f"A curator rolled the claim back. {reason}", by)
        deciding.tell(held, "your claim was rolled back", reason)
        return held


def _claimable(author: Author) -> Author:
    held = rows.hold_author(author.pk)
    if held.merged_into_id is not None:
        raise NotPossible("This record was joined to another one. Please claim that one.")
    if held.hidden_at is not None or held.level < 1:
        raise NotPossible("This record is not public, and cannot be claimed now.")
    return held


def _first_of(user: User, author: Author) -> None:
    mine = list(Claim.objects.filter(user=user, author=author))
    if any(claim.is_open for claim in mine):
        raise NotPossible("You have an open claim on this record.")
    if any(claim.state == State.REFUSED for claim in mine):
        raise NotPossible("Your claim on this record was refused. You can reopen it, or appeal.")
    # Nobody leaves a contest behind by withdrawing and claiming anew.
    _not_contested(*mine)


def _enter(claim: Claim) -> Claim:
    # Whom it meets first: a claim that has a rival reaches no level by itself.
    rivals.hold(claim)
    levels.settle(claim, "Your claim has what this level needs.")
    return rows.hold(claim)


def _by_itself(claim: Claim) -> Claim.State:
    """The state in which the claim goes on where no curator holds it."""
    return State.VERIFIED if claim.is_owner and claim.author.level >= ladder.VERIFIED else State.PENDING


def _of_person(claim: Claim) -> Claim:
    return rows.hold(claim)


def _refused(claim: Claim) -> Claim:
    held = rows.hold(claim)
    if held.state != State.REFUSED:
        raise NotPossible("Only a refused claim can be reopened or appealed.")
    if held.user is None:
        raise NotPossible("The account of this claim was deleted.")
    _not_contested(held)
    if Claim.objects.open().filter(user=held.user, author=held.author_id).exists():
        raise NotPossible("You have another open claim on this record.")
    rivals.nobody_owns(held.author, ANOTHERS)
    limits.claims(held.user)
    return held


def _not_contested(*claims: Claim) -> None:
    if Contest.objects.filter(claim__in=claims, state=Contest.State.OPEN).exists():
        raise NotPossible("A contest of your claim waits for a curator.")


def _anew(state: Claim.State, reason: str = "") -> dict[str, object]:
    decided = {"decided_by": None, "decided_at": None}
    return {"state": state, "reason": reason, "quiet_since": timezone.now(), **decided}


def _added(text: str, more: str) -> str:
    return "\n\n".join(part for part in (text, more) if part)

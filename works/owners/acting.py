"""In whose name an owner acts: the record and the claim held, and what the level allows looked up then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from profiles import owners, powers
from profiles.models import Author, Claim, User
from profiles.powers import Power
from works import turn
from works.ledger.decisions import By, Conflict
from works.models import Decision


@dataclass(frozen=True, slots=True)
class Acting:
    """An owner at work: the record and the claim, held until the end of the transaction, and the level."""

    user: User
    author: Author
    claim: Claim
    level: int

    @property
    def by(self) -> By:
        """Who decides, for a line of the ledger."""
        return By(self.user, claim=self.claim)

    def may(self, power: Power) -> bool:
        """Whether the level is enough for this."""
        return powers.may(self.level, power)


@contextmanager
def turn_of(user: User, author: Author, power: Power) -> Iterator[Acting]:
    """A transaction in which this owner acts on the record; raises Conflict where they may not (any more)."""
    with transaction.atomic():
        turn.take()
        held = Author.objects.select_for_update().get(pk=author.pk)
        claims = Claim.objects.owning().filter(user=user, author=held).select_for_update(of=("self",))
        claim = claims.first()
        level = owners.level_of(claim, held)
        if claim is None or not powers.may(level, power):
            raise Conflict(refusal(claim, held, power))
        yield Acting(user, held, claim, level)


def refusal(claim: Claim | None, author: Author, power: Power) -> str:
    """Why this person may not do so with the record, in a sentence."""
    if claim is None or not claim.is_owner:
        return "Only who owns the record can do this."
    if owners.level_of(claim, author) == 0:
        why = "Your claim is on hold" if claim.state == Claim.State.ON_HOLD else "Somebody contests your claim"
        return f"{why}. Until a curator has decided, you cannot change the record."
    return f"To {power.yours} takes level L{powers.NEEDS[power]}; the record is at L{author.level}."


def nobody_else_since(acting: Acting, seen: int | None) -> None:
    """Raises Conflict where another person decided about the record after the line `seen`; None asks nothing."""
    if seen is None:
        return
    about = Q(author=acting.author) | Q(other=acting.author)
    later = Decision.objects.of_people().filter(about, id__gt=seen).exclude(claim=acting.claim)
    if later.exists():
        raise Conflict("A curator decided about this record meanwhile, so nothing was changed. Look again, please.")

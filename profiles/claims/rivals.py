"""Several people who claim one record: nobody rises by themselves, and a curator decides."""

from __future__ import annotations

from profiles import notices
from profiles.claims import levels, rows
from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, ClaimEvent

State = Claim.State
_WHY = "Somebody else claims this record too."


def nobody_owns(author: Author, otherwise: str) -> None:
    """Nothing, or NotPossible with these words where the record has an owner; the caller holds the author's row."""
    if Claim.objects.owning().filter(author=author).exists():
        raise NotPossible(otherwise)


def hold(claim: Claim) -> None:
    """Puts this claim and all it meets on hold, and tells everybody of it; does nothing where it is alone.

    The caller holds the author's row.
    """
    others = rows.others(claim)
    for one in (*others, claim) if others else ():
        if one.state == State.PENDING:
            rows.change(one, state=State.ON_HOLD, reason=_WHY)
        rows.write(one, ClaimEvent.Kind.HELD, f"{_WHY} A curator decides between the claims.")
        text = f"{_WHY} Neither goes on until a curator has decided; the other person is not told who you are."
        notices.tell(one.user, f"{claim.author.name}: your claim is on hold", text, levels.page(one))


def alone(closed: Claim) -> None:
    """Says of who waited for this claim alone that it is closed; a curator still decides, as they were told.

    The caller holds the author's row.
    """
    left = rows.others(closed)
    if len(left) == 1 and left[0].reason == _WHY:
        rows.change(left[0], reason="The other claim on this record is closed.")
        text = "The other claim on this record is closed. Yours still waits for a curator."
        rows.write(left[0], ClaimEvent.Kind.HELD, text)
        notices.tell(left[0].user, f"{closed.author.name}: the other claim is closed", text, levels.page(left[0]))

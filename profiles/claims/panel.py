"""What the profile says of claims to the reader who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, Subquery

from profiles import owners
from profiles.claims import known, ladder
from profiles.models import Author, Claim, ClaimEvent, Contest, User

State = Claim.State


class PanelState(StrEnum):
    """Which words the panel has for this reader."""

    LOG_IN = "log_in"
    CLOSED = "closed"
    CLAIMABLE = "claimable"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    CONTESTED = "contested"
    REFUSED = "refused"
    YOURS = "yours"
    ANOTHERS = "anothers"


@dataclass(frozen=True, slots=True)
class ClaimPanel:
    """The state of the panel, with the reader's own claim; of somebody else's only since when it stands."""

    state: PanelState
    claim: Claim | None = None
    missing: tuple[str, ...] = ()
    quiet_until: datetime | None = None
    since: datetime | None = None
    contested_by_you: datetime | None = None


def panel(user: User | AnonymousUser, author: Author, *, may_be_claimed: bool = True) -> ClaimPanel:
    """What this reader is shown: two queries at most, none for who is not logged in or where nothing was claimed."""
    if not user.is_authenticated:
        return ClaimPanel(PanelState.LOG_IN if _is_open(author) else PanelState.CLOSED)
    found = _read(user, author) if may_be_claimed else []
    mine = owners.that_counts(claim for claim in found if claim.user_id == user.pk)
    if mine and mine.is_open:
        return of(mine)
    if owner := next((claim for claim in found if claim.is_owner), None):
        read = cast(Any, owner)
        since, contested = read.owned_since, read.contested_by_reader
        return ClaimPanel(PanelState.ANOTHERS, mine, since=since, contested_by_you=contested)
    if not _is_open(author):
        return ClaimPanel(PanelState.CLOSED)
    if mine and mine.state == State.REFUSED:
        return ClaimPanel(PanelState.REFUSED, mine)
    return ClaimPanel(PanelState.CLAIMABLE)


def of(claim: Claim) -> ClaimPanel:
    """What the person of this claim, which was read with its facts, is told of it."""
    if not claim.is_open:
        return ClaimPanel(PanelState.REFUSED if claim.state == State.REFUSED else PanelState.CLAIMABLE, claim)
    facts = known.facts(claim)
    state = {State.CONTESTED: PanelState.CONTESTED, State.ON_HOLD: PanelState.ON_HOLD}.get(
        State(claim.state), PanelState.YOURS if claim.is_owner else PanelState.PENDING
    )
    since: datetime | None = getattr(claim, "owned_since", None)
    waits = not (facts.quiet or facts.barred or facts.owner)
    quiet = known.quiet_until(claim) if waits else None
    return ClaimPanel(state, claim, ladder.missing(facts), quiet, since)


def _is_open(author: Author) -> bool:
    return author.level >= ladder.IMPORTED and author.hidden_at is None


def _read(user: User, author: Author) -> list[Claim]:
    owned = ClaimEvent.objects.filter(claim=OuterRef("pk"), kind=ClaimEvent.Kind.CLAIMED).order_by("-id")
    contests = Contest.objects.filter(claim=OuterRef("pk"), state=Contest.State.OPEN, user=user)
    claims = known.with_facts(Claim.objects.filter(Q(user=user) | Q(is_owner=True), author=author))
    return list(
        claims.annotate(
            owned_since=Subquery(owned.values("created_at")[:1]),
            contested_by_reader=Subquery(contests.values("created_at")[:1]),
        ).order_by("-id")
    )

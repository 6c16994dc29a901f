"""What time does to claims: proofs expire, claims that nobody objected to rise, and what a crash left is settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from profiles import notices
from profiles.claims import evidence, known, ladder, levels
from profiles.models import Claim, Proof

State = Claim.State
TOLD_AHEAD = timedelta(days=14)
BATCH = 200
_TOLD = "expiry_told"


def settle_due(now: datetime | None = None) -> None:
    """Brings everything up to date that only time has changed; safe to run twice, at once, and half."""
    now = now or timezone.now()
    tell_ahead(now)
    for proof in _in_batches(Proof.objects.filter(state=Proof.State.PROVEN, expires_at__lte=now)):
        assert proof.expires_at is not None
        day = date_format(proof.expires_at, "j F Y")
        evidence.end(proof, f"It expired on {day}; you can give it again.", because="a proof of its claim expired")
    for claim in _in_batches(_waiting(now)):
        if known.name_matches(claim):
            hours = settings.CLAIM_QUIET_HOURS
            levels.settle(claim, f"Nobody objected within {hours} hours.")
    for claim in _in_batches(_left()):
        levels.settle(claim, "A proof that the claim stood on does not hold any more.")


def tell_ahead(now: datetime) -> int:
    """Tells people once of their proofs that expire within two weeks; how many were told."""
    told = 0
    soon = Proof.objects.live(now).filter(expires_at__lte=now + TOLD_AHEAD, claim__state__in=Claim.OPEN)
    for proof in _in_batches(soon.exclude(details__has_key=_TOLD).select_related("claim__author", "claim__user")):
        told += _tell(proof)
    return told


def _tell(proof: Proof) -> bool:
    with transaction.atomic():
        held = Proof.objects.select_for_update().get(pk=proof.pk)
        if _TOLD in held.details or held.expires_at is None or held.expires_at != proof.expires_at:
            return False
        Proof.objects.filter(pk=proof.pk).update(details={**held.details, _TOLD: True})
        name, day = proof.claim.author.name, date_format(held.expires_at, "j F Y")
        text = f"This proof of your claim expires on {day}: {held.get_kind_display()}. Give it again to keep the level."
        notices.tell(proof.claim.user, f"{name}: a proof expires on {day}", text, levels.page(proof.claim))
        return True


def _waiting(now: datetime) -> QuerySet[Claim]:
    since = now - timedelta(hours=settings.CLAIM_QUIET_HOURS)
    proven = Proof.objects.live(now).filter(claim=OuterRef("pk"), kind=Proof.Kind.EMAIL)
    waiting = Claim.objects.filter(Exists(proven), state=State.PENDING, is_owner=False, quiet_since__lte=since)
    return waiting.select_related("author")


def _left() -> QuerySet[Claim]:
    """Owners without a confirmed address, and verified ones whose proofs do not carry them any more."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), verified=True)
    live = Proof.objects.live().filter(claim=OuterRef("pk"))
    strong = live.filter(kind__in=ladder.STRONG)
    vouches = live.filter(kind=Proof.Kind.VOUCH).order_by().values("claim").annotate(n=Count("given_by", distinct=True))
    unproven = ~Exists(strong) & ~Exists(vouches.filter(n__gte=ladder.VOUCHES_NEEDED))
    owning = Claim.objects.owning().filter(state__in=(State.PENDING, State.VERIFIED))
    return owning.filter(~Exists(confirmed) | Q(state=State.VERIFIED) & unproven)


def _in_batches[Row: (Claim, Proof)](rows: QuerySet[Row]) -> Iterator[Row]:
    """The rows in the order of their numbers, a batch at a time: what a batch changes may leave the rest."""
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from batch
        after = batch[-1].pk

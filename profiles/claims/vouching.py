"""What becomes of vouches when the level of who gave them changes."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from profiles.claims import emails, ladder
from profiles.models import Claim, Proof


def follow(voucher: Claim, before: int, after: int) -> None:
    """Ends the vouches of who fell below L3; all whom this person vouched for are settled after the commit.

    After it, since their records' rows may not be held together with this one's: two people can vouch for each other.
    What a crash leaves behind is found by `ripening`.
    """
    if max(before, after) < ladder.VERIFIED or voucher.user_id is None:
        return
    given = list(_given(voucher).select_related("claim"))
    if after < ladder.VERIFIED:
        for proof in given:
            emails.close(proof.claim, proof, "The co-author who vouched does not own a verified record any more.")
    if claims := [proof.claim for proof in given]:
        transaction.on_commit(partial(_settle, claims), robust=True)


def hold(claim: Claim) -> None:
    """Holds the proofs of the claim and those its person gave, in one order for two who vouch for each other."""
    both = Q(claim=claim.pk) | Q(kind=Proof.Kind.VOUCH, given_by=claim.user_id, given_by__isnull=False)
    list(Proof.objects.filter(both).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _given(voucher: Claim) -> QuerySet[Proof]:
    given = Proof.objects.live().filter(kind=Proof.Kind.VOUCH, given_by=voucher.user_id)
    elsewhere = Claim.objects.owning().filter(user=voucher.user_id, author__level__gte=ladder.VERIFIED)
    # Who owns another verified record still vouches by that one, unless it was said that it was by this.
    return given.filter(details__claim=voucher.pk) if elsewhere.exclude(pk=voucher.pk).exists() else given


def _settle(claims: list[Claim]) -> None:
    from profiles.claims import levels

    for claim in claims:
        levels.settle(claim, "The standing of a co-author who vouched changed.")

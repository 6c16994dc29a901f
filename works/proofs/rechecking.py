"""What time and other people's changes do to proofs: looked at again, so that each holds only as long as its reason."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q

from profiles.claims.errors import NotPossible
from profiles.models import Proof
from works.proofs import affiliation, homepage, orcid, vouches, waiting

Kind, State = Proof.Kind, Proof.State
# Of pages elsewhere; the rest of a crowd waits for the next time.
MOST_PAGES = 50

type Look = Callable[[Proof], None]


def what_waits(now: datetime) -> None:
    """Settles proofs that waited for something that is there by now, and hands to workers what is to be fetched."""
    open_ones = Proof.objects.filter(state=State.CHECKING)
    # One that a worker was asked for a moment ago is in good hands.
    lost = Q(details__asked_at__lt=(now - waiting.LOST_AFTER).isoformat()) | Q(details__asked_at__isnull=True)
    _each(open_ones.filter(kind=Kind.AFFILIATION), affiliation.recheck)
    _each(open_ones.filter(kind=Kind.ORCID).filter(lost), orcid.recheck)
    _each(open_ones.filter(kind=Kind.HOMEPAGE).filter(lost)[:MOST_PAGES], waiting.ring)
    _each(homepage.due(now, MOST_PAGES), waiting.ring)


def what_stands() -> None:
    """Ends proofs whose reason is gone: an address or an iD given up, a tie taken back, a co-author who fell."""
    live = Proof.objects.live().order_by("pk")
    _each(live.filter(kind=Kind.AFFILIATION).iterator(), affiliation.recheck)
    _each(live.filter(kind=Kind.ORCID).iterator(), orcid.recheck)
    _each(live.filter(kind=Kind.VOUCH).iterator(), vouches.recheck)


def _each(proofs: Iterable[Proof], look: Look) -> None:
    for proof in proofs:
        try:
            look(proof)
        except NotPossible as said:
            logging.getLogger(__name__).info("Proof %s: %s", proof.pk, said)
        except Exception:
            # One that cannot be looked at must not keep the others from it.
            logging.getLogger(__name__).exception("Proof %s could not be looked at again.", proof.pk)

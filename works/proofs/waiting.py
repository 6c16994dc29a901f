"""Proofs that a worker has to check: asked for here, and what their person sees meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from profiles.claims import evidence
from profiles.models import Claim, Proof

TASKS = {Proof.Kind.HOMEPAGE: "works.check_homepage", Proof.Kind.ORCID: "works.check_orcid"}
# After this long a page asks no more; what was asked for stays asked for.
PATIENCE = dt.timedelta(seconds=60)
LOST_AFTER = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a page waits for a worker: in how many seconds to ask again, or None where it has waited long enough."""

    seconds: int | None

    @property
    def is_late(self) -> bool:
        """Whether no worker has looked within a minute."""
        return self.seconds is None


def ask(claim: Claim, kind: Proof.Kind, subject: str) -> Proof:
    """The proof that a worker is to check after the commit; asked for again, also one that holds is looked at anew."""
    asked = {"asked_at": timezone.now().isoformat()}
    proof = evidence.checking(claim, kind, subject, details=asked)
    if proof.state == Proof.State.CHECKING:
        Proof.objects.filter(pk=proof.pk, state=Proof.State.CHECKING).update(details=asked, reason="")
    transaction.on_commit(lambda: ring(proof), robust=True)
    return proof


def ring(proof: Proof) -> None:
    """Asks a worker to look; what is lost is picked up by the beat."""
    current_app.send_task(TASKS[Proof.Kind(proof.kind)], [proof.pk])


def of(proof: Proof | None) -> Waiting | None:
    """How to wait for this proof; None where no worker is to look at it."""
    asked = parse_datetime(proof.details.get("asked_at", "")) if proof else None
    if proof is None or asked is None or proof.state != Proof.State.CHECKING:
        return None
    age = timezone.now() - asked
    # 1, 2, 4, 8, … seconds: each wait is as long as all before it.
    return Waiting(None if age > PATIENCE else max(1, int(age.total_seconds())))

"""What is known of a claim, read in two queries for the ladder, the panel and the desk alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from profiles import names
from profiles.claims import ladder
from profiles.models import Claim, ClaimEvent, Contest, Objection, Proof

State = Claim.State


def with_facts(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """The claims with what `facts` and `quiet_until` read, their records and proofs; two queries for all of them."""
    others = Claim.objects.open().filter(author=OuterRef("author")).exclude(pk=OuterRef("pk"))
    of_the_person = ClaimEvent.objects.filter(claim__user=OuterRef("user"), claim__author=OuterRef("author"))
    objections = Objection.objects.filter(author=OuterRef("author"))
    decided = objections.values("author").annotate(last=Max("decided_at")).values("last")
    contests = Contest.objects.filter(claim=OuterRef("pk"), state=Contest.State.OPEN)
    return (
        claims.annotate(
            has_rivals=Exists(others),
            is_barred=Exists(of_the_person.filter(kind__in=(ClaimEvent.Kind.REFUSED, ClaimEvent.Kind.ROLLED_BACK))),
            is_objected=Exists(objections.filter(state=Objection.State.OPEN)),
            undisturbed_since=Greatest(F("quiet_since"), Subquery(decided)),
            contested_since=Subquery(contests.values("created_at")[:1]),
        )
        .select_related("author")
        .prefetch_related(Prefetch("proofs", _proofs(), to_attr="known_proofs"))
    )


def _proofs() -> QuerySet[Proof]:
    owned = Claim.objects.owning().filter(user=OuterRef("given_by"))
    level = owned.values("user").annotate(level=Max("author__level")).values("level")
    return Proof.objects.annotate(voucher_level=Subquery(level)).order_by("id")


def one(claim: Claim) -> Claim:
    """The claim as it stands, with what is known of it."""
    return with_facts(Claim.objects.all()).get(pk=claim.pk)


def quiet_until(claim: Claim) -> datetime | None:
    """Until when nobody may object for the claim to rise by itself; None while an objection to the record is open."""
    read = _read(claim)
    since: datetime = read.undisturbed_since
    return None if read.is_objected else since + timedelta(hours=settings.CLAIM_QUIET_HOURS)


def facts(claim: Claim, now: datetime | None = None) -> ladder.Facts:
    """What the ladder asks of a claim that was read by `with_facts`."""
    now = now or timezone.now()
    read, proofs = _read(claim), live(claim, now)
    kinds = frozenset(proof.kind for proof in proofs)
    vouches = {
        p.given_by_id: _read(p).voucher_level or 0 for p in proofs if p.kind == Proof.Kind.VOUCH and p.given_by_id
    }
    return ladder.Facts(
        email=Proof.Kind.EMAIL in kinds,
        name=name_matches(claim),
        owner=claim.is_owner,
        alone=not read.has_rivals,
        quiet=(until := quiet_until(claim)) is not None and until <= now,
        barred=read.is_barred,
        kinds=kinds - {Proof.Kind.EMAIL, Proof.Kind.VOUCH},
        vouches=tuple(vouches.values()),
    )


def live(claim: Claim, now: datetime | None = None) -> list[Proof]:
    """The claim's proofs that hold now."""
    now = now or timezone.now()
    known: list[Proof] = _read(claim).known_proofs
    return [p for p in known if p.state == Proof.State.PROVEN and (p.expires_at is None or p.expires_at > now)]


def shown(claim: Claim) -> list[Proof]:
    """The claim's proofs for its person: those that hold or are being checked first, then the newest."""
    proofs: list[Proof] = _read(claim).known_proofs
    return sorted(proofs, key=lambda p: (p.state not in (Proof.State.PROVEN, Proof.State.CHECKING), -p.pk))


def name_matches(claim: Claim) -> bool:
    """Whether the name the person gave can be the record's, as it is shown or as it was imported."""
    shown = claim.author.name, claim.author.imported_name
    return any(names.could_be(claim.name, name) for name in shown if name)


def _read(row: Claim | Proof) -> Any:
    # With what `with_facts` adds, which the model does not declare.
    return cast(Any, row)

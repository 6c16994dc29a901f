"""An ORCID record, which its person logged in to, that lists a work of the record here."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import Count

from profiles.claims import evidence, rows
from profiles.claims.errors import NotPossible
from profiles.models import Author, Claim, Proof
from works.models import Work
from works.proofs import affiliation, orcid_records, shared_works, waiting
from works.proofs.fetching import NotFetched, fetch

Kind, State = Proof.Kind, Proof.State
PROVIDER = "orcid"
JSON = ("application/orcid+json", "application/json")
# A record with thousands of works is some megabytes.
LONGEST = 8 * 1024 * 1024
SECONDS = 30.0
NOTHING_SHARED = (
    "Your ORCID record lists no work of this record by its DOI, its arXiv id or a title that is unmistakable. "
    "Add one there, or let the works be public, and try again."
)
CONFLICT = "This ORCID iD proves somebody else’s claim on another record already; a curator has to look at both."


def account(claim: Claim) -> SocialAccount | None:
    """The ORCID account that the claim's person logged in with last; None where there is none."""
    if claim.user_id is None:
        return None
    return SocialAccount.objects.filter(user=claim.user_id, provider=PROVIDER).order_by("-last_login").first()


def shared(author: Author, record: Any) -> list[int]:
    """The ids of the author's works that an ORCID record lists, by an id or by a title that only one work bears."""
    listed = orcid_records.works(record)
    ids = {one for work in listed for one in work.ids}
    keys = {work.key for work in listed if work.key}
    own = Work.objects.filter(pk__in=shared_works.slots([author.pk]).values("work")).order_by("pk")
    known = list(own.values_list("pk", "squash", "identifiers"))
    unmistakable = _borne_once({squash for _, squash, _ in known} & keys)
    return [pk for pk, squash, identifiers in known if squash in unmistakable or not ids.isdisjoint(identifiers)]


def _borne_once(keys: set[str]) -> set[str]:
    if not keys:
        return set()
    counted = Work.objects.standing().filter(squash__in=keys).order_by().values("squash").annotate(n=Count("*"))
    return {row["squash"] for row in counted if row["n"] == 1}


def give(claim: Claim) -> Proof:
    """The proof by the ORCID record as it was at log-in or fetched since; NotPossible where it shares no work.

    It holds for a year from the last log-in. Where the iD proves another person's claim, it waits for a curator.
    """
    found = account(claim)
    if found is None:
        raise NotPossible("Your account is not connected with an ORCID iD.")
    if orcid_records.identifier(found.extra_data) != found.uid:
        raise NotPossible("What ORCID told when you logged in cannot be read. Please log in with ORCID once more.")
    works = shared(claim.author, found.extra_data)
    if not works:
        raise NotPossible(NOTHING_SHARED)
    details = {"authority": PROVIDER, "id": found.uid, "works": works}
    if _is_anothers(claim, found.uid):
        proof = evidence.checking(claim, Kind.ORCID, found.uid, details={**details, "conflict": True})
        Proof.objects.filter(pk=proof.pk, state=State.CHECKING).update(reason=CONFLICT)
        proof.refresh_from_db()
        return proof
    many = "a work" if len(works) == 1 else f"{len(works)} works"
    reason = f"The ORCID record {found.uid} lists {many} of the record."
    ends = found.last_login + dt.timedelta(days=settings.PROOF_DAYS)
    proof = evidence.prove(claim, Kind.ORCID, found.uid, reason, details=details, expires_at=ends)
    affiliation.after_another(claim)
    return proof


def _is_anothers(claim: Claim, identifier: str) -> bool:
    elsewhere = Proof.objects.live().filter(kind=Kind.ORCID, subject=identifier, claim__state__in=Claim.OPEN)
    return elsewhere.exclude(claim__user=claim.user_id).exclude(claim__author=claim.author_id).exists()


def ask(claim: Claim) -> Proof:
    """Lets a worker fetch the ORCID record anew; the proof is being checked until it has."""
    found = account(claim)
    if found is None:
        raise NotPossible("Your account is not connected with an ORCID iD.")
    return waiting.ask(claim, Kind.ORCID, found.uid)


def check(proof_id: int) -> None:
    """Fetches the record of a proof that is being checked, and lets it hold or fail; may be run twice."""
    proof = Proof.objects.select_related("claim__author").filter(pk=proof_id, state=State.CHECKING).first()
    if proof is None or proof.kind != Kind.ORCID or proof.details.get("conflict"):
        return
    found = account(proof.claim)
    if found is None or found.uid != proof.subject:
        evidence.fail(proof, "Your account is not connected with this ORCID iD any more.")
        return
    try:
        # Not `save`: that would say that the person logged in just now.
        SocialAccount.objects.filter(pk=found.pk).update(extra_data=_fetched(found.uid))
        give(proof.claim)
    except (NotFetched, NotPossible) as said:
        evidence.fail(proof, str(said))


def _fetched(identifier: str) -> dict[str, Any]:
    if not orcid_records.is_identifier(identifier):
        raise NotFetched("This is no ORCID iD.")
    address = f"{settings.ORCID_API_URL}/v3.0/{identifier}/record"
    came = fetch(address, accept=JSON, longest=LONGEST, seconds=SECONDS)
    try:
        record = json.loads(came.text)
    except (ValueError, RecursionError):
        raise NotFetched("What ORCID answered cannot be read.", passing=True) from None
    if orcid_records.identifier(record) != identifier:
        raise NotFetched("ORCID answered with another record than the one that was asked for.")
    return dict(record)


def recheck(proof: Proof) -> None:
    """Ends a proof whose iD is not connected any more, or whose record shares no work any more; asks the database only.

    One that is being checked is handed to a worker again, or settled where a conflict is over.
    """
    with transaction.atomic():
        claim = rows.hold(Claim(pk=proof.claim_id))
        if proof.state == State.CHECKING:
            _look_again(claim, proof)
            return
        found = account(claim)
        if found is None or found.uid != proof.subject:
            evidence.end(proof, "Your account is not connected with this ORCID iD any more.")
        elif not shared(claim.author, found.extra_data):
            evidence.end(proof, "The ORCID record and the record here share no work any more.")


def _look_again(claim: Claim, proof: Proof) -> None:
    if not claim.is_open:
        evidence.fail(proof, "The claim was closed.")
    elif not proof.details.get("conflict"):
        transaction.on_commit(lambda: waiting.ring(proof), robust=True)
    elif not _is_anothers(claim, proof.subject):
        try:
            give(claim)
        except NotPossible as said:
            evidence.fail(proof, str(said))

"""A homepage listed on the record that links back with rel="me": who can write there is the person it is listed for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from profiles import domains
from profiles.claims import evidence, rows
from profiles.claims.errors import NotPossible
from profiles.models import AffiliationDomain, Author, AuthorLink, Claim, Proof
from works.proofs import affiliation, rel_me, ties, waiting
from works.proofs.fetching import NotFetched, fetch

Kind, State = Proof.Kind, Proof.State
EVERY = dt.timedelta(days=90)
AGAIN_AFTER = dt.timedelta(days=1)
# A link that is gone ends the proof at the second look, a site that does not answer only after some days.
MOST_GONE, MOST_SILENT = 2, 7
OWN_LINK = (
    "This link was added by an owner of the record, so that it proves nothing: anybody can add a page of their own. "
    "A link that a source or a curator gave counts, or one at the record’s institution."
)


@dataclass(frozen=True, slots=True)
class Homepage:
    """A link of the record, why it cannot prove anything ("" where it can), and the proof it gave last."""

    link: AuthorLink
    why_not: str
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at the page found; `is_silent` where the page was not there to be looked at."""

    sentence: str = ""
    is_silent: bool = False


def homepages(claim: Claim) -> list[Homepage]:
    """The links of the record, each with what it can prove on this claim."""
    links = list(claim.author.links.all())
    tied = ties.tied(ties.affiliations(claim.author)) if links else []
    proofs = {proof.subject: proof for proof in claim.proofs.filter(kind=Kind.HOMEPAGE).order_by("id")}
    return [Homepage(link, _why_not(claim, link, tied), proofs.get(link.url)) for link in links]


def _why_not(claim: Claim, link: AuthorLink, tied: list[AffiliationDomain]) -> str:
    return "" if not _is_own(claim, link) or _lies_at(link.url, tied) else OWN_LINK


def _is_own(claim: Claim, link: AuthorLink) -> bool:
    """Whether an owner put it there, or the person of the claim did in another role."""
    by_claimant = link.added_by_id is not None and link.added_by_id == claim.user_id
    return by_claimant or link.origin == AuthorLink.Origin.OWNER


def _lies_at(url: str, tied: list[AffiliationDomain]) -> bool:
    return ties.tie(domains.normal(urlsplit(url).hostname or ""), tied) is not None


def give(claim: Claim, link_id: int) -> Proof:
    """Lets a worker look at this link of the record; the proof is being checked until it has."""
    found = next((one for one in homepages(claim) if one.link.pk == link_id), None)
    if found is None:
        raise NotPossible("This link does not stand on the record any more.")
    if found.why_not:
        raise NotPossible(found.why_not)
    # Namesakes at one institution have pages there, as they have addresses: the same guard for both.
    if _is_own(claim, found.link) and (said := affiliation.missing(claim)):
        raise NotPossible(" ".join(said))
    return waiting.ask(claim, Kind.HOMEPAGE, found.link.url)


def check(proof_id: int) -> None:
    """Looks at the page of a proof that is being checked, or that holds, and keeps what was found; may be run twice."""
    proof = _readable().filter(pk=proof_id).first()
    if proof is None:
        return
    # Without a transaction: the page may take its time.
    look = _look(proof)
    with transaction.atomic():
        claim = rows.hold(Claim(pk=proof.claim_id))
        held = _readable().select_for_update(of=("self",)).filter(pk=proof_id).first()
        if held is None or held.details != proof.details:
            return
        if held.state == State.PROVEN:
            _keep(held, look)
        elif look.sentence:
            evidence.fail(held, look.sentence)
        else:
            details = {"checked_at": timezone.now().isoformat()}
            reason = f"{held.subject} links to the record with rel=me."
            evidence.prove(claim, Kind.HOMEPAGE, held.subject, reason, details=details)
            affiliation.after_another(claim)


def _readable() -> QuerySet[Proof]:
    open_ones = Proof.objects.filter(kind=Kind.HOMEPAGE, claim__state__in=Claim.OPEN)
    return open_ones.filter(state__in=(State.CHECKING, State.PROVEN)).select_related("claim__author")


def _look(proof: Proof) -> _Look:
    author = proof.claim.author
    listed = next((one for one in homepages(proof.claim) if one.link.url == proof.subject), None)
    if listed is None or listed.why_not:
        return _Look("The link does not stand on the record any more, or proves nothing by now.")
    try:
        page = fetch(proof.subject)
    except NotFetched as said:
        return _Look(str(said), is_silent=said.passing)
    if _is_own(proof.claim, listed.link) and not _lies_at(page.url, ties.tied(ties.affiliations(author))):
        # Many institutions have an address that sends everybody to wherever they like.
        return _Look("The link leads away from the institution of the record, and proves nothing there.")
    if any(rel_me.points_to(link, settings.SITE_URL, _ids(author)) for link in rel_me.links(page.text, page.url)):
        return _Look()
    cut = " Only the beginning of the page was read, which is a long one." if page.is_cut else ""
    return _Look(f"The page has no link with rel=me to {settings.SITE_URL}{author.get_absolute_url()}.{cut}")


def _ids(author: Author) -> list[str]:
    """The public ids of the record and of those merged into it, under which the page may still link to it."""
    return list(Author.objects.filter(Q(pk=author.pk) | Q(merged_into=author.pk)).values_list("public_id", flat=True))


def _keep(proof: Proof, look: _Look) -> None:
    """Notes what a later look at a proof that holds found; ends it when looks a day apart failed often enough."""
    known = proof.details
    failures = {name: int(known[name]) for name in ("failed", "silent") if name in known}
    now = timezone.now()
    if look.sentence and failures and known.get("checked_at", "") > (now - AGAIN_AFTER).isoformat():
        return
    kept = {key: value for key, value in known.items() if key not in failures} | {"checked_at": now.isoformat()}
    if look.sentence:
        name, most = ("silent", MOST_SILENT) if look.is_silent else ("failed", MOST_GONE)
        failures[name] = failures.get(name, 0) + 1
        if failures[name] >= most:
            evidence.end(proof, look.sentence)
            return
        kept |= failures
    Proof.objects.filter(pk=proof.pk, state=State.PROVEN).update(details=kept)


def due(now: dt.datetime, most: int) -> list[Proof]:
    """Proofs that hold and are to be looked at again, the longest waiting first: failed yesterday, or old."""
    old = Q(details__checked_at__lt=(now - EVERY).isoformat()) | Q(details__checked_at__isnull=True)
    failed = Q(details__has_key="failed") | Q(details__has_key="silent")
    again = failed & Q(details__checked_at__lt=(now - AGAIN_AFTER).isoformat())
    found = _readable().filter(old | again, state=State.PROVEN).order_by("details__checked_at", "id")
    return list(found[:most])

"""What becomes of claims when records are merged: they move along, and come back when the merge is taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from profiles import due, trust
from profiles.claims import rivals, rows
from profiles.models import Author, AuthorLink, Claim, ClaimEvent
from works.ledger import decisions, locks
from works.ledger.decisions import By, Conflict
from works.models import Decision

type Moved = dict[str, Any]


def check(gone: Author, kept: Author, by: By) -> None:
    """Raises Conflict where an owner of one of them stands against the merge; the caller holds both rows."""
    if by.machine and max(gone.level, kept.level) >= trust.CLAIMED:
        raise Conflict("A record that has an owner is merged by people alone.")
    check_owners(gone, kept)


def check_owners(gone: Author, kept: Author) -> None:
    """Raises Conflict where the two have different owners, or a claim on one of them is contested."""
    owning = list(Claim.objects.owning().filter(author__in=(gone, kept)))
    if len({claim.user_id for claim in owning}) > 1:
        raise Conflict("Each of the two records has an owner of its own. Decide one of the claims before you merge.")
    waiting = Claim.objects.open().filter(author__in=(gone, kept), user__in=[claim.user_id for claim in owning])
    if waiting.exclude(id__in=[claim.pk for claim in owning]).exists():
        raise Conflict("Who owns one of the records has a claim on the other that waits. Decide that before you merge.")
    if any(claim.state == Claim.State.CONTESTED for claim in owning):
        raise Conflict("Somebody contests the claim on one of the records. Decide that before you merge.")


def move(gone: Author, kept: Author) -> Moved:
    """Gives the claims, links and choices of one record to another; what `give_back` needs to undo it, as JSON.

    The caller holds both rows. A claim of who has an open one there already waits where it is.
    """
    claims = list(Claim.objects.filter(author=gone).order_by("id").select_for_update())
    theirs = set(Claim.objects.open().filter(author=kept).values_list("user", flat=True))
    moving = [claim for claim in claims if not (claim.is_open and claim.user_id in theirs)]
    urls = AuthorLink.objects.filter(author=kept).values("url")
    links = list(AuthorLink.objects.filter(author=gone).exclude(url__in=urls).values_list("id", flat=True))
    AuthorLink.objects.filter(id__in=links).update(author=kept)
    hides = gone.hides_metrics and not kept.hides_metrics
    if hides:
        Author.objects.filter(pk=kept.pk).update(hides_metrics=True)
    _rehome(moving, kept.pk, f"The record was merged into {kept.public_id}; the claim moved with it.")
    if any(claim.is_owner for claim in moving):
        _hand_over(gone.pk, kept.pk, "the claim moved with a merge")
    for claim in moving:
        if claim.is_open and not Claim.objects.owning().filter(author=kept).exists():
            # Two who claimed a record each claim one now: neither rises by time alone.
            rivals.hold(rows.hold(claim))
            break
    return {"moved": [claim.pk for claim in moving], "links": links, "hides_metrics": hides}


def give_back(moved: Mapping[str, Any], kept: int, gone: int) -> None:
    """Undoes `move` for the claims and links that are with the other record still."""
    claims = list(Claim.objects.filter(author=kept, id__in=moved.get("moved", ())).order_by("id").select_for_update())
    open_there = set(Claim.objects.open().filter(author=gone).values_list("user", flat=True))
    claims = [claim for claim in claims if not (claim.is_open and claim.user_id in open_there)]
    if claims:
        _rehome(claims, gone, "A merge was undone; the claim came back with its record.")
    if any(claim.is_owner for claim in claims):
        _hand_over(kept, gone, "the claim came back from a merge")
    held = AuthorLink.objects.filter(author=gone).values("url")
    AuthorLink.objects.filter(id__in=moved.get("links", ()), author=kept).exclude(url__in=held).update(author=gone)
    if moved.get("hides_metrics"):
        Author.objects.filter(pk=kept).update(hides_metrics=False)


def _rehome(claims: list[Claim], author: int, text: str) -> None:
    Claim.objects.filter(id__in=[claim.pk for claim in claims]).update(author=author)
    told = [claim for claim in claims if claim.is_open]
    ClaimEvent.objects.bulk_create(ClaimEvent(claim=claim, kind=ClaimEvent.Kind.MOVED, text=text) for claim in told)


def _hand_over(of: int, to: int, why: str) -> None:
    """Lets the level that a claim gives go with it; what an import says of the other record follows at once."""
    old = Author.objects.get(pk=of)
    Author.objects.filter(pk=to).update(level=old.level, contested_at=old.contested_at)
    Author.objects.filter(pk=of).update(level=1 if old.trust_inputs.get("works") else 0, contested_at=None)
    due.trust([of, to], why)


def carry_name(decision: Decision, by: By) -> None:
    """Lets a silent rename go along with a merge that was just done, as a part of it."""
    assert decision.author_id is not None, "A merge has two sides."
    assert decision.other_id is not None, "A merge has two sides."
    gone, kept = Author.objects.get(pk=decision.author_id), Author.objects.get(pk=decision.other_id)
    if gone.renamed_at is None or kept.renamed_at is not None:
        return
    about = Q(author=gone) & Q(details__field="name") & Q(details__silent=True)
    silent = Decision.objects.in_force().filter(about, kind=Decision.Kind.LOCK).order_by("-id").first()
    # The name goes where the claim under which it was chosen went.
    said = By(by.user, by.page, silent.claim if silent else None)
    line = decisions.write(
        Decision.Kind.LOCK, said, "The name that the person of the record chose stays with a merge.", author=kept,
        part_of=decision, details={"field": "name", "value": gone.name, "silent": True},
    )  # fmt: skip
    locks.settle(line)

"""Leaving: what goes with an account, what falls back, and what stays without its name."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from profiles import follows, versions
from profiles.claims import verbs
from profiles.conversations import invitations
from profiles.models import Author, AuthorLink, Claim, ClaimEvent, Contest, Proof, Report, User


class LastAdministrator(Exception):
    """The account is the only one that may do everything; the message is a sentence for its person."""

    def __init__(self) -> None:
        super().__init__(
            "This is the last administrator's account: without it nobody could appoint another. Appoint one first."
        )


@transaction.atomic
def leave(user: User) -> None:
    """Deletes the account: claims fall back, follows end, and what others need stays without the name."""
    _hold(user)
    if is_last_administrator(user):
        raise LastAdministrator
    # Before the claims fall: only while they stand it is known whom the person backed.
    follows.forget([user])
    invitations.end_all(user, "The other side has left the site.")
    _give_up_claims(user)
    _take_links_along(user)
    _take_words_back(user)
    # Addresses, second factors, notices and the like go with the row; the ledger's lines lose the name.
    user.delete()


def is_last_administrator(user: User) -> bool:
    """Whether nobody else may do everything."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


def _hold(user: User) -> None:
    # Authors first, in their order, as every verb does; then the account, which nobody can claim or follow with then.
    concerned = Q(claims__user=user) | Q(follows__user=user) | Q(links__added_by=user)
    ids = sorted(set(Author.objects.filter(concerned).values_list("id", flat=True)))
    list(Author.objects.filter(id__in=ids).order_by("id").select_for_update().values("id"))
    # Administrators wait for each other, so that two do not leave at once and nobody is left.
    waiting = Q(pk=user.pk) | (Q(is_superuser=True) if user.is_superuser else Q(pk=None))
    list(User.objects.filter(waiting).order_by("id").select_for_update().values("id"))


def _give_up_claims(user: User) -> None:
    for claim in Claim.objects.open().filter(user=user).order_by("author", "id"):
        verbs.withdraw(claim)
    # What the person said of themselves, and what proved it, was theirs.
    Claim.objects.filter(user=user).update(name="", text="")
    # What curators and others wrote is theirs; lines of the person and of the site itself keep what happened alone.
    told = ClaimEvent.objects.filter(Q(actor=user) | Q(actor=None), claim__user=user)
    labels = [When(kind=kind, then=Value(f"{kind.label.capitalize()}.")) for kind in ClaimEvent.Kind]
    told.update(text=Case(*labels, default=Value("")))
    mine = Proof.objects.filter(claim__user=user)
    held = mine.filter(state__in=(Proof.State.CHECKING, Proof.State.PROVEN))
    held.update(state=Proof.State.ENDED, ended_at=timezone.now())
    mine.update(subject="", details={}, reason="The account was deleted.")


def _take_links_along(user: User) -> None:
    links = AuthorLink.objects.filter(added_by=user, origin=AuthorLink.Origin.OWNER)
    records = set(links.values_list("author", flat=True))
    links.delete()
    versions.grow(records)


def _take_words_back(user: User) -> None:
    # What is still to be decided needs its words; what came of the rest stands without them.
    Contest.objects.filter(user=user).exclude(state=Contest.State.OPEN).update(text="")
    Report.objects.filter(user=user).exclude(state=Report.State.OPEN).update(text="")

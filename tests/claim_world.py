"""A small world for tests of claims: one record, the people who want it, and curators who decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db.models import F

from profiles.claims import evidence, verbs
from profiles.models import Author, Claim, ClaimEvent, Notice, Objection, Proof, TrustDue, User
from tests.make import import_bytes, list_page, make_user, owner

DAYS = timedelta(days=1)


def jiacheng() -> Author:
    """The record of Jiacheng Sun, imported on the first call."""
    if not Author.objects.filter(name="Jiacheng Sun").exists():
        record("Jiacheng Sun")
    return owner("Jiacheng Sun")


def confirm(user: User) -> EmailAddress:
    """Confirms the account's address, as the link in the mail would, without asking anybody to notice."""
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email, primary=True)
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    return address


def person(name: str = "Cleo", *, confirmed: bool = True) -> User:
    """An account, with a confirmed address unless said otherwise."""
    user = make_user(name)
    if confirmed:
        confirm(user)
    return user


def curator(name: str = "Grace") -> User:
    """Somebody who may decide about claims."""
    user = make_user(name, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="decide_claim"))
    return user


def claimed(user: User, author: Author | None = None, name: str = "J. Sun") -> Claim:
    """The person's open claim."""
    return verbs.open_claim(user, author or jiacheng(), name, "I wrote these.")


def prove(claim: Claim, kind: Proof.Kind = Proof.Kind.ORCID, **fields: Any) -> Proof:
    """A proof of this kind that holds."""
    subject = fields.pop("subject", f"the {kind.value} of {claim.pk}")
    return evidence.prove(claim, kind, subject, f"Shown by {kind.value}.", **fields)


def verified(user: User, author: Author | None = None) -> Claim:
    """The person's claim at L3, by ORCID."""
    claim = claimed(user, author, name=(author or jiacheng()).name)
    prove(claim)
    claim.refresh_from_db()
    return claim


def level(claim: Claim) -> tuple[str, bool, int]:
    """The claim's state, whether it owns the record, and the record's level, as they are stored."""
    claim.refresh_from_db()
    return claim.state, claim.is_owner, Author.objects.get(pk=claim.author_id).level


def record(name: str) -> Author:
    """Another public record, with a work."""
    import_bytes(list_page(name, [f"Six Long Words By {name} Alone"]))
    return owner(name)


def owners_of(count: int, at: int = 3) -> list[Claim]:
    """The verified claims of so many people, each on a record of their own."""
    names = ["Ada Lovelace", "Ben Bitdiddle", "Cy Byte"][:count]
    claims = [verified(person(name.split()[0]), record(name)) for name in names]
    Author.objects.filter(claims__in=claims).update(level=at)
    return claims


def vouch(claim: Claim, *by: Claim) -> list[Proof]:
    """The words of these owners for the claim's person."""
    return [
        prove(claim, Proof.Kind.VOUCH, subject=f"{one.pk}", given_by=one.user, details={"claim": one.pk}) for one in by
    ]


def pass_time(days: float) -> None:
    """Everything that is known of claims happened so much earlier."""
    Claim.objects.update(quiet_since=F("quiet_since") - days * DAYS, created_at=F("created_at") - days * DAYS)
    ClaimEvent.objects.update(created_at=F("created_at") - days * DAYS)
    Proof.objects.update(expires_at=F("expires_at") - days * DAYS)
    Objection.objects.update(created_at=F("created_at") - days * DAYS, decided_at=F("decided_at") - days * DAYS)


def story(claim: Claim) -> list[str]:
    """The kinds of what happened to the claim."""
    return list(claim.events.values_list("kind", flat=True))


def told(claim: Claim) -> list[str]:
    """The subjects of what the claim's person was told."""
    return list(Notice.objects.filter(user=claim.user).order_by("id").values_list("subject", flat=True))


def why() -> list[str]:
    """The reasons for which trust was due."""
    return list(TrustDue.objects.order_by("id").values_list("reason", flat=True))

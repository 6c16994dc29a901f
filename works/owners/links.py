"""The links that an owner puts on the record; those of curators and sources are not the owner's to change."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import RawSQL

from profiles import versions
from profiles.models import Author, AuthorLink, Claim, User
from profiles.powers import Power
from works.ledger.decisions import Conflict
from works.owners import acting

MOST = 10
_is_address = URLValidator(schemes=["https"], message="A link is a whole address that begins with https://")
# In the same query as the record, as a JSON list.
_SHOWN = """(SELECT jsonb_agg(jsonb_build_object('url', url, 'label', label, 'origin', origin) ORDER BY id)
    FROM profiles_authorlink WHERE author_id = profiles_author.id)"""
ORIGINS = {
    AuthorLink.Origin.OWNER: "added by the person of this record",
    AuthorLink.Origin.CURATOR: "added by a curator",
    AuthorLink.Origin.SOURCE: "given by a source",
}


def shown() -> RawSQL:
    """The links of an author's record as an annotation: [{url, label, origin}], None where there are none."""
    return RawSQL(_SHOWN, [], models.JSONField())  # noqa: S611 - a constant


def dress(author: Author) -> list[dict[str, str]]:
    """The record's links, read with it by `shown`, with their origin in words."""
    links: list[dict[str, str]] = getattr(author, "shown_links", None) or []
    return [{**link, "name": link["label"] or _host(link["url"]), "words": _words(link["origin"])} for link in links]


def _words(origin: str) -> str:
    return ORIGINS[AuthorLink.Origin(origin)]


def _host(url: str) -> str:
    return url.partition("://")[2].rstrip("/")


def check(url: str) -> str:
    """The address where it can be a link; ValidationError with a sentence where it cannot."""
    _is_address(url)
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise ValidationError("A link holds no log-in name.")
    return url


def add(user: User, author: Author, url: str, label: str = "") -> AuthorLink:
    """The stored link; raises Conflict where it stands there already, or there are too many."""
    with acting.turn_of(user, author, Power.EDIT_LINKS) as owner:
        if _own(owner.author).count() >= MOST:
            raise Conflict(f"A record has at most {MOST} links of its person. Remove one first.")
        try:
            with transaction.atomic():
                link = AuthorLink.objects.create(
                    author=owner.author, url=url, label=label, origin=AuthorLink.Origin.OWNER, added_by=user
                )
        except IntegrityError:
            raise Conflict("This link stands on the record already.") from None
        versions.grow([owner.author.pk])
        return link


def remove(user: User, author: Author, link: int) -> None:
    """Removes a link of the owner's; raises Conflict where there is no such link."""
    with acting.turn_of(user, author, Power.EDIT_LINKS) as owner:
        gone, _ = _own(owner.author).filter(pk=link).delete()
        if not gone:
            raise Conflict("This is no link of yours (any more).")
        versions.grow([owner.author.pk])


def _own(author: Author) -> models.QuerySet[AuthorLink]:
    return AuthorLink.objects.filter(author=author, origin=AuthorLink.Origin.OWNER)


def forget(claim: Claim) -> None:
    """Removes what the claim's person added to the record."""
    _own(claim.author).filter(added_by=claim.user_id).delete()
    versions.grow([claim.author_id])

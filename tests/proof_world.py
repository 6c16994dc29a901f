"""Three co-authors with works in common, for tests of proofs: Ada is claimed by Cleo, Ben and Cy may vouch."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import F

from profiles.claims import verbs
from profiles.models import AffiliationDomain, Author, AuthorLink, Claim, ClaimEvent, Proof, User
from tests.make import feed_page, feed_work, import_bytes
from tests.orcid_server import Person, Work, record
from works.models import SourceProfile

TEAM = ["Ada Lovelace", "Ben Bitdiddle", "Cy Byte"]
TITLE = "Looms That Weave Algebraic Patterns Into Silk"
OTHER = "Ventilation of Alpine Tunnels During Cold Months"
IDENTIFIER = "0000-0002-1825-0097"


def team() -> tuple[Author, Author, Author]:
    """The records of Ada, Ben and Cy, who wrote one work together; Ada has another one of her own."""
    shared = feed_work(TITLE, TEAM, complete=True)
    own = feed_work(OTHER, ["Ada Lovelace"], complete=True)
    import_bytes(
        feed_page("Ada Lovelace", [shared, own]), feed_page("Ben Bitdiddle", [shared]), feed_page("Cy Byte", [shared])
    )
    found = {author.name: author for author in Author.objects.filter(name__in=TEAM)}
    ada, ben, cy = (found[name] for name in TEAM)
    return ada, ben, cy


def somebody(name: str) -> User:
    """An account with a confirmed address, and without a password, which takes its time to be made."""
    user = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def claim_of(author: Author, user: User | None = None, name: str = "Cleo") -> Claim:
    """An open claim on this record, under its name."""
    return verbs.open_claim(user or somebody(name), author, author.name, "Ask my students.")


def owned(author: Author, name: str, level: int = 3) -> User:
    """Somebody who owns this record at this level, from L3 on by a curator's word."""
    user, state = somebody(name), Claim.State.VERIFIED if level >= 3 else Claim.State.PENDING
    claim = Claim.objects.create(author=author, user=user, name=author.name, state=state, is_owner=True)
    for kind in (Proof.Kind.EMAIL, *([Proof.Kind.CURATOR] if level >= 3 else [])):
        Proof.objects.create(claim=claim, kind=kind, subject=user.email, state=Proof.State.PROVEN)
    Author.objects.filter(pk=author.pk).update(level=level)
    return user


def works_at(author: Author, affiliation: str) -> None:
    """What a source says of where the person works."""
    SourceProfile.objects.filter(author=author).update(affiliation=affiliation)


def tie(domain: str, affiliation: str) -> AffiliationDomain:
    """A domain that a curator tied to an affiliation, by the rules for it."""
    made = AffiliationDomain(domain=domain, affiliation=affiliation)
    made.full_clean()
    made.save()
    return made


def add_address(user: User, email: str, *, verified: bool = True) -> str:
    """One more address of the account."""
    EmailAddress.objects.create(user=user, email=email, verified=verified)
    return email


def stood(claim: Claim, days: float) -> Claim:
    """The claim, which was opened so much earlier."""
    early = timedelta(days=days)
    Claim.objects.filter(pk=claim.pk).update(quiet_since=F("quiet_since") - early)
    ClaimEvent.objects.filter(claim=claim).update(created_at=F("created_at") - early)
    claim.refresh_from_db()
    return claim


def list_link(author: Author, url: str, origin: AuthorLink.Origin = AuthorLink.Origin.SOURCE) -> AuthorLink:
    """A link on the record."""
    return AuthorLink.objects.create(author=author, url=url, origin=origin)


def connect(user: User, *works: Work, identifier: str = IDENTIFIER) -> SocialAccount:
    """The account, connected with an ORCID iD whose record lists these works."""
    told = record(Person(orcid=identifier, works=works))
    return SocialAccount.objects.create(user=user, provider="orcid", uid=identifier, extra_data=told)


def level(author: Author) -> int:
    """The record's level as it is stored."""
    return Author.objects.get(pk=author.pk).level

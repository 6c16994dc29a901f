"""Everything that is stored about a person, for that person alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.utils import timezone

from profiles.conversations import blocks
from profiles.models import (
    AuthorLink,
    Claim,
    ClaimEvent,
    Contest,
    Conversation,
    Digest,
    Follow,
    Message,
    Notice,
    Proof,
    Report,
    ReportReading,
    User,
)
from works.models import Decision, ImportBatch, SubjectFollow

type Rows = list[dict[str, Any]]

ACCOUNT = (
    "email", "name", "digest", "notices_by_mail", "date_joined", "last_login", "is_active", "is_staff", "is_superuser",
)  # fmt: skip
CLAIM = (
    "id", "author__public_id", "author__name", "name", "text", "state", "is_owner", "reason", "created_at",
    "decided_at", "appealed_at", "quiet_since",
)  # fmt: skip
PROOF = ("kind", "state", "subject", "reason", "details", "proven_at", "expires_at", "ended_at", "created_at")
CONVERSATION = (
    "id", "subject", "text", "work_public_id", "work_title", "state", "from_author__name", "to_author__name",
    "created_at", "answered_at", "newest_at",
)  # fmt: skip
DECISION = (
    "id", "kind", "reason", "author__public_id", "other__public_id", "work__public_id", "other_work__public_id",
    "evidence", "details", "in_force", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file, and which columns that name a person it is read by."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[User], Any]


def _plain(model: type[Model], column: str, *fields: str) -> Callable[[User], Rows]:
    found: QuerySet[Any] = model._default_manager.order_by("pk")
    return lambda user: list(found.filter(**{column: user}).values(*fields))


def _claims(user: User) -> Rows:
    claims: Rows = list(Claim.objects.filter(user=user).order_by("id").values(*CLAIM))
    under = {"claim__user": user}
    told = {
        "events": ClaimEvent.objects.filter(**under).order_by("id").values("claim", "kind", "text", "created_at"),
        "proofs": Proof.objects.filter(**under).order_by("id").values("claim", *PROOF),
        # What somebody else wrote in a contest is theirs; that there was one, and what came of it, is not.
        "contests": Contest.objects.filter(**under).order_by("id").values("claim", "state", "reason", "created_at"),
    }
    for name, rows in told.items():
        grouped = _by(rows, "claim")
        for claim in claims:
            claim[name] = grouped.get(claim["id"], [])
    return claims


def _conversations(user: User) -> Rows:
    mine = Conversation.objects.of(user).order_by("id")
    found: Rows = list(mine.values(*CONVERSATION, "sender"))
    written = Message.objects.filter(conversation__in=mine.order_by().values("id")).order_by("id")
    messages = _by(written.values("conversation", "writer", "text", "created_at"), "conversation")
    for conversation in found:
        conversation["you"] = "invited" if conversation.pop("sender") == user.pk else "were invited"
        conversation["messages"] = [
            {"from": "you" if message.pop("writer") == user.pk else "the other side", **message}
            for message in messages.get(conversation["id"], [])
        ]
    return found


def _blocks(user: User) -> Rows:
    # By the record they were met with: what else they claim is theirs.
    return [{"whom": person.name, "created_at": block.created_at} for block, person in blocks.listed(user)]


def _by(rows: Any, key: str) -> dict[Any, Rows]:
    found: dict[Any, Rows] = {}
    for row in rows:
        found.setdefault(row.pop(key), []).append(row)
    return found


def _at_the_desk(user: User) -> Rows:
    entries = LogEntry.objects.filter(user=user).order_by("id")
    return [{**entry} for entry in entries.values("action_time", "object_repr", "change_message")]


PARTS = (
    Part("account", (), lambda user: User.objects.filter(pk=user.pk).values(*ACCOUNT).get()),
    Part(
        "groups",
        ("profiles.User_groups.user",),
        lambda user: list(user.groups.order_by("id").values_list("name", flat=True)),
    ),
    Part(
        "permissions",
        ("profiles.User_user_permissions.user",),
        lambda user: list(user.user_permissions.order_by("id").values_list("codename", flat=True)),
    ),
    Part(
        "addresses",
        ("account.EmailAddress.user",),
        _plain(EmailAddress, "user", "email", "verified", "primary"),
    ),
    # Without what is secret in them: whoever gets hold of the file cannot log in with it.
    Part(
        "second_factors",
        ("mfa.Authenticator.user",),
        _plain(Authenticator, "user", "type", "created_at", "last_used_at"),
    ),
    Part(
        "orcid",
        ("socialaccount.SocialAccount.user",),
        _plain(SocialAccount, "user", "provider", "uid", "extra_data", "date_joined", "last_login"),
    ),
    Part("claims", ("profiles.Claim.user",), _claims),
    Part(
        "contests_you_opened",
        ("profiles.Contest.user",),
        _plain(Contest, "user", "claim__author__public_id", "text", "state", "reason", "created_at", "decided_at"),
    ),
    Part(
        "vouches_and_proofs_you_gave",
        ("profiles.Proof.given_by",),
        _plain(Proof, "given_by", "kind", "state", "claim__author__public_id", "proven_at", "ended_at", "created_at"),
    ),
    Part(
        "links_you_added",
        ("profiles.AuthorLink.added_by",),
        _plain(AuthorLink, "added_by", "author__public_id", "url", "label", "created_at"),
    ),
    Part(
        "follows",
        ("profiles.Follow.user",),
        _plain(Follow, "user", "author__public_id", "author__name", "tell", "created_at"),
    ),
    Part(
        "follows_of_subjects",
        ("works.SubjectFollow.user",),
        _plain(SubjectFollow, "user", "topic__name", "institution__name", "tell", "created_at"),
    ),
    Part(
        "notices",
        ("profiles.Notice.user",),
        _plain(Notice, "user", "subject", "text", "url", "by_mail", "mailed_at", "read_at", "created_at"),
    ),
    Part("digests", ("profiles.Digest.user",), _plain(Digest, "user", "period", "since", "until", "sent_at")),
    Part(
        "conversations",
        ("profiles.Conversation.sender", "profiles.Conversation.recipient", "profiles.Message.writer"),
        _conversations,
    ),
    Part("blocks", ("profiles.Block.user",), _blocks),
    Part(
        "reports_you_made",
        ("profiles.Report.user",),
        _plain(Report, "user", "conversation__subject", "text", "state", "outcome", "created_at", "decided_at"),
    ),
    Part("decisions", ("works.Decision.actor",), _plain(Decision, "actor", *DECISION)),
    Part(
        "what_you_did_with_claims",
        ("profiles.ClaimEvent.actor",),
        _plain(ClaimEvent, "actor", "claim__author__public_id", "kind", "text", "created_at"),
    ),
    Part(
        "pages_you_handed_in",
        ("works.ImportBatch.created_by",),
        _plain(ImportBatch, "created_by", "id", "created_at"),
    ),
    Part(
        "reported_conversations_you_read",
        ("profiles.ReportReading.reader",),
        _plain(ReportReading, "reader", "report", "created_at"),
    ),
    Part("at_the_desk", ("admin.LogEntry.user",), _at_the_desk),
)

# Columns that name a person and are in no part, each with the reason.
LEFT_OUT = {
    "profiles.Block.blocked": "Who blocked somebody is that person's own; the blocked one is not told.",
    "profiles.Claim.decided_by": "The same decision is in what_you_did_with_claims, with its reason.",
    "profiles.Contest.decided_by": "The same decision is in what_you_did_with_claims, with its reason.",
    "profiles.Objection.decided_by": "An objection is about somebody else's record, and not the curator's.",
    "profiles.Report.decided_by": "A report is about somebody else's conversation, and not the curator's.",
}


def of(user: User) -> dict[str, Any]:
    """Everything stored about the person; as many queries for much as for little."""
    return {"made_at": timezone.now(), **{part.name: part.rows(user) for part in PARTS}}

"""Claims: who says that a record is theirs, what proves it, who contests it, and everything that became of it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from profiles.models.authors import Author


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Reads of claims."""

    def open(self) -> ClaimQuerySet:
        """Claims that are neither refused nor withdrawn."""
        return self.filter(state__in=Claim.OPEN)

    def owning(self) -> ClaimQuerySet:
        """Claims whose person owns the record (L2 and above), also while somebody contests it."""
        return self.filter(is_owner=True)


class Claim(models.Model):
    """One person says that one record is theirs."""

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        ON_HOLD = "on_hold", "on hold"
        VERIFIED = "verified", "verified"
        REFUSED = "refused", "refused"
        WITHDRAWN = "withdrawn", "withdrawn"
        CONTESTED = "contested", "contested"

    OPEN = (State.PENDING, State.ON_HOLD, State.VERIFIED, State.CONTESTED)

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="claims")
    # None once the account was deleted: the ledger keeps what was done without the name.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="claims"
    )
    name = models.CharField(max_length=300, help_text="The name under which the person publishes, as they give it.")
    text = models.TextField(blank=True, help_text="Why the record is theirs, in their words.")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    is_owner = models.BooleanField(default=False, help_text="Whether the person owns the record (L2 and above).")
    reason = models.TextField(blank=True, help_text="Why it is in its state, in a sentence for the person.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decided_claims"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True, help_text="When it was put before another curator.")
    # The time without objection after which a claim with a matching name becomes L2 by itself begins here.
    quiet_since = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(db_default=Now())

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        permissions = (("decide_claim", "Can decide claims, contests and objections"),)
        indexes = (
            models.Index(
                fields=("quiet_since",), condition=Q(state="pending", is_owner=False), name="claims_that_wait"
            ),
            models.Index(fields=("state", "-id"), name="claims_by_state"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("user", "author"),
                condition=Q(state__in=("pending", "on_hold", "verified", "contested")),
                name="one_open_claim_per_person_and_record",
            ),
            models.UniqueConstraint(fields=("author",), condition=Q(is_owner=True), name="one_owner_per_record"),
            models.CheckConstraint(
                condition=Q(is_owner=False) | ~Q(state__in=("refused", "withdrawn")), name="an_owner_has_an_open_claim"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(is_owner=True), name="who_is_verified_owns_the_record"
            ),
        )

    def __str__(self) -> str:
        return f"Claim {self.pk} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether the claim is neither refused nor withdrawn."""
        return self.state in self.OPEN


class ClaimEvent(models.Model):
    """One thing that happened to a claim, with who did it and why: lines are only ever added."""

    class Kind(models.TextChoices):
        OPENED = "opened", "opened"
        REOPENED = "reopened", "reopened"
        APPEALED = "appealed", "put before another curator"
        HELD = "held", "put on hold"
        CLAIMED = "claimed", "claimed"
        VERIFIED = "verified", "verified"
        LOWERED = "lowered", "level lowered"
        REFUSED = "refused", "refused"
        WITHDRAWN = "withdrawn", "withdrawn"
        CONTESTED = "contested", "contested"
        KEPT = "kept", "contest dismissed"
        ROLLED_BACK = "rolled_back", "rolled back"
        PROVEN = "proven", "proof added"
        LOST = "lost", "proof lost"
        MOVED = "moved", "moved with a merge"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    # None for what the site did by itself.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    text = models.TextField(help_text="What happened and why, in a sentence.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text


class ProofQuerySet(models.QuerySet["Proof"]):
    """Reads of proofs."""

    def live(self, now: dt.datetime | None = None) -> ProofQuerySet:
        """Proofs that hold now: found true, not ended, not expired."""
        in_time = Q(expires_at=None) | Q(expires_at__gt=now or timezone.now())
        return self.filter(in_time, state=Proof.State.PROVEN)


class Proof(models.Model):
    """One piece of evidence that the person of a claim is the person of the record: see works.proofs."""

    class Kind(models.TextChoices):
        EMAIL = "email", "confirmed e-mail address"
        AFFILIATION = "affiliation", "e-mail address at an affiliation"
        ORCID = "orcid", "ORCID record with a shared work"
        HOMEPAGE = "homepage", "link from a listed homepage"
        VOUCH = "vouch", "a co-author's word"
        CURATOR = "curator", "a curator's word"
        REVIEW = "review", "a curator's recorded review"

    class State(models.TextChoices):
        CHECKING = "checking", "being checked"
        PROVEN = "proven", "holds"
        FAILED = "failed", "could not be shown"
        ENDED = "ended", "ended"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    subject = models.CharField(max_length=500, help_text="What proves it: an address, an ORCID iD, a link, a voucher.")
    reason = models.TextField(blank=True, help_text="Why it holds, or does not, in a sentence for the person.")
    details = models.JSONField(default=dict)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="given_proofs"
    )
    proven_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="None where it holds until it is taken back.")
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("expires_at",), condition=Q(state="proven"), name="proofs_that_expire"),)
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "kind", "subject"),
                condition=Q(state__in=("checking", "proven")),
                name="a_proof_is_given_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class Contest(models.Model):
    """Somebody says that a claim is wrong; the owner's powers rest until a curator has decided."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        UPHELD = "upheld", "upheld: the claim was rolled back"
        DISMISSED = "dismissed", "dismissed"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="contests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="contests"
    )
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    claim_state = models.CharField(max_length=10, help_text="The claim's state before, which a dismissal restores.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decided_contests"
    )
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("claim",), condition=Q(state="open"), name="one_open_contest_per_claim"),
        )

    def __str__(self) -> str:
        return f"Contest {self.pk} ({self.get_state_display()})"

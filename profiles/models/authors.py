"""Public records of authors, and the history of how far each can be trusted."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate, Now
from django.urls import reverse

from profiles import names
from profiles.addresses import address, name_address
from profiles.identifiers import LENGTH, new_public_id

# In the same query as the record: a page made from nothing is mostly waiting for answers.
_NAMESAKES = """(SELECT count(*) FROM (
    SELECT 1 FROM profiles_author other
    WHERE other.folded_name = profiles_author.folded_name AND other.merged_into_id IS NULL AND other.level >= 1
    AND other.hidden_at IS NULL
    AND other.id <> profiles_author.id LIMIT 100) AS counted)"""


# Records that readers find, as AuthorQuerySet.public() says it; also for statements that Django does not write.
PUBLIC_SQL = "merged_into_id IS NULL AND level >= 1 AND hidden_at IS NULL"
_PUBLIC = Q(merged_into=None, level__gte=1, hidden_at=None)
_LAST_WORD_FIRST = Func(
    F("folded_name"), Value(r"^(.+) (\S+)$"), Value(r"\2 \1"), function="regexp_replace",
    output_field=models.CharField(max_length=300),
)  # fmt: skip


# As the index authors_by_start has them.
_BY_NAME = Collate(F("folded_name"), "C")


class AuthorQuerySet(models.QuerySet["Author"]):
    """Reads of author records that say what they mean."""

    def standing(self) -> AuthorQuerySet:
        """Records that were not merged into another."""
        return self.filter(merged_into=None)

    def public(self) -> AuthorQuerySet:
        """Records a reader may find: standing, with at least one imported work (L1), and not hidden."""
        return self.standing().filter(level__gte=1, hidden_at=None)

    def hold_survivor(self, pk: int) -> Author:
        """The row of this record, or of the one that absorbed it, held until the transaction ends."""
        # The record's own row first, as a merge takes it: otherwise the two wait for each other, or a change is lost.
        held = self.select_for_update().get(pk=pk)
        return held if held.merged_into_id is None else self.select_for_update().get(pk=held.merged_into_id)

    def with_namesakes(self) -> AuthorQuerySet:
        """The records with `namesakes`: how many other public records carry the name, counted up to a hundred."""
        # Counted when a page is made, and no further than a reader would: a common name has thousands.
        return self.annotate(namesakes=RawSQL(_NAMESAKES, [], models.IntegerField()))  # noqa: S611 - a constant

    def with_due(self) -> AuthorQuerySet:
        """The records with `trust_is_due`: whether a worker is still to compute their score anew."""
        due = TrustDue.objects.filter(author=models.OuterRef("pk"))
        return self.annotate(trust_is_due=models.Exists(due))

    def by_name(self) -> AuthorQuerySet:
        """In the order of names; people are never ordered by a number."""
        return self.order_by(_BY_NAME, "id")

    def of_name(self, folded: str) -> AuthorQuerySet:
        """Those of exactly this folded name."""
        # A range of one name: of an equality the database may make a walk through all records in their order.
        return self.alias(by=_BY_NAME).filter(by__gte=folded, by__lte=folded)

    def after(self, place: str) -> AuthorQuerySet:
        """Those who come after this place (Author.place) in the order of names; everyone where it is none."""
        name, _, pk = place.replace("\0", "").rpartition("~")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            return self
        # The first of the two is a range of the index, which an OR alone is not.
        return self.alias(by=_BY_NAME).filter(Q(by__gt=name) | Q(by=name, id__gt=int(pk)), by__gte=name)


class Author(models.Model):
    """One person as the site shows them: a record that works are linked to, claimed or not."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300, db_index=True)
    turned_name = models.GeneratedField(
        expression=_LAST_WORD_FIRST, output_field=models.CharField(max_length=300), db_persist=True,
        help_text="The folded name with its last word first, for who looks for the family name.",
    )  # fmt: skip
    slug = models.CharField(max_length=80)
    imported_name = models.CharField(max_length=300, blank=True, help_text="The name before a curator edited it.")
    # What a source says of the person; "" is "not imported", which differs from none.
    role = models.CharField(max_length=100, blank=True)
    affiliation = models.CharField(max_length=300, blank=True)
    open_to_collaborate = models.BooleanField(null=True)

    level = models.PositiveSmallIntegerField("verification level", default=0)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    merge_reason = models.TextField(blank=True)
    locked = models.JSONField(default=dict, help_text="{field: value} that curators typed; an import leaves it.")
    proposals = models.JSONField(default=dict, help_text="{field: value} that an import would have set.")
    # Written by the verbs of claims, owners and objections.
    contested_at = models.DateTimeField(null=True, blank=True, help_text="While its claim is contested: since when.")
    renamed_at = models.DateTimeField(null=True, blank=True, help_text="Since when printed names of old are not shown.")
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="Since when an objection hides the record.")
    hides_metrics = models.BooleanField(default=False, help_text="Whether its owner hides computed metrics.")

    # Derived, written by works.refresh and profiles.follows only; a page reads them instead of counting.
    works_count = models.PositiveIntegerField(default=0)
    topics_count = models.PositiveIntegerField(default=0)
    coauthors_count = models.PositiveIntegerField(default=0)
    followers_count = models.PositiveIntegerField(default=0)
    trust_score = models.PositiveSmallIntegerField(default=0)
    trust_inputs = models.JSONField(default=dict)
    side = models.JSONField(default=dict, help_text="What the page shows beside the works: see works.side.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with every change a reader could see.")
    created_at = models.DateTimeField(db_default=Now())

    objects = AuthorQuerySet.as_manager()

    class Meta:
        # Those of search (works.search) in the order of bytes: a beginning of a name is then a range of any of them.
        indexes = (
            models.Index(F("folded_name"), F("id"), condition=Q(merged_into=None), name="authors_by_name"),
            models.Index(Collate("folded_name", "C"), F("id"), condition=_PUBLIC, name="authors_by_start"),
            models.Index(Collate("turned_name", "C"), F("id"), condition=_PUBLIC, name="authors_by_family_name"),
            GinIndex(OpClass(F("folded_name"), name="gin_trgm_ops"), condition=_PUBLIC, name="authors_by_likeness"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(level__lte=4), name="there_are_levels_0_to_4"),
            models.CheckConstraint(condition=Q(trust_score__lte=100), name="trust_is_at_most_100"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="no_author_is_merged_into_itself"),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str, **fields: Any) -> Author:
        """An unsaved record with the keys that belong to this name."""
        return cls(name=name, folded_name=names.fold(name), slug=names.slug(name), **fields)

    @property
    def place(self) -> str:
        """Where the record stands in the order of names."""
        return f"{self.folded_name}~{self.pk}"

    @property
    def hides_affiliation(self) -> bool:
        """Whether the record's owner hides where they work: a lock on nothing, where a curator's is on "" for none."""
        return "affiliation" in self.locked and self.locked["affiliation"] is None

    def get_absolute_url(self) -> str:
        """The canonical address of the profile."""
        return address(self.public_id, self.slug)

    def get_name_url(self) -> str:
        """The page of everyone of the name; of all names where nothing of this one is left when it is folded."""
        return name_address(self.folded_name) if self.folded_name else reverse("authors")


class TrustScore(models.Model):
    """One line of an author's trust history: the score, what it was computed from, and why it was computed anew."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="trust_history")
    score = models.PositiveSmallIntegerField()
    change = models.SmallIntegerField(default=0, help_text="By how many points the line moved the score.")
    version = models.CharField(max_length=20)
    inputs = models.JSONField()
    reason = models.CharField(max_length=300)
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-computed_at", "-id")

    def __str__(self) -> str:
        return f"{self.author_id}: {self.score} ({self.version})"


class TrustDue(models.Model):
    """A record whose trust has to be computed anew, and why; a worker takes the line when it has done so."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="trust_due")
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "trust due"

    def __str__(self) -> str:
        return f"{self.author_id}: {self.reason}"

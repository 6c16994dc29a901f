"""The ledger: who decided what of whom, on what evidence; and the questions that wait for a person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from profiles.models import Author, Claim
from works.models.imports import ImportPage
from works.models.listings import SourceProfile
from works.models.works import Authorship, Work


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads of the ledger."""

    def in_force(self) -> DecisionQuerySet:
        """Decisions that nobody has undone."""
        return self.filter(in_force=True)

    def of_people(self) -> DecisionQuerySet:
        """What people decided; a machine never reverses it."""
        return self.filter(machine="")


class Decision(models.Model):
    """One line of the ledger; lines are only ever added, and `in_force` is what their undo lines leave of each."""

    class Kind(models.TextChoices):
        LINK = "link", "linked to an author"
        MERGE = "merge", "same person"
        SPLIT = "split", "split off"
        APART = "apart", "different people"
        KEEP = "keep", "belongs with the rest"
        SAME_WORK = "same_work", "same work"
        OTHER_WORK = "other_work", "different works"
        LOCK = "lock", "field edited and locked"
        ROLL_BACK = "roll_back", "batch rolled back"
        UNDO = "undo", "undone"

    kind = models.CharField(max_length=12, choices=Kind)
    machine = models.CharField(max_length=60, blank=True, help_text='Name@version of the rules; "" for a person.')
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    reason = models.TextField(help_text="Why, in a sentence.")
    # Merge: who is absorbed, and who stays. Split: who it is split from, and the new author. Apart: the two.
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    other = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions_of_other"
    )
    work = models.ForeignKey(Work, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    other_work = models.ForeignKey(
        Work, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions_of_other"
    )
    page = models.ForeignKey(ImportPage, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    # Under which claim an owner of a record decided: all of it is taken back with the claim.
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    score = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=list, help_text="[{feature, value, points, text}]")
    details = models.JSONField(default=dict, help_text="Of a lock {field, value}; of a roll-back {batch}.")
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    # What followed from another decision is undone with it.
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    in_force = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        permissions = (
            ("decide", "Can decide who is who, and undo it"),
            ("edit_fields", "Can edit and lock fields of records"),
        )
        indexes = (
            models.Index(fields=("created_at",), condition=Q(kind="roll_back"), name="roll_backs"),
            # The desk's list of what people decided, and of each kind: few among the lines of the rules.
            models.Index(fields=("-id",), condition=Q(machine=""), name="decisions_of_people"),
            models.Index(fields=("kind", "-id"), name="decisions_by_kind"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("author",), condition=Q(kind="merge", in_force=True), name="an_author_is_absorbed_once"
            ),
            models.UniqueConstraint(
                fields=("work",), condition=Q(kind="same_work", in_force=True), name="a_work_is_absorbed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


class Assignment(models.Model):
    """Under a decision: a mention or a source profile is given to an author; with the evidence, the refused one's too.

    Who somebody is follows from these: the newest in force, a person's above a machine's, then along the merges.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="assignments")
    mention = models.ForeignKey(Authorship, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments")
    profile = models.ForeignKey(
        SourceProfile, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments"
    )
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="assignments")
    reason = models.TextField()
    # The best candidate: the author, or, where the mention got a record of its own, who was refused.
    candidate = models.ForeignKey(Author, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=list, help_text="[{feature, value, points, text}]")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(mention=None) ^ Q(profile=None), name="either_a_mention_or_a_profile_is_assigned"
            ),
        )

    def __str__(self) -> str:
        return self.reason


class QuestionQuerySet(models.QuerySet["Question"]):
    """Reads of the queue."""

    def open(self) -> QuestionQuerySet:
        """Questions that wait for an answer."""
        return self.filter(state=Question.State.OPEN)

    def strongest_first(self) -> QuestionQuerySet:
        """In the order of the queue: what was skipped comes last."""
        return self.order_by(models.F("skipped_at").asc(nulls_first=True), "-strength", "id")


class Question(models.Model):
    """What the machine would not decide: one thing to look at, with the evidence in words."""

    class Kind(models.TextChoices):
        PERSON = "person", "Same person?"
        SPLIT = "split", "Split?"
        WORK = "work", "Same work?"
        MISFIT = "misfit", "Does not fit?"

    class State(models.TextChoices):
        OPEN = "open"
        SAME = "same", "same"
        DIFFERENT = "different", "different"
        # Answered by what was decided elsewhere, e.g. a merge of both.
        MOOT = "moot", "no longer a question"

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # The same question is asked once: what it is about, as a key.
    key = models.CharField(max_length=120, unique=True)
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    other = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.CASCADE, related_name="questions_of_other"
    )
    work = models.ForeignKey(Work, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    other_work = models.ForeignKey(
        Work, null=True, blank=True, on_delete=models.CASCADE, related_name="questions_of_other"
    )
    mentions = ArrayField(models.BigIntegerField(), default=list, help_text="The authorships in doubt.")
    name = models.CharField(max_length=300, help_text="The folded name, or the title, that it is found by.")
    strength = models.FloatField(help_text="How much speaks for it: strongest first.")
    evidence = models.JSONField(default=list, help_text="[{feature, value, points, text}]")
    page = models.ForeignKey(ImportPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers")
    skipped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                models.F("skipped_at").asc(nulls_first=True),
                models.F("strength").desc(),
                "id",
                condition=Q(state="open"),
                name="questions_strongest_first",
            ),
            models.Index(
                fields=("name",),
                opclasses=("varchar_pattern_ops",),
                condition=Q(state="open"),
                name="open_questions_by_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Frequency(models.Model):
    """How often a name, a title word, a venue or a place was seen here; see works.identity.terms.Knowledge."""

    class Kind(models.TextChoices):
        TOTAL = "total"
        NAME = "name"
        FAMILY = "family"
        GIVEN = "given"
        INITIAL = "initial"
        WORD = "word"
        VENUE = "venue"
        PLACE = "place"

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.TextField()
    count = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "frequencies"
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="each_key_is_counted_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.count}"

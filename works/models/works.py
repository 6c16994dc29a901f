"""Works, who wrote them, and what they are about."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate, Left, Lower, Now
from django.urls import reverse

from profiles.identifiers import LENGTH, new_public_id
from profiles.models import Author


class Topic(models.Model):
    """A subject as an archive codes it ("LG"), with its full name where the code is known."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_default="")
    slug = models.SlugField(max_length=80, unique=True)
    followers_count = models.PositiveIntegerField(default=0)
    works_count = models.PositiveIntegerField(db_default=0, help_text="Kept up to date by works.imports.tags.")

    class Meta:
        indexes = (
            models.Index(Collate("folded_name", "C"), F("id"), name="topics_by_start"),
            GinIndex(OpClass(F("folded_name"), name="gin_trgm_ops"), name="topics_by_likeness"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The topic's page."""
        return reverse("topic", args=[self.slug])


class Institution(models.Model):
    """An institution as a source names it."""

    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300, db_default="")
    slug = models.SlugField(max_length=80, unique=True)
    followers_count = models.PositiveIntegerField(default=0)
    works_count = models.PositiveIntegerField(db_default=0, help_text="Kept up to date by works.imports.tags.")

    class Meta:
        indexes = (
            models.Index(Collate("folded_name", "C"), F("id"), name="institutions_by_start"),
            GinIndex(OpClass(F("folded_name"), name="gin_trgm_ops"), name="institutions_by_likeness"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The institution's page."""
        return reverse("institution", args=[self.slug])


class WorkQuerySet(models.QuerySet["Work"]):
    """Reads of works."""

    def standing(self) -> WorkQuerySet:
        """Works that somebody lists and that are not another version of one that is shown."""
        return self.filter(is_listed=True, merged_into=None)


class Work(models.Model):
    """One scholarly work, joined from every listing that reports it; texts are stored ready to show."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    title = models.TextField(help_text="Plain text.")
    title_html = models.TextField(help_text="Safe HTML with MathML.")
    slug = models.CharField(max_length=80)
    squash = models.TextField(help_text="The key of equal titles: see works.tex.squash.")
    abstract_html = models.TextField(blank=True, help_text='Safe HTML; "" where no source gave one.')
    abstract_key = models.TextField(blank=True, help_text="See works.tex.abstract_fingerprint.")
    abstract_cut = models.BooleanField(default=False)
    kind = models.CharField(max_length=40, blank=True)
    host = models.CharField(max_length=100, blank=True, help_text="Where it was published, e.g. arXiv.")
    published_on = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    ordered_on = models.DateField(null=True, blank=True, help_text="The date, or the first day of the year.")
    has_code = models.BooleanField(default=False)
    heat = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    heat_on = models.DateField(null=True, blank=True, help_text="When the heat was captured.")
    byline_complete = models.BooleanField(default=False)
    byline_length = models.PositiveIntegerField(default=0, help_text="How many names the longest byline prints.")
    citations = models.PositiveIntegerField(null=True, blank=True, help_text="None where no source reports it.")
    citations_on = models.DateField(null=True, blank=True, help_text="When the citations were counted.")
    code_url = models.URLField(
        max_length=500, blank=True, db_default="", help_text="Where the abstract says its code is."
    )
    topics = models.ManyToManyField(Topic, through="WorkTopic", related_name="works")
    institutions = models.ManyToManyField(Institution, through="WorkInstitution", related_name="works")
    authors = models.ManyToManyField(
        Author, through="Authorship", through_fields=("work", "author"), related_name="works"
    )

    identifiers = ArrayField(models.TextField(), default=list, blank=True, help_text="scheme:value, e.g. a DOI.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    is_listed = models.BooleanField(default=True, help_text="Whether an imported page lists it.")
    locked = models.JSONField(default=dict, help_text="{field: value} that curators typed; an import leaves it.")
    proposals = models.JSONField(default=dict, help_text="{field: value} that an import would have set.")

    # Derived at import: the work as a list shows it (works.cards), and the version of the template that made it.
    card = models.TextField(blank=True)
    card_version = models.CharField(max_length=12, blank=True, db_index=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = WorkQuerySet.as_manager()

    class Meta:
        # A hash index: titles may be longer than a B-tree row may be.
        indexes = (
            HashIndex(fields=("squash",), name="works_by_squashed_title"),
            models.Index(F("ordered_on").desc(nulls_last=True), "id", name="works_newest_first"),
            GinIndex(fields=("identifiers",), name="works_by_identifier"),
            models.Index(F("created_at").desc(), F("id").desc(), name="works_first_seen_last"),
            # Whether a work is news (works.feed.finding) is read for many that are none: without their long texts.
            models.Index(
                fields=("id",),
                include=("published_on", "ordered_on", "created_at"),
                condition=Q(is_listed=True, merged_into=None),
                name="works_that_may_be_news",
            ),
            # Of a title that is longer than a row of an index may be, the beginning.
            models.Index(OpClass(Lower(Left("title", 100)), name="text_pattern_ops"), name="works_by_start_of_title"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The canonical address of the work."""
        return reverse("work", args=[self.public_id, self.slug])


class WorkText(models.Model):
    """The texts of a standing work that are searched and exported, beside the work: lists never read them.

    Written with the work's facts; a work that is merged or that nobody lists has none.
    """

    work = models.OneToOneField(Work, on_delete=models.CASCADE, primary_key=True, related_name="text")
    title_tex = models.TextField(help_text="The title as its source writes it, TeX and all.")
    abstract = models.TextField(blank=True, help_text="Plain text.")
    marks = ArrayField(models.TextField(), default=list, db_default=[], help_text="See works.search.marks.")
    vector = SearchVectorField(help_text="The words of title (A) and abstract (B) in ASCII, and the marks.")

    class Meta:
        indexes = (GinIndex(fields=("vector",), name="works_by_their_words"),)

    def __str__(self) -> str:
        return self.title_tex


class WorkTopic(models.Model):
    """A topic that a standing work carries, with the work's place in the order of time."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE)
    ordered_on = models.DateField(null=True, help_text="The work's.")

    class Meta:
        db_table = "works_work_topics"
        constraints = (models.UniqueConstraint(fields=("work", "topic"), name="a_work_carries_a_topic_once"),)
        indexes = (
            models.Index(fields=("topic", "work"), name="works_of_a_topic"),
            models.Index(F("topic"), F("ordered_on").desc(nulls_last=True), F("work").desc(), name="newest_of_a_topic"),
        )

    def __str__(self) -> str:
        return f"{self.work_id}: {self.topic_id}"


class WorkInstitution(models.Model):
    """An institution that a source tags a standing work with, with the work's place in the order of time."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    ordered_on = models.DateField(null=True, help_text="The work's.")

    class Meta:
        db_table = "works_work_institutions"
        constraints = (
            models.UniqueConstraint(fields=("work", "institution"), name="a_work_carries_an_institution_once"),
        )
        indexes = (
            models.Index(fields=("institution", "work"), name="works_of_an_institution"),
            models.Index(
                F("institution"), F("ordered_on").desc(nulls_last=True), F("work").desc(),
                name="newest_of_an_institution",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.work_id}: {self.institution_id}"


class Authorship(models.Model):
    """One author slot of one work, as a byline prints it (a mention); without a position where the byline hides it.

    `author`, `position` and `aside` follow from the ledger and the best byline: see works.ledger.slots.
    """

    class Aside(models.TextChoices):
        """Why a slot stands for nobody; "" where it has an author."""

        DOUBLE = "double", "its author has another slot of the work"
        WITHDRAWN = "withdrawn", "no imported page lists it any more"
        NOBODY = "nobody", "not a person's name"

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="authorships")
    # Where the slot was found: `work` differs once that was joined to another.
    base_work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="own_authorships")
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.PROTECT, related_name="authorships")
    aside = models.CharField(max_length=9, choices=Aside, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True, help_text="1 is first; none where it is not known.")
    printed_name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300)
    reason = models.TextField(help_text="Why this slot is this author's, in a sentence.")
    blocks = ArrayField(models.TextField(), default=list, help_text="See works.identity.naming.block_keys.")
    identifiers = ArrayField(models.TextField(), default=list, blank=True, help_text="scheme:value, e.g. an ORCID iD.")
    affiliations = ArrayField(models.TextField(), default=list, blank=True)
    is_doubted = models.BooleanField(default=False, help_text="An open question asks whether it is the author's.")

    class Meta:
        # CompositePrimaryKey on a through model makes a migration that crashes: an id and constraints instead.
        constraints = (
            models.UniqueConstraint(fields=("work", "author"), name="nobody_writes_a_work_twice"),
            models.UniqueConstraint(fields=("work", "position"), name="one_author_per_position"),
            models.CheckConstraint(
                condition=Q(aside="", author__isnull=False) | (~Q(aside="") & Q(author=None)),
                name="a_slot_has_an_author_or_stands_aside",
            ),
        )
        indexes = (
            models.Index(fields=("author", "work"), name="authorships_by_author"),
            GinIndex(fields=("blocks",), name="authorships_by_block"),
            GinIndex(fields=("identifiers",), name="authorships_by_identifier"),
            # The works of a name that are placed with nobody: see works.name_pages.
            models.Index("folded_name", "id", condition=Q(aside="nobody"), name="authorships_of_nobody"),
        )

    def __str__(self) -> str:
        return f"{self.printed_name} ({self.position or 'position not imported'})"

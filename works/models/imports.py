"""What was brought in: sources, batches, and the pages as they were captured."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Source(models.Model):
    """A system that reports works; only works captured from a registered source add to trust."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    is_registered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One act of importing: the pages somebody handed in together."""

    label = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "import batches"
        permissions = (("roll_back", "Can roll back a batch"),)

    def __str__(self) -> str:
        return f"Batch {self.pk}" + (f": {self.label}" if self.label else "")


class ImportPageQuerySet(models.QuerySet["ImportPage"]):
    """Reads of imported pages."""

    def waiting(self) -> ImportPageQuerySet:
        """Pages no task has finished yet."""
        return self.filter(state=ImportPage.State.QUEUED)

    def settled(self) -> ImportPageQuerySet:
        """Pages whose records stand in the database."""
        return self.filter(state=ImportPage.State.IMPORTED)


class ImportPage(models.Model):
    """One captured page: its bytes as they came, and what became of them."""

    class State(models.TextChoices):
        QUEUED = "queued"
        IMPORTED = "imported"
        UNCHANGED = "unchanged"
        FAILED = "failed"
        WITHDRAWN = "withdrawn", "rolled back"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="pages")
    filename = models.CharField(max_length=255)
    raw = models.BinaryField(help_text="Empty where the same bytes are kept by another page, or were too many.")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    # "" until a parser recognises the page; `source_name` is what the person importing said instead.
    kind = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="pages")
    source_name = models.CharField(max_length=100, blank=True)
    captured_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    problems = models.JSONField(default=list, help_text="[{code, line, message, fatal}]")
    result = models.JSONField(default=dict, help_text="Counts: see works.imports.results.")
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    # What the page says of its own person; the source profile shows the newest of its standing pages.
    profile = models.ForeignKey("SourceProfile", null=True, blank=True, on_delete=models.SET_NULL, related_name="pages")
    person = models.JSONField(default=dict, help_text="See works.imports.records.PersonRecord.")
    queued_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportPageQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("queued_at",), condition=Q(state="queued"), name="pages_waiting"),)

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"

    @property
    def called(self) -> str:
        """The import in words that readers may see: a file's name may hold a person's."""
        return f"import of a page captured on {self.captured_on:%-d %B %Y}"

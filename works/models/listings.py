"""Who says so: source profiles, what each lists, and the numbers each reports."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from profiles.models import Author
from works.models.imports import ImportPage, Source
from works.models.works import Authorship, Work


class SourceProfileQuerySet(models.QuerySet["SourceProfile"]):
    """Reads of source profiles."""

    def standing(self) -> SourceProfileQuerySet:
        """Profiles that an imported page shows: of the others every page was rolled back."""
        pages = ImportPage.objects.settled().filter(profile=models.OuterRef("pk"))
        return self.filter(models.Exists(pages))


class SourceProfile(models.Model):
    """A source's own page of one person: its grouping is kept as it stands, linked to one author with a reason."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="profiles")
    source_key = models.CharField(max_length=200, blank=True, help_text="The source's id of the person, where given.")
    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="source_profiles")
    reason = models.TextField(help_text="Why this page is this author's, in a sentence.")
    role = models.CharField(max_length=100, blank=True)
    affiliation = models.CharField(max_length=300, blank=True)
    open_to_collaborate = models.BooleanField(null=True)
    topics = models.JSONField(default=list, help_text="Topic codes the page gives for the person.")
    captured_on = models.DateField()

    objects = SourceProfileQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("source", "folded_name"), name="source_profiles_by_name"),
            models.Index(fields=("folded_name",), opclasses=("varchar_pattern_ops",), name="source_profiles_by_start"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_key"),
                condition=~models.Q(source_key=""),
                name="one_profile_per_id_of_a_source",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} at {self.source}"


class ListingQuerySet(models.QuerySet["Listing"]):
    """Reads of listings."""

    def newest(self) -> ListingQuerySet:
        """Of each source profile and work the newest capture: what the profile says of the work by now."""
        # A profile may list two works that a curator joined: both lines count.
        newest = self.order_by("work", "base_work", "profile", "-captured_on", "-page", "-id")
        return newest.distinct("work", "base_work", "profile")


class Listing(models.Model):
    """One work as one captured page of a source profile lists it: what is asserted, on which line."""

    profile = models.ForeignKey(SourceProfile, on_delete=models.CASCADE, related_name="listings")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="listings")
    # Where it was placed first: `work` differs once that was joined to another.
    base_work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="own_listings")
    # The slot of the profile's own person.
    slot = models.ForeignKey(Authorship, null=True, on_delete=models.SET_NULL, related_name="listings")
    page = models.ForeignKey(ImportPage, on_delete=models.PROTECT, related_name="listings")
    line = models.PositiveIntegerField()
    captured_on = models.DateField()
    record = models.JSONField(help_text="The asserted fields, raw: see works.imports.records.WorkRecord.")
    reason = models.TextField(help_text="Why this listing is this work, in a sentence.")
    created_at = models.DateTimeField(db_default=Now())

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("page", "line"), name="a_line_of_a_page_lists_one_work"),)

    def __str__(self) -> str:
        return f"{self.record.get('title', '')} (line {self.line})"


class ReportedNumber(models.Model):
    """A number as a source printed it on a day; kept for every day, never mixed with what is computed here."""

    profile = models.ForeignKey(SourceProfile, on_delete=models.CASCADE, related_name="numbers")
    page = models.ForeignKey(ImportPage, on_delete=models.PROTECT, related_name="numbers")
    kind = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=10, blank=True)
    line = models.PositiveIntegerField()
    as_of = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("page", "kind"), name="a_page_prints_one_number_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}{self.unit}"

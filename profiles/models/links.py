"""Links on a record, and which e-mail domains belong to which affiliation."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from profiles import domains, names
from profiles.models.authors import Author


class AuthorLink(models.Model):
    """A web address on an author's record, with who put it there."""

    class Origin(models.TextChoices):
        OWNER = "owner", "the person of the record"
        CURATOR = "curator", "a curator"
        SOURCE = "source", "a source"

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(max_length=500)
    label = models.CharField(max_length=80, blank=True)
    # Only a link that its claimant did not add can prove anything.
    origin = models.CharField(max_length=8, choices=Origin)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("author", "url"), name="a_link_stands_once_on_a_record"),)
        # Whose an ORCID iD is, is asked by its address: see works.search.straight.
        indexes = (models.Index(fields=("url",), name="links_by_address"),)

    def __str__(self) -> str:
        return self.label or self.url


class AffiliationDomain(models.Model):
    """An e-mail domain that belongs to an affiliation as sources write it."""

    domain = models.CharField(max_length=253, help_text="As in pku.edu.cn; names below it count too.")
    affiliation = models.CharField(max_length=300, help_text="As sources write it: Peking University.")
    folded_affiliation = models.CharField(max_length=300, db_index=True, editable=False)

    class Meta:
        ordering = ("domain", "affiliation")
        constraints = (
            models.UniqueConstraint(
                Lower("domain"), "folded_affiliation", name="a_domain_is_tied_once_to_an_affiliation"
            ),
            models.CheckConstraint(condition=~Q(domain=""), name="a_domain_is_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.domain}: {self.affiliation}"

    def clean(self) -> None:
        """Brings both to the form in which they are compared; ValidationError where the domain is everybody's."""
        if said := domains.problem(self.domain):
            raise ValidationError({"domain": said})
        self.domain, self.folded_affiliation = domains.normal(self.domain), names.fold(self.affiliation)
        if not self.folded_affiliation:
            raise ValidationError({"affiliation": "This has no letters to compare it by."})

"""Which e-mail domains belong to which affiliation, as curators say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bzpeer.desk import DeskAdmin
from profiles import domains, names
from profiles.models import AffiliationDomain


class DomainForm(forms.ModelForm):  # type: ignore[type-arg]
    """One tie; the model brings both sides to the form in which they are compared."""

    class Meta:
        model = AffiliationDomain
        fields = ("domain", "affiliation")

    def clean(self) -> dict[str, Any] | None:
        """Says where the tie is there already: its key holds a field that nobody types."""
        cleaned = super().clean() or self.cleaned_data
        folded = names.fold(cleaned.get("affiliation", ""))
        same = AffiliationDomain.objects.filter(
            domain__iexact=domains.normal(cleaned.get("domain", "")), folded_affiliation=folded
        )
        if folded and same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This domain is tied to this affiliation already.")
        return cleaned


@admin.register(AffiliationDomain)
class DomainAdmin(DeskAdmin):
    """Domains of e-mail addresses that prove where somebody works."""

    desk_group, desk_icon = "People", "alternate_email"
    form = DomainForm
    list_display = ("domain", "affiliation")
    ordering = ("domain", "pk")
    search_fields = ("domain__startswith", "affiliation__istartswith")
    search_help_text = "The beginning of a domain or of an affiliation."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Ties whose domain or affiliation begins so."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

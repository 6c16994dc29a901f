"""Web addresses on records at the desk: what a curator adds can prove a claim, what an owner added cannot."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from bzpeer.desk import DeskAdmin
from profiles import versions
from profiles.models import Author, AuthorLink, User


class LinkForm(forms.ModelForm):  # type: ignore[type-arg]
    """An address on a record that stands for itself."""

    url = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        widget=AdminURLFieldWidget,
    )

    class Meta:
        model = AuthorLink
        fields = ("author", "url", "label")

    def clean_author(self) -> Author:
        """The record, unless it leads to another one."""
        author: Author = self.cleaned_data["author"]
        if author.merged_into is not None:
            raise forms.ValidationError(f"This record was merged into {author.merged_into.public_id}; choose that.")
        return author


@admin.register(AuthorLink)
class LinkAdmin(DeskAdmin):
    """Links on records; a curator changes those of curators, and may take any away."""

    desk_group, desk_icon = "People", "link"
    form = LinkForm
    list_display = ("url", "author", "label", "origin", "created_at")
    list_filter = ("origin",)
    list_select_related = ("author",)
    search_fields = ("author__public_id",)
    search_help_text = "The id of an author."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The links on the author of this id."""
        term = search_term.replace("\0", "").strip().lower()
        return queryset.filter(author__public_id=term) if term else queryset, False

    def has_change_permission(self, request: HttpRequest, obj: AuthorLink | None = None) -> bool:
        """What an owner or a source gave is not rewritten under their name."""
        own = obj is None or obj.origin == AuthorLink.Origin.CURATOR
        return own and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: AuthorLink, form: Any, change: bool) -> None:
        """Keeps the link as a curator's; the record's page shows it at once."""
        if not change:
            obj.origin, obj.added_by = AuthorLink.Origin.CURATOR, cast(User, request.user)
        with transaction.atomic():
            before = {form.initial.get("author")} - {None} if change else set()
            super().save_model(request, obj, form, change)
            versions.grow({obj.author_id, *before})

    def delete_model(self, request: HttpRequest, obj: AuthorLink) -> None:
        """Takes the link away; the record's page shows it at once."""
        with transaction.atomic():
            super().delete_model(request, obj)
            versions.grow([obj.author_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AuthorLink]) -> None:
        """Takes the links away; the records' pages show it at once."""
        with transaction.atomic():
            authors = set(queryset.values_list("author", flat=True))
            super().delete_queryset(request, queryset)
            versions.grow(authors)

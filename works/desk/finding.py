"""Looking a record up while typing: twenty at a time, told apart by what namesakes differ in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminAutocompleteWidget

from profiles.models import Author
from works.models import Work


def finder(address: str, name: str, label: str) -> SafeString:
    """A field of this name to look a record up in, which asks the view of this address while somebody types."""
    attrs = {"id": name, "data-ajax--url": reverse(address), "data-minimum-input-length": 2, "aria-label": label}
    return UnfoldAdminAutocompleteWidget(attrs, [("", "")]).render(name, "")  # type: ignore[no-any-return]


def media() -> forms.Media:
    """The scripts and styles of the fields."""
    return UnfoldAdminAutocompleteWidget().media  # type: ignore[no-any-return]


def told_apart(record: Author | Work) -> str:
    """The record in a line, as it is told from its namesakes."""
    if isinstance(record, Author):
        works = f"{record.works_count:,} work{'' if record.works_count == 1 else 's'}"
        return " · ".join(filter(None, (record.name, works, record.affiliation, record.public_id)))
    year = str(record.year) if record.year else "year unknown"
    return " · ".join(filter(None, (record.title, year, record.host, record.public_id)))


class FindView(AutocompleteJsonView):
    """Records that stand for themselves, found by what was typed so far."""

    model_admin: Any = None

    def process_request(self, request: HttpRequest) -> Any:
        """What was typed, and where it is looked for."""
        return request.GET.get("term", "").replace("\0", ""), self.model_admin, None, "pk"

    def get_queryset(self) -> QuerySet[Any]:
        """The records found; none before something was typed."""
        if not self.term.strip():
            return self.model_admin.model._default_manager.none()  # type: ignore[no-any-return]
        standing = self.model_admin.get_queryset(self.request).filter(merged_into=None)
        found, _ = self.model_admin.get_search_results(self.request, standing, self.term)
        return found.order_by("-pk")  # type: ignore[no-any-return]

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """The record's number, and what it is told apart by."""
        assert isinstance(obj, Author | Work)
        return {"id": str(obj.pk), "text": told_apart(obj)}

"""A record's page at the desk, and editing its fields one by one: what is typed is locked until somebody lets go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from bzpeer.desk import ReadOnlyAdmin
from profiles.models import Author
from works.desk import acting, provenance
from works.desk.field_forms import FieldForm, raw
from works.ledger import decisions, locks, releases
from works.models import Work


class RecordAdmin(ReadOnlyAdmin):
    """Records with a page of their own, whose fields are edited by lines of the ledger."""

    editable: ClassVar[Sequence[str]]
    page_template: ClassVar[str]

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list and of a record, and those that edit a field."""
        name, guard = self.opts.label_lower.replace(".", "_"), self.admin_site.admin_view
        release = guard(require_POST(self.release_view))
        own = [
            path("<int:pk>/edit/<slug:field>/", guard(self.edit_view), name=f"{name}_edit"),
            path("<int:pk>/release/<slug:field>/", release, name=f"{name}_release"),
        ]
        return [*own, *super().get_urls()]

    def facts(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the record's page shows."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The record's page; it is changed by the forms on it, and not as a whole."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        record = self.record(acting.number(object_id))
        return self.show(request, self.page_template, record, str(record), **self.facts(request, record))

    def record(self, pk: int) -> Any:
        """The record of this number; 404 where there is none."""
        return get_object_or_404(self.model.objects.select_related("merged_into"), pk=pk)

    def show(self, request: HttpRequest, template: str, record: Any, title: str, **more: Any) -> HttpResponse:
        """A page about the record in the frame of the desk."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "record": record,
            "kind": self.opts.model_name,
            "title": title,
            "seen": decisions.newest(),
            "may_decide": acting.may(request, acting.DECIDE),
            "may_edit": acting.may(request, acting.EDIT),
            **more,
        }
        return render(request, template, context)

    def to(self, record: Author | Work) -> HttpResponse:
        """Back to the record's page."""
        return redirect(f"admin:{record._meta.label_lower.replace('.', '_')}_change", record.pk)

    def edit_view(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        """A form for one field; what is saved is locked."""
        acting.need(request, acting.EDIT)
        if field not in self.editable:
            raise Http404
        record = self.record(pk)
        form = FieldForm(record, field, raw(record, field), request.POST or None)
        if request.method == "POST" and form.is_valid() and self._save(request, record, field, form.value):
            return self.to(record)
        shown = next(one for one in self.shown(record) if one.key == field)
        title = f"Edit {provenance.label(field).lower()}"
        return self.show(request, "admin/works/record_edit.html", record, title, form=form, field=shown)

    def _save(self, request: HttpRequest, record: Author | Work, field: str, value: Any) -> bool:
        """Whether the edit was written; where somebody was faster, the form stays with what was typed."""
        by, seen = acting.by(request), acting.seen(request)
        return acting.told(request, partial(locks.edit, record, field, value, by, seen=seen)) is not None

    def shown(self, record: Any) -> list[provenance.Shown]:
        """The editable fields of the record."""
        raise NotImplementedError

    def release_view(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        """Lets go of a field, which shows what the imports say then."""
        acting.need(request, acting.EDIT)
        if field not in self.editable:
            raise Http404
        record = self.record(pk)
        verb = partial(releases.release, record, field, acting.by(request), seen=acting.seen(request))
        acting.told(request, verb)
        return self.to(record)

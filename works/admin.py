"""Curators bring pages in and see what became of them; a later issue makes this the curator's desk."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from profiles.models import User
from works import intake
from works.forms import UploadForm
from works.models import Authorship, ImportBatch, ImportPage, Listing, ReportedNumber, Source, SourceProfile, Work


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Imported records can be looked at; what changes them has verbs of its own."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing imported is typed in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing imported is typed over."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing imported vanishes by a click."""
        return False


class PagesInline(admin.TabularInline):  # type: ignore[type-arg]
    """The pages of a batch."""

    model = ImportPage
    fields = ("filename", "state", "source", "captured_on", "size", "result", "problems")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportPage]:
        """The pages without their bytes."""
        return super().get_queryset(request).defer("raw")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pages come by upload only."""
        return False


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Batches with their progress; adding one is an upload."""

    list_display = ("__str__", "created_by", "created_at", "progress")
    fields = ("label", "created_by", "created_at")
    readonly_fields = fields
    inlines = (PagesInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        """Batches with the counts of their pages."""
        failed, waiting = Q(pages__state="failed"), Q(pages__state="queued")
        counts = {"all_": Count("pages"), "failed": Count("pages", failed), "waiting": Count("pages", waiting)}
        batches: QuerySet[ImportBatch] = super().get_queryset(request)
        return batches.annotate(**counts)

    @admin.display(description="Progress")
    def progress(self, batch: Any) -> str:
        """How far the batch is, in words."""
        done = batch.all_ - batch.waiting
        return f"{done} of {batch.all_} pages done" + (f", {batch.failed} failed" if batch.failed else "")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A batch is a record of what was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its pages are the origin of what is shown."""
        return False

    def _tell(self, request: HttpRequest, batch: ImportBatch, heard: bool) -> None:
        stored = f"{batch.pages.count()} pages are stored as batch {batch.pk}"
        if heard:
            messages.success(request, f"{stored} and on their way to the workers.")
        else:
            messages.warning(request, f"{stored}. The queue does not answer now; they are imported when it does.")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The upload form; its pages become one batch, imported by the workers."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            batch = intake.submit(form.uploads(), label="Upload", created_by=cast(User, request.user))
            self._tell(request, batch, heard=intake.ring(batch))
            may_see = self.has_view_permission(request, batch)
            return redirect("admin:works_importbatch_change", batch.pk) if may_see else redirect("admin:index")
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts, "title": "Import pages"}
        return render(request, "admin/works/upload.html", context)


@admin.register(ImportPage)
class ImportPageAdmin(ReadOnlyAdmin):
    """One page: its text and its problems."""

    list_display = ("filename", "batch", "source", "captured_on", "state")
    list_filter = ("state", "source")
    search_fields = ("filename", "sha256")
    exclude = ("raw",)
    readonly_fields = ("text",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportPage]:
        """The pages; their bytes are read where one page is looked at."""
        pages: QuerySet[ImportPage] = super().get_queryset(request)
        return pages.defer("raw")

    @admin.display(description="Page as captured")
    def text(self, page: ImportPage) -> str:
        """The page's text, also where only a copy of it keeps the bytes."""
        return bytes((page.same_as or page).raw).decode("utf-8", "replace")


@admin.register(Work)
class WorkAdmin(ReadOnlyAdmin):
    """Works, to look at."""

    list_display = ("title", "year", "kind", "host")
    search_fields = ("title", "public_id")
    exclude = ("card", "authors")


@admin.register(Listing)
class ListingAdmin(ReadOnlyAdmin):
    """What each source asserts."""

    list_display = ("__str__", "profile", "captured_on")
    list_select_related = ("profile__source",)


@admin.register(SourceProfile)
class SourceProfileAdmin(ReadOnlyAdmin):
    """Which author a source's page was linked to, and why."""

    list_display = ("name", "source", "author", "reason")
    list_select_related = ("source", "author")
    search_fields = ("name", "source_key")


@admin.register(Authorship)
class AuthorshipAdmin(ReadOnlyAdmin):
    """Which author a slot of a byline was linked to, and why."""

    list_display = ("printed_name", "author", "position", "work", "reason")
    list_select_related = ("author", "work")
    search_fields = ("printed_name", "author__public_id")


@admin.register(ReportedNumber)
class ReportedNumberAdmin(ReadOnlyAdmin):
    """Numbers as sources printed them."""

    list_display = ("kind", "value", "unit", "profile", "as_of")
    list_select_related = ("profile__source",)


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    """The systems that pages were captured from."""

    list_display = ("name", "slug", "is_registered")

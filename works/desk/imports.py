"""Batches at the desk: handing pages in, watching them being imported, reading them anew, rolling them back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from bzpeer import parts
from bzpeer.desk import DeskAdmin
from works import intake
from works.desk import acting, handing_in, progress
from works.forms import UploadForm
from works.imports.results import Result, total
from works.imports.zips import BadZip
from works.ledger import rollback
from works.ledger.decisions import Conflict
from works.lists import page_number
from works.models import ImportBatch, ImportPage

ROLL_BACK = "works.roll_back"
PAGES_SHOWN = 100
NAMES_SHOWN = 50


@admin.register(ImportBatch)
class ImportBatchAdmin(DeskAdmin):
    """Batches with their progress; adding one is an upload."""

    desk_group, desk_icon = "Imports", "upload_file"
    list_display = ("__str__", "progress", "created_by", "created_at")
    list_select_related = ("created_by",)

    class Media:
        css = {"all": ("css/desk-imports.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        """Batches with the counts of their pages."""
        return progress.annotated(super().get_queryset(request))

    @admin.display(description="Progress")
    def progress(self, batch: Any) -> SafeString:
        """How far the batch is; it brings itself up to date while pages wait."""
        cell = render_to_string("admin/works/imports/list_progress.html", {"progress": progress.read(batch)})
        # What is inside is exchanged; the element that is listened to stays.
        return format_html('<div aria-live="polite">{}</div>', cell)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A batch is a record of what was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its pages are the origin of what is shown."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, of a batch, and of what can be done with it."""
        views = {
            "progress": require_safe(self.progress_view),
            "rerun": require_POST(self.rerun_view),
            "roll-back": self.roll_back_view,
        }
        own = [
            path(
                f"<int:pk>/{what}/",
                self.admin_site.admin_view(view),
                name=f"works_importbatch_{what.replace('-', '_')}",
            )
            for what, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **more}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The upload form; its pages become one batch, or are only looked at in a dry run."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        previews = None
        if request.method == "POST" and form.is_valid():
            try:
                if "dry" in request.POST:
                    previews = intake.preview(form.uploads())
                else:
                    batch = handing_in.told(request, lambda user: intake.submit(form.uploads(), "Upload", user))
                    return handing_in.to_batch(request, batch) if batch else redirect(request.path)
            except BadZip as error:
                form.add_error("pages", str(error))
        counts = progress.Counts.of(total(one.page.result for one in previews or ()))
        context = self._context(request, "Import pages", form=form, previews=previews, counts=counts)
        return parts.render(request, "admin/works/imports/upload.html", context, ("dry-run",))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One batch: how far it is, what it brought, and its pages; or its progress alone."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch.objects.select_related("created_by"), pk=acting.number(object_id))
        now = progress.of(batch)
        if parts.wanted(request, ("batch-progress",)) and _is_seen(request, now):
            return HttpResponse(status=204)
        state = request.GET.get("state", "")
        pages = batch.pages.select_related("source", "same_as").defer("raw", "same_as__raw", "person").order_by("id")
        shown = pages.filter(state=state) if state in ImportPage.State.values else pages
        paging = Paginator(shown, PAGES_SHOWN).get_page(page_number(request.GET))
        context = self._context(
            request,
            str(batch),
            batch=batch,
            progress=now,
            counts=progress.Counts.of(total(batch.pages.settled().values_list("result", flat=True))),
            pages=[(page, progress.Counts.of(Result(**page.result))) for page in paging.object_list],
            paging=paging,
            state=state,
            rolled_back=rollback.of(batch),
            may_import=acting.may(request, handing_in.IMPORT),
            may_roll_back=acting.may(request, ROLL_BACK),
            may_see_pages=acting.may(request, "works.view_importpage"),
        )
        return parts.render(request, "admin/works/imports/batch.html", context, ("batch-progress",))

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far a batch of the list is, as its cell of the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch, pk=pk)
        if "HX-Request" not in request.headers:
            return redirect("admin:works_importbatch_change", pk)
        now = progress.of(batch)
        if _is_seen(request, now):
            return HttpResponse(status=204)
        return render(request, "admin/works/imports/list_progress.html", {"progress": now})

    def rerun_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reads the batch anew, and leads to the batch that does so."""
        batch = get_object_or_404(ImportBatch, pk=pk)
        acting.need(request, handing_in.IMPORT)
        again = handing_in.told(request, lambda user: intake.rerun(batch, user))
        return handing_in.to_batch(request, again or batch)

    def roll_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What rolling the batch back would take away, and a button that does it."""
        batch = get_object_or_404(ImportBatch, pk=pk)
        acting.need(request, ROLL_BACK)
        try:
            if request.method == "POST":
                _tell(request, batch, rollback.roll_back(batch, acting.by(request)).details)
                return handing_in.to_batch(request, batch)
            effect = rollback.preview(batch)
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return handing_in.to_batch(request, batch)
        done, most = rollback.of(batch), NAMES_SHOWN
        context = self._context(request, f"Roll back batch {pk}", batch=batch, effect=effect, done=done, most=most)
        return render(request, "admin/works/imports/roll_back.html", context)


def _is_seen(request: HttpRequest, now: progress.Progress) -> bool:
    """Whether whoever asks has this before them already: what does not change is not read out again."""
    return now.is_running and request.GET.get("seen") == str(now.done)


def _tell(request: HttpRequest, batch: ImportBatch, counts: dict[str, int]) -> None:
    works, authors = counts.get("works", 0), counts.get("authors", 0)
    gone = f"{works} work{'' if works == 1 else 's'} and {authors} author{'' if authors == 1 else 's'} are gone"
    messages.success(request, f"Batch {batch.pk} is rolled back: {gone}. Importing it again brings them back.")

"""Captured pages at the desk: the text as it came beside what was read from it, and reading it anew."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from bzpeer.desk import ReadOnlyAdmin
from works import intake
from works.desk import acting, handing_in, readings
from works.imports import changes
from works.models import ImportPage


@admin.register(ImportPage)
class ImportPageAdmin(ReadOnlyAdmin):
    """Every captured page; of one its text, what was read from it, and its problems."""

    desk_group, desk_icon = "Imports", "article"
    list_display = ("filename", "batch", "source", "captured_on", "state")
    list_filter = ("state", "source")
    list_select_related = ("batch", "source")
    search_fields = ("filename__startswith", "sha256")
    search_help_text = "The beginning of a file’s name, or the SHA-256 of its bytes."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportPage]:
        """The pages; their bytes are read where one page is looked at."""
        pages: QuerySet[ImportPage] = super().get_queryset(request)
        return pages.defer("raw", "problems", "person")

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, of a page, and of reading it anew."""
        view = self.admin_site.admin_view(require_POST(self.rerun_view))
        return [path("<int:pk>/rerun/", view, name="works_importpage_rerun"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One page: a stretch of its text beside what stands on it, and its problems."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        pages = ImportPage.objects.select_related("batch", "source", "same_as__batch", "profile__author")
        page = get_object_or_404(pages, pk=acting.number(object_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": page,
            "title": page.filename,
            "reading": readings.read(page, acting.number(request.GET.get("line"))),
            "changes": changes.of(page),
            "may_import": acting.may(request, handing_in.IMPORT),
        }
        return render(request, "admin/works/imports/page.html", context)

    def rerun_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reads the page anew, and leads to the batch that does so."""
        page = get_object_or_404(ImportPage.objects.defer("raw"), pk=pk)
        acting.need(request, handing_in.IMPORT)
        batch = handing_in.told(request, lambda user: intake.rerun(page, user))
        return handing_in.to_batch(request, batch) if batch else redirect("admin:works_importpage_change", pk)

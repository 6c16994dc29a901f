"""Reports at the desk: the one way to read a conversation of two people, each time kept, and what came of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from profiles.claims.errors import NotPossible
from profiles.conversations import reports
from profiles.models import Report, User
from works.desk import acting, waiting

MOST = 50


@admin.register(Report)
class ReportAdmin(waiting.PeopleAdmin):
    """Reports of conversations, the oldest open ones first; nothing that was written stands in the list."""

    desk_icon = "flag"
    page_template = "admin/works/people/report.html"
    permission = waiting.REPORTED
    list_display = ("__str__", "reported_by", "state", "created_at")
    list_select_related = ("user",)
    search_fields = ("pk",)
    search_help_text = "The number of a report."

    @admin.display(description="Reported by")
    def reported_by(self, report: Report) -> str:
        """The name of who reported; an address is nobody's business."""
        return (report.user.name if report.user else "") or "–"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Report], search_term: str
    ) -> tuple[QuerySet[Report], bool]:
        """The report of this number."""
        return queryset.filter(pk=acting.number(search_term.strip())) if search_term.strip() else queryset, False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, of a report, of reading, and of closing it."""
        guard = self.admin_site.admin_view
        own = [
            path("<int:pk>/read/", guard(require_POST(self.read_view)), name="profiles_report_read"),
            path("<int:pk>/close/", guard(require_POST(self.close_view)), name="profiles_report_close"),
        ]
        return [*own, *super().get_urls()]

    def record(self, pk: int) -> Report:
        """The report with who is in the conversation; nothing of what they wrote."""
        people = ("user", "decided_by", "conversation__sender", "conversation__recipient")
        records = ("conversation__from_author", "conversation__to_author")
        unread = ("conversation__subject", "conversation__text", "conversation__work_title")
        return get_object_or_404(Report.objects.select_related(*people, *records).defer(*unread), pk=pk)

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole conversation; that it was read is kept first. A form, so that nothing reads it by itself."""
        acting.need(request, waiting.REPORTED)
        report = self.record(pk)
        try:
            read = reports.read(report, cast(User, request.user))
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect("admin:profiles_report_change", pk)
        return self.show(request, report, said=read)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Closes the report with what came of it, which who reported is told."""
        acting.need(request, waiting.REPORTED)
        report, outcome = self.record(pk), waiting.reason(request)
        if not outcome:
            messages.error(request, "Say what came of it: who reported is told.")
        elif waiting.done(request, lambda user: reports.close(report, user, outcome), "The report is closed."):
            return redirect("admin:profiles_report_change", pk)
        return self.show(request, self.record(pk), 409, typed=outcome)

    def facts(self, request: HttpRequest, record: Report) -> dict[str, Any]:
        """Who reported whom, and who read it so far."""
        talk = record.conversation
        inside = {talk.sender_id, talk.recipient_id}
        return {
            "talk": talk,
            "may_decide": acting.may(request, waiting.REPORTED) and cast(User, request.user).pk not in inside,
            "is_inside": cast(User, request.user).pk in inside,
            "readings": record.readings.select_related("reader")[:MOST],
            "earlier": Report.objects.filter(conversation=talk).exclude(pk=record.pk).order_by("-id")[:MOST],
        }

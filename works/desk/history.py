"""The ledger at the desk: every decision with its evidence, found by kind and by who took it, and undone."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from bzpeer.desk import ReadOnlyAdmin
from profiles.models import Author, User
from works.desk import acting, past
from works.ledger import decisions, undo
from works.models import Decision, Work

MOST_GIVEN = 100


class ByWhom(admin.SimpleListFilter):
    """People's decisions, or those of the rules."""

    title = "decided by"
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two kinds of who decides."""
        return [("people", "People"), ("rules", "The rules")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        """The decisions of those."""
        if self.value() == "people":
            return queryset.filter(machine="")
        return queryset.exclude(machine="") if self.value() == "rules" else queryset


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """The ledger, to look at; a line is undone by another line."""

    desk_icon = "history"
    list_display = ("what", "reason", "by_whom", "created_at", "in_force")
    list_display_links = ("what", "reason")
    list_filter = (ByWhom, "kind")
    list_select_related = ("actor",)
    search_fields = ("author__public_id",)
    search_help_text = "The id of an author or a work."

    @admin.display(description="Decision")
    def what(self, decision: Decision) -> str:
        """The kind of the decision, with its number."""
        return f"{decision.get_kind_display().capitalize()} (line {decision.pk})"

    @admin.display(description="By")
    def by_whom(self, decision: Decision) -> str:
        """Who took it."""
        return decisions.who(decision)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The decisions about the author or the work of this id."""
        if not (term := search_term.replace("\0", "").strip().lower()):
            return queryset, False
        # The ids first: an OR over joined tables would read all of them.
        authors = list(Author.objects.filter(public_id=term).values_list("pk", flat=True))
        works = list(Work.objects.filter(public_id=term).values_list("pk", flat=True))
        about = Q(author__in=authors) | Q(other__in=authors) | Q(work__in=works) | Q(other_work__in=works)
        return queryset.filter(about), False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, of a line, and of its undoing."""
        own = path(
            "<int:pk>/undo/", self.admin_site.admin_view(require_POST(self.undo_view)), name="works_decision_undo"
        )
        return [own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One line: what was decided by whom, on what evidence, what it gave to whom, what undid it."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        decision = get_object_or_404(Decision, pk=acting.number(object_id))
        given = decision.assignments.select_related("author", "mention__work", "profile__source")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": decision,
            "title": self.what(decision),
            "entry": past.entries([decision.pk], cast(User, request.user), {})[0],
            "given": given.defer("mention__work__card", "mention__work__abstract_html").order_by("id")[:MOST_GIVEN],
            "parts": decision.parts.order_by("id")[:MOST_GIVEN],
            "undone_by": Decision.objects.filter(undoes=decision).first(),
        }
        return render(request, "admin/works/decision.html", context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undoes a line, and goes back to what it was about."""
        decision = get_object_or_404(Decision, pk=pk)
        acting.need(request, past.permission(decision))
        acting.told(request, lambda: undo.undo(decision, acting.by(request)))
        return redirect(_about(request, decision))


def _about(request: HttpRequest, decision: Decision) -> str:
    """The address of the record that the form was on, else of the line itself."""
    back = request.POST.get("back", "")
    kind, _, number = back.partition(":")
    places = {"author": "admin:profiles_author_change", "work": "admin:works_work_change"}
    if kind in places and acting.number(number):
        return reverse(places[kind], args=[acting.number(number)])
    return reverse("admin:works_decision_change", args=[decision.pk])

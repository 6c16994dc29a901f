"""Works at the desk: what each listing asserts, whose slots they show, what was decided, and what mends them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left, Lower
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from profiles.models import User
from works.desk import editing, finding, joining, past, provenance
from works.imports import facts
from works.models import Question, Work

MOST_SLOTS, MOST_QUESTIONS, MOST_ABSORBED = 100, 20, 50
# As the index has it: a title may be longer than a row of an index may be.
_START = 100


@admin.register(Work)
class WorkAdmin(editing.RecordAdmin):
    """Works; what changes them are verbs of the ledger."""

    desk_icon = "description"
    editable, page_template = facts.EDITABLE, "admin/works/work.html"
    list_display = ("title", "year", "kind", "host", "public_id", "is_listed")
    search_fields = ("title", "public_id")
    search_help_text = "The beginning of a title, an id, or an identifier like doi:10.1000/182."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Work]:
        """The works without the texts that no list shows."""
        works: QuerySet[Work] = super().get_queryset(request)
        return works.defer("card", "abstract_html", "abstract_key")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Works whose title begins so, or that have this id or identifier: each by an index."""
        if not (term := search_term.replace("\0", "").strip()):
            return queryset, False
        # Folded by the database, as its index is.
        beginning = Lower(Left(Value(term), _START))
        found = Q(title_start__startswith=beginning) | Q(public_id=term.lower())
        if ":" in term:
            found |= Q(identifiers__contains=[term]) | Q(identifiers__contains=[term.lower()])
        return queryset.alias(title_start=Lower(Left("title", _START))).filter(found), False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list and of a work, and of each verb."""
        guard = self.admin_site.admin_view
        find = finding.FindView.as_view(admin_site=self.admin_site, model_admin=self)
        own = [
            path("find/", guard(require_safe(find)), name="works_work_find"),
            path("<int:pk>/join/", guard(joining.view(self)), name="works_work_join"),
        ]
        return [*own, *super().get_urls()]

    def shown(self, record: Work) -> list[provenance.Shown]:
        """The editable fields of the work."""
        return provenance.of_work(record, provenance.listings_of(record))

    def facts(self, request: HttpRequest, record: Work) -> dict[str, Any]:
        """What the work's page shows."""
        listings, slots = provenance.listings_of(record), provenance.slots_of(record, MOST_SLOTS)
        return {
            "fields": provenance.of_work(record, listings),
            "listings": listings,
            "slots": slots,
            "more_slots": max(0, record.byline_length - len(slots)) if len(slots) == MOST_SLOTS else 0,
            "absorbed": record.absorbed.order_by("-id")[:MOST_ABSORBED],
            "questions": _questions(record),
            "history": past.of_work(record, cast(User, request.user), past.below(request)),
            "with": finding.finder("admin:works_work_find", "with", "The other work"),
            "media": finding.media(),
        }


def _questions(work: Work) -> list[Question]:
    # Two statements, as each has an index of its own.
    asked = Question.objects.open().select_related("work", "other_work").order_by("-strength", "id")
    found = [*asked.filter(work=work)[:MOST_QUESTIONS], *asked.filter(other_work=work)[:MOST_QUESTIONS]]
    return sorted(found, key=lambda question: -question.strength)[:MOST_QUESTIONS]

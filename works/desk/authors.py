"""Author records at the desk: where each field comes from, what was decided, and the verbs that mend a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from profiles import names
from profiles.models import Author, TrustScore, User
from works.desk import editing, finding, merging, past, provenance, splitting
from works.ledger import locks
from works.models import Authorship, Question

WORKS_A_PAGE = 50
MOST_NAMES = 8
MOST_QUESTIONS, MOST_SCORES, MOST_ABSORBED = 20, 20, 50


@dataclass(frozen=True, slots=True)
class Row:
    """One work of the author, with the beginning of its byline."""

    slot: Authorship
    byline: str


@admin.register(Author)
class AuthorAdmin(editing.RecordAdmin):
    """Author records; what changes them are verbs of the ledger."""

    desk_icon = "person"
    editable, page_template = locks.AUTHOR_FIELDS, "admin/works/author.html"
    list_display = ("name", "public_id", "works_count", "level", "trust_score", "merged_into")
    search_fields = ("folded_name__startswith", "public_id")
    search_help_text = "The beginning of a name, or an id."
    list_select_related = ("merged_into",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Authors whose name begins so, or the one of this id: both by their indexes."""
        if not (term := search_term.replace("\0", "").strip()):
            return queryset, False
        folded, of_id = names.fold(term), Q(public_id=term.lower())
        return queryset.filter(of_id | Q(folded_name__startswith=folded) if folded else of_id), False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list and of a record, and of each verb."""
        guard = self.admin_site.admin_view
        find = finding.FindView.as_view(admin_site=self.admin_site, model_admin=self)
        own = [
            path("find/", guard(require_safe(find)), name="profiles_author_find"),
            path("<int:pk>/split/", guard(require_POST(splitting.view(self))), name="profiles_author_split"),
            path("<int:pk>/merge/", guard(merging.view(self)), name="profiles_author_merge"),
        ]
        return [*own, *super().get_urls()]

    def shown(self, record: Author) -> list[provenance.Shown]:
        """The editable fields of the author."""
        return provenance.of_author(record)

    def facts(self, request: HttpRequest, record: Author) -> dict[str, Any]:
        """What the author's page shows."""
        profiles = record.source_profiles.select_related("source").order_by("source__name", "name", "id")
        works, rows = _works(record, request.GET.get("page", ""))
        return {
            "fields": self.shown(record),
            "works": works,
            "rows": rows,
            "profiles": profiles[: splitting.MOST_PROFILES],
            "absorbed": record.absorbed.order_by("-id")[:MOST_ABSORBED],
            "questions": _questions(record),
            "scores": TrustScore.objects.filter(author=record)[:MOST_SCORES],
            "history": past.of_author(record, cast(User, request.user), past.below(request)),
            "to": finding.finder("admin:profiles_author_find", "to", "The author they belong to"),
            "with": finding.finder("admin:profiles_author_find", "with", "The other record"),
            "media": finding.media(),
        }


def _works(author: Author, number: str) -> tuple[Page[Authorship], list[Row]]:
    slots = Authorship.objects.filter(author=author).select_related("work").defer("work__card", "work__abstract_html")
    newest = slots.order_by(F("work__ordered_on").desc(nulls_last=True), "work__title", "work_id")
    page = Paginator(newest, WORKS_A_PAGE).get_page(number)
    held = list(page.object_list)
    begins: dict[int, list[str]] = {slot.work_id: [] for slot in held}
    first = Authorship.objects.filter(work__in=begins, position__lte=MOST_NAMES).order_by("position")
    for work, printed in first.values_list("work", "printed_name"):
        begins[work].append(printed)
    return page, [Row(slot, _byline(begins[slot.work_id], slot.work.byline_length)) for slot in held]


def _byline(printed: list[str], length: int) -> str:
    more = length - len(printed)
    return ", ".join(printed) + (f" and {more} more" if printed and more > 0 else "")


def _questions(author: Author) -> list[Question]:
    # Two statements, as each has an index of its own.
    asked = Question.objects.open().select_related("author", "other").order_by("-strength", "id")
    found = [*asked.filter(author=author)[:MOST_QUESTIONS], *asked.filter(other=author)[:MOST_QUESTIONS]]
    return sorted(found, key=lambda question: -question.strength)[:MOST_QUESTIONS]

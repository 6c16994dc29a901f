"""What stands below authors and works, to look at: slots, listings, source pages, numbers; and which sources count."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from kombu.exceptions import OperationalError as BrokerError

from bzpeer.desk import DeskAdmin, ReadOnlyAdmin
from profiles import names
from profiles.models import Author, TrustScore
from works import tasks
from works.models import Authorship, Listing, ReportedNumber, Source, SourceProfile, Work

log = logging.getLogger(__name__)


def _records(term: str) -> tuple[list[int], list[int]]:
    """The author and the work of this id: first these, as an OR over joined tables would read all of them."""
    wanted = term.lower()
    authors = Author.objects.filter(public_id=wanted).values_list("pk", flat=True)
    return list(authors), list(Work.objects.filter(public_id=wanted).values_list("pk", flat=True))


class BelowRecordsAdmin(ReadOnlyAdmin):
    """Rows that are found by the id of the author or the work they belong to."""

    search_fields = ("pk",)
    search_help_text = "The id of an author or a work."
    author_path, work_path = "author", "work"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows of this author or work."""
        if not (term := search_term.replace("\0", "").strip()):
            return queryset, False
        authors, works = _records(term)
        found = Q(**{f"{self.author_path}__in": authors})
        if self.work_path:
            found |= Q(**{f"{self.work_path}__in": works})
        return queryset.filter(found), False


@admin.register(Authorship)
class AuthorshipAdmin(BelowRecordsAdmin):
    """Which author a slot of a byline was linked to, and why."""

    desk_icon = "signature"
    list_display = ("printed_name", "author", "position", "work", "aside", "reason")
    list_select_related = ("author", "work")


@admin.register(Listing)
class ListingAdmin(BelowRecordsAdmin):
    """What each captured page asserts of a work."""

    desk_icon = "list_alt"
    list_display = ("__str__", "profile", "captured_on", "reason")
    list_select_related = ("profile__source",)
    search_help_text = "The id of a work, or of an author with a page at a source."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The listings of this work, or on the pages of this author."""
        if not (term := search_term.replace("\0", "").strip()):
            return queryset, False
        authors, works = _records(term)
        profiles = list(SourceProfile.objects.filter(author__in=authors).values_list("pk", flat=True))
        return queryset.filter(Q(work__in=works) | Q(profile__in=profiles)), False


@admin.register(SourceProfile)
class SourceProfileAdmin(ReadOnlyAdmin):
    """Which author a source's page was linked to, and why."""

    desk_icon = "contact_page"
    list_display = ("name", "source", "author", "captured_on", "reason")
    list_filter = ("source",)
    list_select_related = ("source", "author")
    search_fields = ("folded_name__startswith", "source_key")
    search_help_text = "The beginning of a name, or the source's own id."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Source pages whose name begins so, or with this id at its source."""
        if not (term := search_term.replace("\0", "").strip()):
            return queryset, False
        # With every source named, the index that begins with the source is one for the id, too.
        sources = list(Source.objects.values_list("pk", flat=True))
        folded, of_id = names.fold(term), Q(source__in=sources, source_key=term) & ~Q(source_key="")
        return queryset.filter(of_id | Q(folded_name__startswith=folded) if folded else of_id), False


@admin.register(ReportedNumber)
class ReportedNumberAdmin(ReadOnlyAdmin):
    """Numbers as sources printed them."""

    desk_icon = "tag"
    list_display = ("kind", "value", "unit", "profile", "as_of")
    list_select_related = ("profile__source",)


@admin.register(TrustScore)
class TrustScoreAdmin(BelowRecordsAdmin):
    """Every score an author had, with what it was computed from."""

    desk_icon = "verified_user"
    list_display = ("author", "score", "version", "reason", "computed_at")
    list_select_related = ("author",)
    search_help_text = "The id of an author."
    work_path = ""


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    """The systems that pages were captured from, and whether what they report adds to trust."""

    desk_group, desk_icon = "Imports", "dns"
    list_display = ("name", "slug", "is_registered")
    fields = readonly_fields = ("name", "slug")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What the page names the source, and whether it counts."""
        return ("name", "slug", "is_registered")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A source comes with its first page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its pages are the origin of what is shown."""
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Keeps whether the source counts, and has the trust of everyone concerned computed anew."""
        super().save_model(request, obj, form, change)
        # A worker must not read what is not committed yet.
        transaction.on_commit(lambda: _refresh(request, obj))


def _refresh(request: HttpRequest, source: Source) -> None:
    try:
        tasks.refresh_source.delay(source.pk)
    except BrokerError as error:
        log.warning("The queue does not answer: %s", error)
        messages.warning(request, "The queue does not answer now; trust is as before. Save again later.")
    else:
        messages.info(request, "The trust of the authors concerned is computed anew by the workers.")

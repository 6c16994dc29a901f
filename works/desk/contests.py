"""Contests at the desk: a list of them; each is decided on the page of its claim."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from profiles.models import Claim, Contest, User
from works import claiming
from works.desk import acting, waiting
from works.desk.claims import ClaimAdmin
from works.owners.taking_back import Report

type Verb = Callable[[Contest, User, str, int], Report | None]
VERBS: dict[str, tuple[Verb, str]] = {
    "dismiss": (claiming.dismiss, "The contest is dismissed; the owner's powers are back."),
    "uphold": (claiming.uphold, "The contest is upheld; the claim is rolled back with all that followed from it."),
}


@admin.register(Contest)
class ContestAdmin(waiting.PeopleAdmin):
    """Contests, the oldest open ones first."""

    desk_icon = "gavel"
    list_display = ("record_name", "said", "state", "created_at")
    list_display_links = ("record_name",)
    list_select_related = ("claim__author",)
    search_fields = ("claim__author__public_id",)
    search_help_text = "The id of an author."

    @admin.display(description="Record")
    def record_name(self, contest: Contest) -> str:
        """The record whose claim is contested."""
        return f"{contest.claim.author.name} ({contest.claim.author.public_id})"

    @admin.display(description="What is said")
    def said(self, contest: Contest) -> str:
        """The beginning of the text."""
        return waiting.beginning(contest.text)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contest], search_term: str
    ) -> tuple[QuerySet[Contest], bool]:
        """Contests of claims on the author of this id."""
        term = search_term.replace("\0", "").strip().lower()
        return queryset.filter(claim__author__public_id=term) if term else queryset, False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, and of the decision."""
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/decide/", decide, name="profiles_contest_decide"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """The way to the claim, beside which the contest stands."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        contest = get_object_or_404(Contest, pk=acting.number(object_id))
        return redirect(f"{reverse('admin:profiles_claim_change', args=[contest.claim_id])}#contest-title")

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decides about the contest, or shows the claim as it is now with what was typed."""
        acting.need(request, waiting.CLAIMS)
        contest = get_object_or_404(Contest.objects.select_related("claim"), pk=pk)
        reason, decision = waiting.reason(request), request.POST.get("decision", "")
        if decision in VERBS:
            verb, said = VERBS[decision]
            if waiting.done(request, lambda user: verb(contest, user, reason, acting.seen(request)), said):
                return redirect("admin:profiles_claim_change", contest.claim_id)
        claims = ClaimAdmin(Claim, self.admin_site)
        return claims.show(request, claims.record(contest.claim_id), 409, typed_contest=reason)

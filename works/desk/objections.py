"""Objections at the desk: what somebody said of a record, until when to decide, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from profiles.models import Author, Claim, Objection
from works import hiding
from works.desk import acting, waiting

State = Objection.State
MOST = 20
VERBS = {
    "uphold": (hiding.uphold, "The objection is upheld; readers do not see the record."),
    "dismiss": (hiding.dismiss, "The objection is dismissed."),
}
_OFFERED = {State.OPEN: ("dismiss", "uphold"), State.UPHELD: ("dismiss",)}


@admin.register(Objection)
class ObjectionAdmin(waiting.PeopleAdmin):
    """Objections to records, the oldest open ones first."""

    desk_icon = "visibility_off"
    page_template = "admin/works/people/objection.html"
    list_display = ("record_name", "said", "state", "hide_at", "is_hidden")
    list_display_links = ("record_name",)
    list_select_related = ("author__merged_into",)
    search_fields = ("author__public_id",)
    search_help_text = "The id of an author."

    @admin.display(description="Record")
    def record_name(self, objection: Objection) -> str:
        """The record that is objected to."""
        return f"{objection.author.name} ({objection.author.public_id})"

    @admin.display(description="What is said")
    def said(self, objection: Objection) -> str:
        """The beginning of the text."""
        return waiting.beginning(objection.text)

    @admin.display(description="Hidden", boolean=True)
    def is_hidden(self, objection: Objection) -> bool:
        """Whether readers do not see it now."""
        return (objection.author.merged_into or objection.author).hidden_at is not None

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, of an objection, and of the decision."""
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/decide/", decide, name="profiles_objection_decide"), *super().get_urls()]

    def record(self, pk: int) -> Objection:
        """The objection with its record."""
        return get_object_or_404(Objection.objects.select_related("author__merged_into", "decided_by"), pk=pk)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes the decision, or shows the objection as it is now with what was typed."""
        acting.need(request, waiting.CLAIMS)
        objection = self.record(pk)
        # As it was when the form was made: another curator may have decided since.
        objection.state = request.POST.get("seen", objection.state)
        reason, decision = waiting.reason(request), request.POST.get("decision", "")
        if decision in _OFFERED.get(objection.state, ()):  # type: ignore[call-overload]
            verb, said = VERBS[decision]
            if waiting.done(request, lambda user: verb(objection, user, reason), said):
                return redirect("admin:profiles_objection_change", pk)
        return self.show(request, self.record(pk), 409, typed=reason)

    def facts(self, request: HttpRequest, record: Objection) -> dict[str, Any]:
        """The objection beside its record, and what else was said about it."""
        author: Author = record.author.merged_into or record.author
        others = Objection.objects.filter(author=record.author_id).exclude(pk=record.pk).select_related("decided_by")
        may_decide = acting.may(request, waiting.CLAIMS)
        return {
            "title": f"Objection to {record.author.name}",
            "author": author,
            "offered": _OFFERED.get(State(record.state), ()) if may_decide else (),
            "email": record.email if may_decide else "",
            "others": others.order_by("-id")[:MOST],
            "owner": Claim.objects.owning().filter(author=author).first(),
        }

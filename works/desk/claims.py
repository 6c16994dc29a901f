"""Claims at the desk: who says that a record is theirs, what proves it, who else says so, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from profiles.claims import known, ladder
from profiles.models import Author, Claim, Contest, Proof, User
from works import claiming
from works.desk import acting, waiting
from works.models import Decision
from works.owners.taking_back import Report

State = Claim.State
MOST = 20
MOST_EVENTS = 100
type Verb = Callable[[Claim, User, str, int], Report | None]
VERBS: dict[str, tuple[Verb, str]] = {
    "verify": (claiming.verify, "The claim is verified."),
    "hold": (claiming.hold, "The claim is on hold."),
    "release": (claiming.release, "The claim goes on."),
    "refuse": (claiming.refuse, "The claim is refused."),
    "review": (claiming.review, "The review is recorded."),
    "roll_back": (claiming.roll_back, "The claim is rolled back with all that followed from it."),
}
# What the page offers in which state; the verbs themselves say no to everything else.
_OFFERED = {
    State.PENDING: ("verify", "hold", "refuse"),
    State.ON_HOLD: ("verify", "release", "refuse"),
    State.VERIFIED: ("review", "hold", "refuse"),
    State.WITHDRAWN: ("roll_back",),
}


@admin.register(Claim)
class ClaimAdmin(waiting.PeopleAdmin):
    """Claims; what is contested waits first, then appeals, what is on hold, and the rest by age."""

    desk_icon = "how_to_reg"
    page_template = "admin/works/people/claim.html"
    list_display = ("record_name", "claimed_as", "state", "waits_for", "is_owner", "created_at")
    list_display_links = ("record_name",)
    list_select_related = ("author",)
    search_fields = ("author__public_id",)
    search_help_text = "The id of an author."

    @admin.display(description="Record")
    def record_name(self, claim: Claim) -> str:
        """The record, as it is told from its namesakes."""
        return f"{claim.author.name} ({claim.author.public_id})"

    @admin.display(description="Claimed as")
    def claimed_as(self, claim: Claim) -> str:
        """The name that the person gave."""
        return claim.name

    @admin.display(description="Waits for")
    def waits_for(self, claim: Claim) -> str:
        """What would move it."""
        if claim.state == State.CONTESTED:
            return "the contest"
        if claim.state == State.ON_HOLD:
            return "an appeal" if claim.appealed_at else "a curator"
        return "time, a proof or a curator" if claim.state == State.PENDING and not claim.is_owner else ""

    def waiting_order(self) -> tuple[Any, ...]:
        """Contests, appeals, what is on hold, then the rest; the oldest first."""
        ranks = (
            When(state=State.CONTESTED, then=Value(0)),
            When(state=State.ON_HOLD, appealed_at__isnull=False, then=Value(1)),
            When(state=State.ON_HOLD, then=Value(2)),
        )
        return (Case(*ranks, default=Value(3)).asc(), "pk")

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the list, of a claim, and of the decision."""
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/decide/", decide, name="profiles_claim_decide"), *super().get_urls()]

    def record(self, pk: int) -> Claim:
        """The claim with what is known of it."""
        return get_object_or_404(known.with_facts(Claim.objects.select_related("user", "decided_by")), pk=pk)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes the decision, or shows the claim as it is now with what was typed."""
        acting.need(request, waiting.CLAIMS)
        claim = get_object_or_404(Claim, pk=pk)
        decision = request.POST.get("decision", "")
        reason = waiting.reason(request)
        if decision in VERBS:
            verb, said = VERBS[decision]
            if waiting.done(request, lambda user: verb(claim, user, reason, acting.seen(request)), said):
                return redirect("admin:profiles_claim_change", pk)
        return self.show(request, self.record(pk), 409, typed=reason)

    def facts(self, request: HttpRequest, record: Claim) -> dict[str, Any]:
        """The claim beside its record: a number of queries that does not grow."""
        # Addresses are for who decides by them.
        may_decide = acting.may(request, waiting.CLAIMS)
        contests = record.contests.select_related("user", "decided_by").order_by("-id")[:MOST]
        facts = known.facts(record)
        return {
            "title": f"{record.author.name}, claimed as {record.name}",
            "seen": claiming.newest(record),
            "offered": _OFFERED.get(State(record.state), ()) if may_decide else (),
            "contests": contests,
            "open_contest": next((one for one in contests if one.state == Contest.State.OPEN), None),
            "checks": _checks(facts, record),
            "missing": ladder.missing(facts),
            "proofs": record.proofs.select_related("given_by").order_by("id")[:MOST_EVENTS] if may_decide else (),
            "rivals": _beside(Claim.objects.filter(author=record.author_id).exclude(pk=record.pk)),
            "of_person": _beside(Claim.objects.filter(user=record.user_id).exclude(pk=record.pk))
            if record.user
            else (),
            "events": record.events.select_related("actor").order_by("-id")[:MOST_EVENTS],
            "emails": EmailAddress.objects.filter(user=record.user_id).order_by("-primary", "id") if may_decide else (),
            "orcids": SocialAccount.objects.filter(user=record.user_id, provider="orcid") if may_decide else (),
            "namesakes": _namesakes(record.author),
            "links": record.author.links.select_related("added_by")[:MOST],
            "decisions": Decision.objects.filter(claim=record).count(),
        }


def _checks(facts: ladder.Facts, claim: Claim) -> list[tuple[bool, str]]:
    """What the ladder asks, and whether it is there."""
    ready = known.quiet_until(claim)
    when = f"it is on {ready:%-d %B %Y, %H:%M}" if ready else "it begins anew when the open objection is decided"
    can = "can" if facts.name else "cannot"
    strong = bool(facts.kinds & ladder.STRONG)
    return [
        (facts.email, "A confirmed e-mail address" if facts.email else "No confirmed e-mail address"),
        (facts.name, f"“{claim.name}” {can} be the name of the record"),
        (facts.alone, "Nobody else claims the record" if facts.alone else "Somebody else claims the record too"),
        (facts.quiet, f"The time without objection is {'' if facts.quiet else 'not '}over ({when})"),
        (strong, "A strong proof" if strong else "No strong proof"),
        (not facts.barred, f"A claim of this person was {'' if facts.barred else 'not '}refused here before"),
    ]


def _beside(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    live = Q(proofs__state=Proof.State.PROVEN)
    counted = claims.select_related("author", "user").annotate(live_proofs=Count("proofs", filter=live))
    return counted.order_by("-id")[:MOST]


def _namesakes(author: Author) -> QuerySet[Author]:
    same = Author.objects.public().filter(folded_name=author.folded_name).exclude(pk=author.pk)
    return same.order_by("-works_count", "id")[:MOST]

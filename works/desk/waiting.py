"""What waits for a curator of people: a filter that shows it first, and the numbers on the index of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bzpeer.desk import COUNTED, ReadOnlyAdmin
from profiles.claims.errors import NotPossible
from profiles.models import Claim, Contest, Objection, Report, User
from works.desk import acting
from works.ledger.decisions import Conflict
from works.owners.taking_back import Report as TakenBack

CLAIMS, REPORTED = "profiles.decide_claim", "profiles.read_reported"
LONGEST_REASON = 1000
_ROOM = 90
_WAITING: dict[type[models.Model], tuple[str, ...]] = {
    Claim: (Claim.State.CONTESTED, Claim.State.ON_HOLD, Claim.State.PENDING),
    Contest: (Contest.State.OPEN,),
    Objection: (Objection.State.OPEN,),
    Report: (Report.State.OPEN,),
}
_ON_HOLD = Q(state=Claim.State.ON_HOLD)
# What the index counts of claims, as filters of their list.
_OF_CLAIMS: dict[str, tuple[str, Q]] = {
    "appeals": ("appeals", _ON_HOLD & Q(appealed_at__isnull=False)),
    "held": ("on hold without an appeal", _ON_HOLD & Q(appealed_at__isnull=True)),
    "new": ("pending, owning nothing yet", Q(state=Claim.State.PENDING, is_owner=False)),
}


class Waits(admin.SimpleListFilter):
    """What waits; or what is in one state; or everything."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """The states, and all of them."""
        more = _OF_CLAIMS if model_admin.model is Claim else {}
        return [*model_admin.model.State.choices, *((key, words) for key, (words, _) in more.items()), ("all", "all")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What waits, first and unasked."""
        first, *rest = super().choices(changelist)
        yield {**first, "display": "what waits"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the wanted state."""
        wanted = self.value()
        if wanted is None:
            return queryset.filter(state__in=_WAITING[queryset.model])
        if queryset.model is Claim and wanted in _OF_CLAIMS:
            return queryset.filter(_OF_CLAIMS[wanted][1])
        return queryset.filter(state=wanted) if wanted in queryset.model.State.values else queryset


class PeopleAdmin(ReadOnlyAdmin):
    """What people asked for, the oldest first of what waits; it is decided on a page of its own."""

    desk_group = "People"
    list_filter = (Waits,)
    page_template: ClassVar[str]
    permission: ClassVar[str] = CLAIMS

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """By age where things wait, the newest first elsewhere."""
        wanted = request.GET.get("state")
        return ("-pk",) if wanted and wanted not in _OF_CLAIMS else self.waiting_order()

    def waiting_order(self) -> tuple[Any, ...]:
        """The order of what waits."""
        return ("pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What concerns the author of this id."""
        term = search_term.replace("\0", "").strip().lower()
        return queryset.filter(author__public_id=term) if term else queryset, False

    def facts(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the page of one shows."""
        raise NotImplementedError

    def record(self, pk: int) -> Any:
        """The one of this number; 404 where there is none."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page on which it is decided."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        return self.show(request, self.record(acting.number(object_id)))

    def show(self, request: HttpRequest, record: Any, status: int = 200, **more: Any) -> HttpResponse:
        """The page about the record, in the frame of the desk."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "record": record,
            "title": str(record),
            "may_decide": acting.may(request, self.permission),
            **self.facts(request, record),
            **more,
        }
        response = render(request, self.page_template, context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


def reason(request: HttpRequest) -> str:
    """The reason that was typed, on one line."""
    return " ".join(request.POST.get("reason", "").replace("\0", "").split())[:LONGEST_REASON]


def beginning(text: str) -> str:
    """The text as a list has room for it."""
    return text if len(text) <= _ROOM else f"{text[:_ROOM].rstrip()} …"


def done(request: HttpRequest, verb: Callable[[User], TakenBack | None], said: str) -> bool:
    """Whether the verb was done; the person is told that, and what stands all the same, or why not."""
    try:
        report = verb(cast(User, request.user))
    except (NotPossible, Conflict) as error:
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    for line, why in report.left if report else ():
        messages.warning(request, f"Line {line.pk} of the ledger stands: {why}")
    return True


def on_the_index(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the index of the desk counts: one query for each line that this person may decide about."""
    waiting = [
        {"name": name, "count": _count(_rows(model, key)), "url": _list(model, key), "why": why}
        for name, model, key, permission, why in _TILES
        if acting.may(request, permission)
    ]
    return context | {"waiting": waiting}


_TILES: tuple[tuple[str, type[models.Model], str, str, str], ...] = (
    ("Contests", Contest, "", CLAIMS, "Somebody says that a claim is wrong; it rests until you decide"),
    ("Appeals", Claim, "appeals", CLAIMS, "Refused claims, for another curator than the one who refused"),
    ("Claims on hold", Claim, "held", CLAIMS, "Two people claim one record, or a curator stopped the claim"),
    ("New claims", Claim, "new", CLAIMS, "Most are settled by a proof or by time; your word verifies one now"),
    ("Objections", Objection, "", CLAIMS, "Not to show a record, which is hidden within a day unless you decide"),
    ("Reports", Report, "", REPORTED, "Somebody asks you to read a conversation of theirs"),
)


def _rows(model: type[models.Model], key: str) -> QuerySet[Any]:
    return model._default_manager.filter(_OF_CLAIMS[key][1] if key else Q(state__in=_WAITING[model]))


def _list(model: type[models.Model], key: str) -> str:
    place = reverse(f"admin:profiles_{model._meta.model_name}_changelist")
    return f"{place}?state={key}" if key else place


def _count(rows: QuerySet[Any]) -> str:
    # The limit stands inside the count, so that the database stops there.
    count = rows.order_by().values("pk")[: COUNTED + 1].count()
    return f"{count:,}" if count <= COUNTED else f"{COUNTED:,}+"

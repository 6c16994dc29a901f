"""The queue: one question after another, its two sides beside each other, answered by a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from bzpeer import parts
from bzpeer.desk import DeskAdmin, ReadOnlyAdmin
from profiles.models import User
from works.desk import acting, sides
from works.desk.asking import Filter, last_answer, named, pick
from works.desk.reasons import Evidence, earlier
from works.ledger import answers, decisions, questions, undo
from works.ledger.decisions import By, Conflict
from works.models import Decision, Question

Kind, State = Question.Kind, Question.State
TEMPLATE, PART = "admin/works/queue/queue.html", "queue"
ANSWERS = {"same": answers.same, "different": answers.different}
SKIPPED = "Skipped; it waits at the end of the queue."
GONE = "The question you asked for was answered already, or is not asked any more."


class StateFilter(admin.SimpleListFilter):
    """Open questions, unless others are asked for."""

    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be chosen instead."""
        return [("answered", "Answered"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """The choices, of which none is the open ones."""
        none, *others = super().choices(changelist)
        yield {**none, "display": "Open"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """The questions of the chosen state."""
        if self.value() == "all":
            return queryset
        return queryset.exclude(state=State.OPEN) if self.value() else queryset.filter(state=State.OPEN)


@dataclass(frozen=True, slots=True)
class News:
    """What became of the last click: done, or not, and then why."""

    said: str = ""
    told: str = ""
    decided: int = 0


NOTHING = News()


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """The questions as a list, and one after another."""

    desk_group, desk_icon = "Questions", "contact_support"
    list_display = ("asked", "kind", "points", "state", "answer", "created_at")
    list_display_links = None
    list_filter = (StateFilter, "kind")
    list_select_related = ("author", "decision__actor")
    list_before_template = "admin/works/queue/list_top.html"
    search_fields = ("name",)
    search_help_text = "How the name, or the title, begins"
    sortable_by = ()
    readonly_fields = ("reasons", "answer")
    fields = (
        "kind", "state", "name", "author", "other", "work", "other_work", "reasons", "page", "skipped_at",
        "created_at", "answered_at", "decision", "answer",
    )  # fmt: skip

    class Media:
        css = {"all": ("css/desk-queue.css",)}

    def get_ordering(self, request: HttpRequest) -> Any:
        """Open questions as the queue has them; answered ones, the newest first."""
        is_open = not request.GET.get("state")
        return (F("skipped_at").asc(nulls_first=True), "-strength", "id") if is_open else ("-id",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """The questions whose name or title begins so."""
        return named(queryset, search_term.replace("\0", "").strip()), False

    @admin.display(description="Question")
    def asked(self, question: Question) -> SafeString:
        """What it is about, leading to the two sides, or to what was answered."""
        is_open = question.state == State.OPEN
        url = Filter().address(question.pk) if is_open else reverse("admin:works_question_change", args=[question.pk])
        return format_html('<a class="desk-link" href="{}">{}</a>', url, question.author or question.name)

    @admin.display(description="Points")
    def points(self, question: Question) -> str:
        """How much speaks for it."""
        return f"{question.strength:.1f}"

    @admin.display(description="Decision", empty_value="–")
    def answer(self, question: Question) -> str | None:
        """What was decided, and by whom."""
        decision = question.decision
        return f"{decision.reason} ({decisions.who(decision)})" if decision else None

    @admin.display(description="Evidence")
    def reasons(self, question: Question) -> str:
        """The evidence as a table."""
        return render_to_string("admin/works/queue/_evidence.html", {"evidence": Evidence.of(question)})

    def may_answer(self, request: HttpRequest) -> bool:
        """Whether the person may change questions, which is to answer them."""
        return bool(DeskAdmin.has_change_permission(self, request))

    def get_urls(self) -> list[Any]:
        """The list's addresses, and the queue's before them."""
        own = (
            ("queue/", require_safe(self.queue_view), "queue"),
            ("queue/<int:pk>/", require_POST(self.answer_view), "answer"),
            ("queue/undo/<int:pk>/", require_POST(self.undo_view), "undo"),
        )
        return [path(at, self._guarded(view), name=f"works_question_{name}") for at, view, name in own] + list(
            super().get_urls()
        )

    def _guarded(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        inner: Callable[..., HttpResponseBase] = self.admin_site.admin_view(view)

        def guarded(request: HttpRequest, **chosen: Any) -> HttpResponseBase:
            # A log-in page must not land in the place of a question.
            if parts.wanted(request, (PART,)) and not self.admin_site.has_permission(request):
                return parts.to_login(request, Filter().address())
            return inner(request, **chosen)

        return guarded

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """The strongest question that the address lets through, or the one it names."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._show(request, Filter.of(request.GET), acting.number(request.GET.get("question")))

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The next question, after the answer to this one is in the ledger; this one again where it cannot be."""
        if not self.may_answer(request):
            raise PermissionDenied
        user, answer, chosen = cast(User, request.user), request.POST.get("answer", ""), Filter.of(request.POST)
        question = Question.objects.filter(pk=pk).first()
        if question is None:
            return self._go_on(request, chosen, news=News(told=GONE))
        if answer == "skip":
            questions.skip(question, user)
            return self._go_on(request, chosen, news=News(SKIPPED))
        if answer not in ANSWERS:
            return self._go_on(request, chosen, pk, News(told="Choose one of the answers."))
        try:
            decision = ANSWERS[answer](question, user, acting.seen(request))
        except Conflict as conflict:
            return self._go_on(request, chosen, pk, News(told=str(conflict)))
        said = f"Decided: {decisions.lower(decision.reason)}"
        return self._go_on(request, chosen, news=News(said, decided=decision.pk))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The question again that one's own decision answered, after that is undone in the ledger."""
        if not self.may_answer(request):
            raise PermissionDenied
        user, chosen = cast(User, request.user), Filter.of(request.POST)
        decision = get_object_or_404(Decision, pk=pk, actor=user)
        answered = Question.objects.filter(decision=decision, state__in=(State.SAME, State.DIFFERENT)).first()
        try:
            undo.undo(decision, By(user))
        except Conflict as conflict:
            return self._go_on(request, chosen, news=News(told=str(conflict)))
        news = News(f"Undone: {decisions.lower(decision.reason)}")
        return self._go_on(request, chosen, answered.pk if answered else 0, news)

    def _go_on(self, request: HttpRequest, chosen: Filter, at: int = 0, news: News = NOTHING) -> HttpResponse:
        if parts.wanted(request, (PART,)):
            response = self._show(request, chosen, at, news)
            response["HX-Replace-Url"] = chosen.address()
            return response
        if news.told:
            messages.warning(request, news.told)
        else:
            messages.success(request, news.said)
        is_open = Question.objects.open().filter(pk=at).exists()
        return redirect(chosen.address(at if is_open else 0))

    def _show(self, request: HttpRequest, chosen: Filter, at: int, news: News = NOTHING) -> HttpResponse:
        # Read first: what is decided while the page is made is news to the person who reads it.
        seen = decisions.newest()
        is_part = parts.wanted(request, (PART,)) is not None
        question = pick(chosen, at)
        if at and not news.told and (question is None or question.pk != at):
            news = News(told=GONE)
        context = {} if is_part else {**self.admin_site.each_context(request), "opts": self.opts, "title": "Queue"}
        context |= {
            "question": question, "chosen": chosen, "kinds": Kind.choices, "seen": seen, "left": chosen.left(),
            "news": news, "is_part": is_part, "may_answer": self.may_answer(request),
            "last": last_answer(cast(User, request.user)),
        }  # fmt: skip
        if question:
            context |= _both_sides(question)
        return parts.render(request, TEMPLATE, context, (PART,))


def _both_sides(question: Question) -> dict[str, Any]:
    both = sides.of(question)
    return {
        "sides": both, "both_on": sides.both_on(both), "evidence": Evidence.of(question),
        "earlier": list(earlier(question)),
    }  # fmt: skip

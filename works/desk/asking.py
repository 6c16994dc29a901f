"""Which questions a curator goes through, and which comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from bzpeer.desk import COUNTED
from profiles import names
from profiles.models import User
from works.models import Decision, Question

Kind, State = Question.Kind, Question.State


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions a curator goes through: of one kind, of names that begin so, or all."""

    kind: str = ""
    name: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> Filter:
        """What the address or the form asks for; what is no kind asks for all."""
        kind, name = data.get("kind", ""), data.get("name", "").replace("\0", "").strip()
        return cls(kind if kind in Kind.values else "", name[:300])

    def questions(self) -> QuerySet[Question]:
        """The open questions it lets through, strongest first."""
        found = named(Question.objects.open().strongest_first(), self.name)
        return found.filter(kind=self.kind) if self.kind else found

    def left(self) -> str:
        """How many these are, counted up to a thousand: "212", "1,000+"."""
        # The limit stands inside the count, so that the database stops there.
        count = self.questions().order_by().values("pk")[: COUNTED + 1].count()
        return f"{count:,}" if count <= COUNTED else f"{COUNTED:,}+"

    def address(self, question: int = 0) -> str:
        """The queue with this filter, at this question."""
        chosen: dict[str, str | int] = {"kind": self.kind, "name": self.name, "question": question}
        query = urlencode({key: value for key, value in chosen.items() if value})
        return reverse("admin:works_question_queue") + (f"?{query}" if query else "")


def named(found: QuerySet[Question], term: str) -> QuerySet[Question]:
    """Those of the questions whose person's name, or whose title, begins so."""
    if not term:
        return found
    begins = Q(kind=Kind.WORK, name__istartswith=term)
    if folded := names.fold(term):
        begins |= ~Q(kind=Kind.WORK) & Q(name__startswith=folded)
    return found.filter(begins)


def last_answer(user: User) -> Decision | None:
    """The person's newest answer that stands."""
    answered = Q(answers__state__in=(State.SAME, State.DIFFERENT))
    return Decision.objects.in_force().of_people().filter(answered, actor=user).order_by("-id").first()


def pick(chosen: Filter, at: int) -> Question | None:
    """The open question of this number, or else the strongest that the filter lets through."""
    related = [f"{name}__merged_into" for name in ("author", "other", "work", "other_work")]
    named_one = Question.objects.open().filter(pk=at).select_related(*related).first() if at else None
    return named_one or chosen.questions().select_related(*related).first()

"""What speaks for and against a question, and what people decided about its records before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from profiles.models import Author
from works.ledger import decisions
from works.models import Decision, Question, Work

EARLIER = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows, what bars the machine and then the strongest first, and the sum of their points."""

    rows: list[dict[str, Any]]
    total: str

    @classmethod
    def of(cls, question: Question) -> Evidence:
        """The stored evidence, its points with their signs."""
        rows = sorted(question.evidence, key=lambda row: (row["feature"] != "barrier", -abs(row["points"])))
        return cls(
            [{**row, "signed": signed(row["points"])} for row in rows], signed(sum(row["points"] for row in rows))
        )


def signed(points: float) -> str:
    """The points for reading: "+2.45", "−0.60", and a dash for what counts nothing."""
    return f"{points:+.2f}".replace("-", "−") if round(points, 2) else "–"


def earlier(question: Question) -> Iterator[tuple[Decision, str]]:
    """What people decided about these records before, the newest first, and who did."""
    if question.kind == Question.Kind.WORK:
        works = _leading(question.work, question.other_work)
        about = Q(work__in=works) | Q(other_work__in=works)
    else:
        authors = _leading(question.author, question.other)
        about = Q(author__in=authors) | Q(other__in=authors)
    lines = Decision.objects.of_people().exclude(kind=Decision.Kind.UNDO).filter(about)
    for decision in lines.select_related("actor").order_by("-id")[:EARLIER]:
        yield decision, decisions.who(decision)


def _leading(*records: Author | Work | None) -> list[int]:
    """The numbers of the records, and of those they lead to by now."""
    return [pk for record in records if record for pk in (record.pk, record.merged_into_id) if pk]

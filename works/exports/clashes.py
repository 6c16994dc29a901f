"""Which of an author's works would have one citation key, and which of them was known here first."""

from __future__ import annotations

from collections import Counter

from django.db.models import Case, F, OuterRef, Subquery, When

from profiles.models import Author
from works.exports import keys
from works.models import Authorship


def first(author: Author) -> dict[str, int]:
    """Of every citation key that several of the author's works have, the work that has it alone: one query."""
    own = Authorship.objects.filter(author=author, work__is_listed=True, work__merged_into=None)
    named = Case(When(author__renamed_at__isnull=False, then=F("author__name")), default=F("printed_name"))
    opening = Authorship.objects.filter(work=OuterRef("work"), position=1).annotate(shown=named)
    rows = own.annotate(opens=Subquery(opening.values("shown")[:1])).order_by("work_id")
    known: dict[str, int] = {}
    times: Counter[str] = Counter()
    for work, name, year, title in rows.values_list("work_id", "opens", "work__year", "work__title"):
        key = keys.base(name or author.name, year, title)
        times[key] += 1
        known.setdefault(key, work)
    return {key: work for key, work in known.items() if times[key] > 1}

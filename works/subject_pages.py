"""The pages of topics and institutions: their works, and the people on them."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from profiles.models import Author
from works import subject_follows
from works.author_pages import gone
from works.lists import WORKS_A_PAGE, page_number
from works.models import Authorship, Institution, Topic, Work

PEOPLE = 30


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The works of a topic, newest first, and the people on them."""
    record = get_object_or_404(Topic, slug=slug)
    return _subject(request, record, record.works.all(), f"Topic {record.code}")


@require_safe
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """The works that a source tags with an institution, and the people on them."""
    record = get_object_or_404(Institution, slug=slug)
    return _subject(request, record, record.works.all(), "Institution, as sources tag works with it")


def _subject(request: HttpRequest, record: Topic | Institution, works: QuerySet[Work], kicker: str) -> HttpResponse:
    number = page_number(request.GET)
    start = (number - 1) * WORKS_A_PAGE
    newest = works.order_by(F("ordered_on").desc(nulls_last=True), "id").values_list("card", flat=True)
    cards = list(newest[start : start + WORKS_A_PAGE + 1])
    if number == 1 and not cards:
        return gone(request)
    on_these = Authorship.objects.filter(work__in=works).values("author")
    user, noun = request.user, subject_follows.field(record)
    context = {
        "record": record,
        "noun": noun,
        "following": user.subject_follows.filter(**{noun: record}).first() if user.is_authenticated else None,
        "kicker": kicker,
        "cards": [mark_safe(card) for card in cards[:WORKS_A_PAGE]],  # noqa: S308 - rendered at import
        "page": number,
        "more": len(cards) > WORKS_A_PAGE,
        "people": Author.objects.public().filter(id__in=on_these).by_name()[:PEOPLE],
    }
    return render(request, "works/subject.html", context)

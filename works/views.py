"""The pages of works, topics and institutions."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from profiles.models import Author
from works import subject_follows
from works.author_pages import asked_again, gone
from works.lists import WORKS_A_PAGE, page_number
from works.models import Authorship, Institution, Topic, Work
from works.owners import shown

PEOPLE = 30


@require_safe
def work(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """One work: its authors, its abstract, and what each source asserts of it."""
    works = Work.objects.select_related("merged_into").prefetch_related("topics", "institutions")
    record = get_object_or_404(works, public_id=public_id)
    if record.merged_into or slug != record.slug:
        return asked_again(redirect(record.merged_into or record, permanent=True))
    if not record.is_listed:
        return gone(request)
    authorships = list(record.authorships.select_related("author").order_by("position", "id"))
    listings = list(record.listings.newest().select_related("profile__source", "profile__author"))
    shown.dress(authorships, listings)
    context = {
        "work": record,
        "byline": [a for a in authorships if a.position],
        "hidden": [a for a in authorships if a.author and not a.position and not a.author.hidden_at],
        "listings": sorted(listings, key=lambda listing: (listing.profile.source.name, listing.pk)),
    }
    return render(request, "works/work.html", context)


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

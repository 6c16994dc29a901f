"""The pages of topics and institutions, and the lists of both."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from bzpeer import parts
from works import catalogue, subject_follows, subjects
from works import topics as naming
from works.author_pages import gone
from works.describing import head
from works.models import Institution, Topic
from works.subject_follows import Subject
from works.subjects import Place

PARTS = ("works",)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The works of a topic, newest first, and who and what stands on them."""
    record = find_topic(slug)
    if record.slug != slug:
        return redirect(record, permanent=True)
    return _subject(request, record, naming.kicker(record), spellings=naming.spellings(record))


@require_safe
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """The works that a source tags with an institution, newest first, and who and what stands on them."""
    record = get_object_or_404(Institution, slug=slug)
    return _subject(request, record, "Institution, as sources tag works with it")


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All topics with works: those of arXiv by archive, and the others by name."""
    after = request.GET.get("after", "")
    context = {
        "archives": [] if after else catalogue.topics_by_archive(),
        "others": catalogue.page(catalogue.other_topics(), after),
        "after": after,
    }
    return render(request, "works/topics.html", context)


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """All institutions with works, by name."""
    after = request.GET.get("after", "")
    page = catalogue.page(Institution.objects.all(), after)
    context = {"page": page, "after": after, "letters": catalogue.letters(after)}
    return render(request, "works/institutions.html", context)


def find_topic(slug: str) -> Topic:
    """The topic of this slug, or of one that another spelling of its code makes; 404 where there is none."""
    found = Topic.objects.filter(slug=slug).first()
    if found is None and (own := naming.elsewhere(slug)):
        found = Topic.objects.filter(slug=own).first()
    if found is None:
        raise Http404("There is no such topic.")
    return found


def _subject(request: HttpRequest, record: Subject, kicker: str, **more: Any) -> HttpResponse:
    if "page" in request.GET:
        # Pages had numbers once.
        return redirect(record, permanent=True)
    year, after = _year(request), Place.read(request.GET.get("after", ""))
    works = subjects.works(record, year, after)
    begins = year is None and after is None
    if begins and not works.cards:
        return gone(request)
    user, noun = request.user, subject_follows.field(record)
    context = {
        "record": record,
        "noun": noun,
        "kicker": kicker,
        "following": user.subject_follows.filter(**{noun: record}).first() if user.is_authenticated else None,
        "works": works,
        "year": year,
        "years": subjects.years(record),
        "after": after,
        "head": head.of_subject(request, record, is_plain=begins),
        **more,
    }
    if begins and not parts.wanted(request, PARTS):
        context |= {"people": subjects.people(record), "near": subjects.near(record), "newest": subjects.NEWEST}
        context["most"] = subjects.PEOPLE
    return parts.render(request, "works/subject.html", context, PARTS)


def _year(request: HttpRequest) -> int | None:
    year = request.GET.get("year", "")
    return int(year) if year.isascii() and year.isdigit() and len(year) == 4 and int(year) else None

"""The pages of a reader who follows: the feed, the list of what is followed, the buttons of topics and the like."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bzpeer import parts
from profiles import addresses_of, follow_forms
from profiles.follow_forms import Wish
from profiles.models import DigestRhythm, Tell, User
from works import subject_follows
from works.feed import finding, followed, reading
from works.feed.reading import Place
from works.models import SubjectFollow


@login_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """New works of what the reader follows, the newest first."""
    user = _reader(request)
    place = Place.from_text(request.GET.get("before", ""))
    page = reading.page(user.pk, place)
    context = {"page": page, "is_first": place == Place(), "days": finding.DAYS_OF_NEWS}
    if not page.entries:
        context["follows"], context["since"] = reading.since_when(user.pk)
    return render(request, "works/feed.html", context)


@login_required
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """Everything that the reader follows, with what is told of each, and how often a mail comes."""
    user = _reader(request)
    text, after = follow_forms.search_of(request.GET.get("q", "")), request.GET.get("after", "")
    rows, more = followed.page(user.pk, text, after)
    context = {
        "rows": rows,
        "more": more,
        "text": text,
        "after": after,
        "ended": followed.find(request.GET.get("ended", "")),
        "rhythms": DigestRhythm.choices,
        "address": addresses_of.for_mail(user),
    }
    return render(request, "works/feed_following.html", context)


@login_required
@require_POST
def rhythm(request: HttpRequest) -> HttpResponse:
    """Sets how often the reader is mailed what is new."""
    wanted = request.POST.get("digest", "")
    if wanted in DigestRhythm.values:
        User.objects.filter(pk=_reader(request).pk).update(digest=wanted)
        day = {DigestRhythm.DAILY: "day", DigestRhythm.WEEKLY: "Monday"}.get(DigestRhythm(wanted))
        said = f"A mail comes every {day} on which something is new." if day else "No mail comes with what is new."
        messages.success(request, said)
    return redirect("following")


@require_POST
def follow_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts or stops following a topic, or sets what is told, as the form says."""
    return _follow(request, "topic", slug)


@require_POST
def follow_institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts or stops following an institution, or sets what is told, as the form says."""
    return _follow(request, "institution", slug)


def _follow(request: HttpRequest, noun: str, slug: str) -> HttpResponse:
    subject = subject_follows.find(noun, slug)
    if subject is None:
        raise Http404("There is no such page.")
    if not request.user.is_authenticated:
        return parts.to_login(request, subject.get_absolute_url())
    user, wish = request.user, Wish.of(request)
    if wish.stop:
        subject_follows.stop(user, subject)
    elif not subject_follows.start(user, subject, wish.tell or Tell.WORKS) and wish.tell:
        subject_follows.hear(user, subject, wish.tell)
    if parts.wanted(request, ("follow",)):
        subject.refresh_from_db(fields=["followers_count"])
        held = SubjectFollow.objects.filter(user=user, **{noun: subject}).first()
        context = {"followed": subject, "following": held, "noun": noun, "saved": wish.is_choice}
        return parts.render(request, "profiles/follow.html", context, ("follow",))
    follow_forms.say(request, wish)
    return follow_forms.back(request, subject.get_absolute_url(), f"{noun}:{slug}" if wish.stop else "")


def _reader(request: HttpRequest) -> User:
    assert request.user.is_authenticated, "Only who is logged in comes here."
    return request.user

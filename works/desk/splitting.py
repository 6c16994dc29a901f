"""Splitting at the desk: works and source pages are ticked, what would move is shown, and then it moves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from profiles.models import Author
from works.desk import acting
from works.desk.editing import RecordAdmin
from works.ledger import splits
from works.models import Authorship, Listing, SourceProfile

MOST_PROFILES = 100


def view(desk: RecordAdmin) -> Callable[..., HttpResponse]:
    """The view that splits an author: first it shows what would move, and then, asked again, does it."""

    def split(request: HttpRequest, pk: int) -> HttpResponse:
        acting.need(request, acting.DECIDE)
        author: Author = desk.record(pk)
        profiles = list(author.source_profiles.filter(id__in=acting.numbers(request.POST.getlist("profile"))))
        mentions = set(acting.numbers(request.POST.getlist("mention"))) | _only_listed_by(author, profiles)
        to = Author.objects.filter(pk=acting.number(request.POST.get("to"))).first()
        if not mentions:
            messages.error(request, "Tick the works that belong to somebody else.")
        elif "sure" in request.POST:
            acting.told(request, partial(_split, request, author, mentions, to, profiles))
        else:
            slots = Authorship.objects.filter(id__in=mentions, author=author).select_related("work")
            slots = slots.order_by(F("work__ordered_on").desc(nulls_last=True), "work_id")
            more = {"slots": slots, "profiles": profiles, "to": to, "rest": author.works_count - len(slots)}
            seen, note = acting.seen(request), acting.with_note(request, "").strip()
            return desk.show(request, "admin/works/split.html", author, "Split", **more, seen=seen, note=note)
        return desk.to(author)

    return split


def _split(
    request: HttpRequest, author: Author, mentions: Collection[int], to: Author | None, profiles: list[SourceProfile]
) -> Any:
    count = f"{len(mentions):,} work{'' if len(mentions) == 1 else 's'}"
    verb = "is" if len(mentions) == 1 else "are"
    whose = f"{to.name}’s ({to.public_id})" if to else "another person’s"
    reason = acting.with_note(request, f"{count} of {author.name} ({author.public_id}) {verb} {whose}.")
    ids = [profile.pk for profile in profiles]
    by, seen = acting.by(request), acting.seen(request)
    return splits.split(author, mentions, by, reason, to=to, profiles=ids, seen=seen)


def _only_listed_by(author: Author, profiles: Collection[SourceProfile]) -> set[int]:
    """The slots of the author that no other page of a source lists as its person's: they go with the pages."""
    if not profiles:
        return set()
    listed = Listing.objects.filter(profile__author=author, slot__author=author)
    theirs = set(listed.filter(profile__in=profiles).values_list("slot", flat=True))
    others = set(listed.exclude(profile__in=profiles).filter(slot__in=theirs).values_list("slot", flat=True))
    return {slot for slot in theirs - others if slot}

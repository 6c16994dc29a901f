"""The page of a work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from works.author_pages import asked_again, gone
from works.models import Work
from works.owners import shown


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

"""The pages of authors: the list, the profile, and the plain list of publications."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from bzpeer import pagecache, parts
from profiles import names, trust
from profiles.models import Author
from works import metrics
from works.lists import Choice, Publications, page_number, works_of
from works.models import Assignment

AUTHORS_A_PAGE = 50


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Everyone with an imported work in the order of names, or all who carry one name."""
    found = Author.objects.public().by_name()
    if name := request.GET.get("name", ""):
        found = found.filter(folded_name=names.fold(name))
    after = request.GET.get("after", "")
    page = found.after(after)[: AUTHORS_A_PAGE + 1]
    shown = list(page[:AUTHORS_A_PAGE])
    more = shown[-1].place if len(page) > AUTHORS_A_PAGE else ""
    return render(request, "profiles/authors.html", {"authors": shown, "name": name, "after": after, "more": more})


def find(public_id: str) -> Author:
    """The author of this id, merged or not; 404 where there is none."""
    return get_object_or_404(Author.objects.with_namesakes(), public_id=public_id)


def moved(author: Author, slug: str, view: str) -> HttpResponse | None:
    """The redirect to the page's current address (merged or renamed records moved); None where this is it."""
    home = author.merged_into or author
    if home is author and slug == author.slug:
        return None
    return asked_again(redirect(view, home.public_id, home.slug, permanent=True))


def asked_again(response: HttpResponse) -> HttpResponse:
    """The answer, which browsers ask for again each time: a merge can be undone, and what was withdrawn may return."""
    response["Cache-Control"] = "no-cache"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """The page of what was withdrawn."""
    return asked_again(render(request, "gone.html", status=HTTPStatus.GONE))


def is_gone(author: Author) -> bool:
    """Whether the record was imported, and nothing speaks of it any more; a query only where nothing does."""
    return author.level == 0 and author.works_count == 0 and Assignment.objects.filter(author=author).exists()


@require_safe
def author(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The profile, or its list of works alone."""
    record = find(public_id)
    if elsewhere := moved(record, slug, "author"):
        return elsewhere
    if is_gone(record):
        return gone(request)
    context = {
        "author": record,
        "works": works_of(record, Choice.from_query(request.GET)),
        "trust": trust.compute(trust.TrustInputs.from_stored(record.trust_inputs)),
        "metrics": metrics.strip(record),
        "flags": metrics.flags(record),
        "following": request.user.is_authenticated and request.user.follows.filter(author=record).exists(),
    }
    response = parts.render(request, "profiles/author.html", context, ("works",))
    return response if request.user.is_authenticated else pagecache.keep(response, record.version)


@require_safe
def publications(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """The works as a plain list of titles and abstracts, for reading and printing."""
    record = find(public_id)
    if elsewhere := moved(record, slug, "publications"):
        return elsewhere
    if is_gone(record):
        return gone(request)
    works = Publications.of(record, page_number(request.GET))
    return render(request, "works/publications.html", {"author": record, "works": works})

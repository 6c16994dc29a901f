"""The pages of an author: the profile, and the plain list of publications."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bzpeer import pagecache, parts
from profiles import owners, trust
from profiles.claims import panel as claim_panel
from profiles.compiled import Compiled
from profiles.conversations import panel as collaboration
from profiles.models import Author, Follow
from works import metrics
from works.describing import head, signposting
from works.lists import Choice, Publications, WorksPage, page_number, works_of
from works.models import Assignment
from works.owners import links, shown

_PROFILE = "profiles/author.html"


def find(public_id: str) -> Author:
    """The author of this id, merged or not; 404 where there is none."""
    # PostgreSQL takes no NUL in a text.
    found = None if "\0" in public_id else _FIND.first(public_id)
    if found is None:
        raise Http404("There is no such author.")
    return found


def _found(public_id: str) -> QuerySet[Author]:
    return Author.objects.with_namesakes().with_due().annotate(shown_links=links.shown()).filter(public_id=public_id)


_FIND = Compiled(_found, "one public id")
_FOLLOWING = Compiled(lambda user, author: Follow.objects.filter(user=user, author=author), -1, -2)


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


def gone(request: HttpRequest, author: Author | None = None) -> HttpResponse:
    """The page of what was withdrawn, or of an author's record that is not shown."""
    context = {"hidden": author is not None and is_hidden(author)}
    return asked_again(render(request, "gone.html", context, status=HTTPStatus.GONE))


def is_hidden(author: Author) -> bool:
    """Whether an objection hides the record, or the one that absorbed it: asked first, as an address holds a name."""
    return (author.merged_into or author).hidden_at is not None


def is_gone(author: Author) -> bool:
    """Whether the record was imported, and nothing speaks of it any more; a query only where nothing does."""
    if author.merged_into_id or author.level or author.works_count:
        return False
    return Assignment.objects.filter(author=author).exists()


@require_safe
def author(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The profile, or its list of works alone."""
    record = find(public_id)
    if is_hidden(record):
        return gone(request, record)
    if is_gone(record):
        return gone(request)
    if elsewhere := moved(record, slug, "author"):
        return elsewhere
    works = works_of(record, Choice.from_query(request.GET))
    if parts.wanted(request, ("works",)):
        return _works_alone(request, record, works)
    context = {"works": works, **_beside(request, record)}
    context["head"] = head.of_author(request, record, context["author_links"], is_plain=works.choice.is_plain)
    response = parts.render(request, _PROFILE, context, ("works",))
    response["Link"] = signposting.header(signposting.of_author(record.public_id, head.root_of(request)))
    if request.user.is_authenticated or getattr(record, "trust_is_due", False):
        return response
    return pagecache.keep(response, record.version)


def _beside(request: HttpRequest, record: Author) -> dict[str, Any]:
    """What stands beside the works; of what differs between readers, what this one sees."""
    shown.dress_history(record)
    user = request.user
    claimed = user.is_authenticated and owners.may_be_claimed(user, record)
    return {
        "author": record,
        "author_links": links.dress(record),
        "trust": trust.compute(trust.TrustInputs.from_stored(record.trust_inputs)),
        "metrics": metrics.strip(record),
        "flags": metrics.flags(record),
        "following": _FOLLOWING.first(user.pk, record.pk) if user.is_authenticated else None,
        "claim_panel": claim_panel.panel(user, record, may_be_claimed=claimed),
        "collaboration": collaboration.panel(user, record, may_be_claimed=claimed),
    }


def _works_alone(request: HttpRequest, record: Author, works: WorksPage) -> HttpResponse:
    response = parts.render(request, _PROFILE, {"author": record, "works": works}, ("works",))
    # A form sends its empty fields, too: the address that others are given does without.
    response["HX-Push-Url"] = works.here
    return response


@require_safe
def publications(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """The works as a plain list of titles and abstracts, for reading and printing."""
    record = find(public_id)
    if is_hidden(record):
        return gone(request, record)
    if is_gone(record):
        return gone(request)
    if elsewhere := moved(record, slug, "publications"):
        return elsewhere
    works = Publications.of(record, page_number(request.GET))
    return render(request, "works/publications.html", {"author": record, "works": works})

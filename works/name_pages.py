"""The list of everyone by name, and the page of a name."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from profiles import names
from profiles.addresses import name_address
from profiles.models import Author
from works import catalogue, homonyms

AUTHORS_A_PAGE = 50


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Everyone with an imported work in the order of names; who asks for a name is sent to its page."""
    if folded := homonyms.words(request.GET.get("name", "")[: names.LONGEST]):
        return redirect(name_address(folded), permanent=True)
    after = request.GET.get("after", "")
    found = list(Author.objects.public().by_name().after(after)[: AUTHORS_A_PAGE + 1])
    shown = found[:AUTHORS_A_PAGE]
    more = shown[-1].place if len(found) > AUTHORS_A_PAGE else ""
    context = {"authors": shown, "after": after, "more": more, "letters": catalogue.letters(after)}
    return render(request, "profiles/authors.html", context)


@require_safe
def name(request: HttpRequest, name: str) -> HttpResponse:
    """Everyone of a name, and the works that print it and are placed with nobody; 404 where there is neither.

    Whoever was renamed stands under the new name alone, and who is hidden nowhere: the old name leads to nobody.
    """
    folded = homonyms.words(name)
    if not folded or len(folded) > names.LONGEST:
        raise Http404("This is no name.")
    if request.path != name_address(folded):
        return redirect(name_address(folded), permanent=True)
    after, before = _number(request, "after"), _number(request, "works")
    people = homonyms.people(folded, after or 0)
    unplaced = homonyms.unplaced(folded, before)
    begins = after is None and before is None
    if begins and not people.shown and not unplaced.cards:
        raise Http404("Nobody has this name.")
    context = {
        "name": people.shown[0].name if people.shown else unplaced.printed or folded.title(),
        "folded": folded,
        "people": people,
        "unplaced": unplaced,
        "doubted": homonyms.doubted(people.shown),
        "near": homonyms.near(folded) if begins else [],
        "begins": begins,
    }
    return render(request, "names/name.html", context)


def _number(request: HttpRequest, key: str) -> int | None:
    number = request.GET.get(key, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None

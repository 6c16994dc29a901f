"""Where an owner goes through the works of the record, and those of others that may be theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bzpeer import parts
from profiles import owners, powers
from profiles.models import Author, Claim
from profiles.powers import Power
from works.ledger import decisions
from works.ledger.decisions import Conflict
from works.lists import page_number
from works.owners import acting, pages, ticks, worklist
from works.owners.tick import Tick

PARTS = ("ticks",)
TEMPLATE = "works/owners/works.html"


@pages.for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def works(request: HttpRequest, public_id: str) -> HttpResponse:
    """The works of the record with what was said of each; a POST takes the ticks."""
    user, author, claim = pages.owned(request, public_id)
    if request.method != "POST":
        return _show(request, author, claim)
    said = ""
    try:
        said = ticks.answer(user, author, _ticks(request), pages.number(request.POST.get("seen"))).sentence
    except Conflict as conflict:
        return _show(request, author, claim, problem=str(conflict))
    if parts.wanted(request, PARTS):
        author.refresh_from_db()
        return _show(request, author, claim, said=said)
    messages.success(request, said)
    return redirect(_address(request, author))


def _ticks(request: HttpRequest) -> dict[int, Tick]:
    """What was ticked, by slot, and of the rest of the page where a button said so; what makes no sense is nothing."""
    found: dict[int, Tick] = {}
    for key, value in request.POST.items():
        slot = pages.number(key.removeprefix("tick-")) if key.startswith("tick-") else None
        if slot is not None and value in set(Tick):
            found[slot] = Tick(value)
    if request.POST.get("rest") == Tick.MINE:
        shown = filter(None, map(pages.number, request.POST.getlist("shown")))
        found = dict.fromkeys(shown, Tick.MINE) | found
    return found


def _address(request: HttpRequest, author: Author) -> str:
    query = request.GET.urlencode()
    return reverse("owner-works", args=[author.public_id]) + (f"?{query}" if query else "")


def _show(request: HttpRequest, author: Author, claim: Claim, **more: Any) -> HttpResponse:
    level = owners.level_of(claim, author)
    only_open = request.GET.get("show") == "open"
    last = ticks.last(claim)
    context = {
        "author": author,
        "list": worklist.of(claim, author, page_number(request.GET), only_open=only_open),
        "ticks": list(Tick),
        "decides": powers.may(level, Power.DECIDE_WORKS),
        "refusal": "" if powers.may(level, Power.PROPOSE_WORKS) else acting.refusal(claim, author, Power.PROPOSE_WORKS),
        "last": last,
        "last_words": ticks.words(last) if last else "",
        "seen": decisions.newest(),
        "address": _address(request, author),
    }
    # What cannot be is said in its place: a fragment that is an error would not be shown.
    status = 409 if more.get("problem") and not parts.wanted(request, PARTS) else 200
    return parts.render(request, TEMPLATE, context | more, PARTS, status=status)


@pages.for_owners
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undoes what the owner said of works last, all that was sent with one form."""
    user, author, claim = pages.owned(request, public_id)
    try:
        ticks.take_back_last(user, author, pages.number(request.POST.get("line")) or 0)
    except Conflict as conflict:
        return _show(request, author, claim, problem=str(conflict))
    messages.success(request, "Taken back.")
    return redirect("owner-works", author.public_id)

"""The pages of claims: opening one, seeing what became of it, and contesting somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bzpeer import parts
from profiles import owners
from profiles.claims import contests, known, ladder, panel, verbs
from profiles.claims.errors import NotPossible, TooOften
from profiles.claims.forms import ClaimForm, appealing, contesting, reopening
from profiles.models import Author, Claim, User

PARTS = ("claim",)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of a claim; what is sent opens it, and shows its state in the panel or on a page of its own."""
    author = _public(public_id)
    if not request.user.is_authenticated:
        return parts.to_login(request, author.get_absolute_url())
    user = request.user
    held = owners.claim_on(user, author)
    if request.method != "POST" and held and held.is_open:
        return _panel(request, author) if parts.wanted(request, PARTS) else redirect("claim", held.pk)
    form = ClaimForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    shown = {"author": author, "form": form}
    if request.method != "POST" or not form.is_valid():
        return _form(request, "profiles/claims/open.html", shown, form)
    try:
        made = verbs.open_claim(user, author, form.cleaned_data["name"], form.cleaned_data["text"])
    except NotPossible as problem:
        return _form(request, "profiles/claims/open.html", shown, form, problem)
    if parts.wanted(request, PARTS):
        return _panel(request, author)
    messages.success(request, "Your claim is open. This page says what becomes of it.")
    return redirect("claim", made.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form that says why a claim is wrong; what is sent rests the owner's powers until a curator decides."""
    author = _public(public_id)
    if not request.user.is_authenticated:
        return parts.to_login(request, author.get_absolute_url())
    owner = Claim.objects.owning().filter(author=author).first()
    if owner is None:
        messages.info(request, "Nobody owns this record now.")
        return redirect(author)
    form = contesting(request.POST if request.method == "POST" else None)
    shown = {"author": author, "form": form}
    if request.method != "POST" or not form.is_valid():
        return _form(request, "profiles/claims/contest.html", shown, form)
    try:
        contests.contest(owner, request.user, form.cleaned_data["text"])
    except NotPossible as problem:
        return _form(request, "profiles/claims/contest.html", shown, form, problem)
    if parts.wanted(request, PARTS):
        return _panel(request, author)
    messages.success(request, "Your contest waits for a curator. You are told what becomes of it.")
    return redirect(author)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The person's claims, the newest first."""
    claims = Claim.objects.filter(user=cast(User, request.user)).select_related("author").order_by("-id")
    return render(request, "profiles/claims/mine.html", {"claims": claims[:200]})


@login_required
@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim of the person's: its state, its proofs, what is missing, and everything that became of it."""
    return _show(request, _of_person(request, pk))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the claim up."""
    try:
        verbs.withdraw(_of_person(request, pk))
        messages.success(request, "You withdrew the claim.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("claim", pk)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a refused claim again, with what the person adds."""
    return _again(request, pk, "reopen", reopening(request.POST), verbs.reopen, "Your claim is open again.")


@login_required
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a refused claim before another curator."""
    said = "Your claim waits for another curator."
    return _again(request, pk, "appeal", appealing(request.POST), verbs.appeal, said)


def _again(
    request: HttpRequest, pk: int, name: str, form: Form, verb: Callable[[Claim, str], Claim], said: str
) -> HttpResponse:
    found = _of_person(request, pk)
    if not form.is_valid():
        return _show(request, found, {name: form}, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        verb(found, form.cleaned_data["text"])
    except NotPossible as problem:
        return _show(request, found, {name: form, "problem": str(problem)}, _status(problem))
    messages.success(request, said)
    return redirect("claim", pk)


def _show(
    request: HttpRequest, found: Claim, more: dict[str, Any] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    read = known.one(found)
    facts = known.facts(read)
    context = {
        "claim": read,
        "author": read.author,
        "panel": panel.of(read),
        "level": ladder.level(facts),
        "proofs": known.shown(read),
        "events": found.events.all(),
        "anothers": Claim.objects.owning().filter(author=read.author).exclude(pk=read.pk).exists(),
        "reopen": reopening(),
        "appeal": appealing(),
        **(more or {}),
    }
    return render(request, "profiles/claims/claim.html", context, status=status)


def _public(public_id: str) -> Author:
    found = get_object_or_404(Author.objects.select_related("merged_into"), public_id=public_id, hidden_at=None)
    return found.merged_into or found


def _of_person(request: HttpRequest, pk: int) -> Claim:
    return get_object_or_404(Claim, pk=pk, user=cast(User, request.user))


def _panel(request: HttpRequest, author: Author) -> HttpResponse:
    author.refresh_from_db()
    context = {"author": author, "claim_panel": panel.panel(cast(User, request.user), author)}
    return parts.render(request, "profiles/_claim.html", context, PARTS)


def _form(
    request: HttpRequest, template: str, context: dict[str, Any], form: Form, problem: NotPossible | None = None
) -> HttpResponse:
    if problem:
        form.add_error(None, str(problem))
    status = _status(problem) if problem else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    response = parts.render(request, template, context, PARTS, status)
    if status != HTTPStatus.OK:
        # The form with its errors is what belongs in its place, and not the short message for a failed call.
        response["HX-Reswap"] = "outerHTML"
    return response


def _status(problem: NotPossible) -> int:
    return HTTPStatus.TOO_MANY_REQUESTS if isinstance(problem, TooOften) else HTTPStatus.CONFLICT

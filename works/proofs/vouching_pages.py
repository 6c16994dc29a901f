"""The pages of those who may vouch: whom they can vouch for, and one claim with the question whether it is true."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import owners
from profiles.claims.errors import NotPossible
from profiles.models import Claim, User
from profiles.powers import Power
from works.proofs import vouches


@login_required
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Open claims of the person's co-authors; who owns no verified record is told that it takes one."""
    user = cast(User, request.user)
    shown = {"may": bool(owners.records_of(user, Power.VOUCH)), "claims": vouches.waiting(user)}
    return render(request, "works/proofs/vouching.html", shown)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim for those who share a work with its record; the form vouches for it, or takes that back."""
    user = cast(User, request.user)
    claim = get_object_or_404(Claim.objects.open().select_related("author"), pk=pk, user__isnull=False)
    able, given = vouches.records(user, claim), vouches.given(user, claim)
    if not able and given is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            _answer(request, user, claim)
            return redirect("vouch", claim.pk)
        except NotPossible as said:
            problem = str(said)
    works = vouches.titles(able[0]) if able else []
    shown = {"claim": claim, "author": claim.author, "able": able, "given": given, "works": works, "problem": problem}
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(request, "works/proofs/vouch.html", shown, status=status)


def _answer(request: HttpRequest, user: User, claim: Claim) -> None:
    if request.POST.get("stop"):
        vouches.take_back(user, claim)
        messages.success(request, "You took your word back.")
        return
    if request.POST.get("sure") != "yes":
        raise NotPossible("Please tick that you know it to be true.")
    vouches.give(user, claim)
    messages.success(request, "You vouched for the claim. You can take it back here at any time.")

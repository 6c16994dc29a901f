"""The page where the person of a claim gives proofs; every form works without JavaScript."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bzpeer import parts
from profiles.claims.errors import NotPossible, TooOften
from profiles.models import Claim, Proof, User
from works.proofs import affiliation, confirming, homepage, orcid, registry, vouches
from works.proofs.forms import AskForm

PARTS = ("proof-orcid", "proof-homepage")
KINDS = ("affiliation", "orcid", "homepage", "vouch")
_OFTEN = "You did that often enough for now. Please come back later."


@login_required
@never_cache
@require_safe
def proofs(request: HttpRequest, pk: int) -> HttpResponse:
    """All kinds of proofs with what each needs; the part of one kind while a worker looks at it."""
    return _show(request, _of_person(request, pk))


@login_required
@never_cache
@require_POST
def give(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Gives one proof, or asks for it; the page says what came of it."""
    claim = _of_person(request, pk)
    if kind not in KINDS:
        raise Http404
    ask = AskForm(request.POST)
    if kind == "vouch" and not ask.is_valid():
        return _show(request, claim, ask, "Please look at what you wrote.", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        messages.success(request, _give(request, claim, kind, ask))
    except TooOften as problem:
        return _show(request, claim, ask, str(problem), HTTPStatus.TOO_MANY_REQUESTS)
    except NotPossible as problem:
        return _show(request, claim, ask, str(problem), HTTPStatus.CONFLICT)
    return redirect("proofs", claim.pk)


def _give(request: HttpRequest, claim: Claim, kind: str, ask: AskForm) -> str:
    """Does what the form asks for and says so in a sentence."""
    _not_too_often(request, "ask_coauthor" if kind == "vouch" else "give_proof")
    if kind == "affiliation":
        return _give_affiliation(request, claim)
    if kind == "homepage":
        homepage.give(claim, _number(request.POST.get("link", "")))
        return "A worker looks at the page; this page says what it finds."
    if kind == "vouch":
        vouches.ask(claim, ask.cleaned_data["author"], ask.cleaned_data["text"])
        return "Your co-author was told, and can answer by the link in the notice."
    if request.POST.get("anew"):
        orcid.ask(claim)
        return "A worker fetches your ORCID record; this page says what it finds."
    return orcid.give(claim).reason


def _give_affiliation(request: HttpRequest, claim: Claim) -> str:
    email = request.POST.get("email", "").replace("\0", "")
    if affiliation.find(claim, email).was_used:
        _not_too_often(request, "confirm_proof")
        confirming.send(claim, email)
        return "We sent a link to the address. Open it within a day to confirm the address anew."
    proof = affiliation.give(claim, email)
    return proof.reason if proof.state == Proof.State.PROVEN else f"The address waits. {proof.reason}"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the link of a mail leads: a button that confirms the address anew, since mail programs open links."""
    claim = _of_person(request, pk)
    token = (request.POST if request.method == "POST" else request.GET).get("token", "")
    try:
        email = confirming.read(claim, token)
        if request.method == "POST":
            proof = affiliation.renew(claim, email)
            held = proof.state == Proof.State.PROVEN
            messages.success(request, "The address is confirmed." if held else f"The address waits. {proof.reason}")
            return redirect("proofs", claim.pk)
    except NotPossible as problem:
        return _show(request, claim, None, str(problem), HTTPStatus.CONFLICT)
    shown = {"claim": claim, "author": claim.author, "email": email, "token": token}
    return render(request, "works/proofs/confirm.html", shown)


def _show(
    request: HttpRequest, claim: Claim, ask: AskForm | None = None, problem: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    offers = {f"proof_{offer.kind}": offer for offer in registry.offers(claim)}
    shown = {
        "claim": claim,
        "author": claim.author,
        "offers": offers.values(),
        "ask": ask or AskForm(),
        "profile_url": f"{settings.SITE_URL}{claim.author.get_absolute_url()}",
        "problem": problem,
    }
    return parts.render(request, "works/proofs/proofs.html", shown | offers, PARTS, status)


def _of_person(request: HttpRequest, pk: int) -> Claim:
    """The open claim of the person; 404 for everybody else's, and for closed ones."""
    mine = Claim.objects.open().filter(user=cast(User, request.user)).select_related("author", "user")
    return get_object_or_404(mine, pk=pk)


def _not_too_often(request: HttpRequest, action: str) -> None:
    if not ratelimit.consume(request, action=action):
        raise TooOften(_OFTEN)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

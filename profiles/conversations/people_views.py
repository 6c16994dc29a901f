"""Pages that begin a conversation or protect from one: the invitation, the report, and who is blocked."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from profiles.claims.errors import NotPossible
from profiles.conversations import blocks, invitations, limits, people, reports, threads
from profiles.conversations.forms import InviteForm, ReportForm
from profiles.conversations.limits import Act
from profiles.conversations.panel import Panel, State, panel
from profiles.conversations.views import members
from profiles.models import Author, Conversation, User


@require_http_methods(["GET", "HEAD", "POST"])
@members
def invite(request: HttpRequest, user: User, public_id: str) -> HttpResponse:
    """The form of an invitation, or why there is none; a POST sends it and opens its page."""
    author = get_object_or_404(Author.objects.public(), public_id=public_id)
    look = panel(user, author)
    if request.method != "POST":
        return _form(request, author, look, InviteForm(look, author))
    if look.state is not State.READY:
        status = HTTPStatus.TOO_MANY_REQUESTS if look.state is State.LIMIT else HTTPStatus.CONFLICT
        return _form(request, author, look, InviteForm(look, author, request.POST), status)
    form = InviteForm(look, author, request.POST)
    if not limits.spend(user, Act.ASK):
        form.add_error(None, limits.OFTEN)
        return _form(request, author, look, form, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _form(request, author, look, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = invitations.invite(user, author, form.letter(), form.chosen())
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return _form(request, author, look, form, HTTPStatus.CONFLICT)
    notes.success(request, f"Your invitation is on its way to {author.name}.")
    return redirect("conversation", made.pk)


def _form(
    request: HttpRequest, author: Author, look: Panel, form: InviteForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"author": author, "panel": look, "form": form, "is_ready": look.state is State.READY}
    return render(request, "profiles/conversations/invite.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members
def report(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """The form that asks the staff to look at a conversation; a POST sends it and says so."""
    talk = threads.find(user, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = _report(user, talk, form) if form.is_bound else int(HTTPStatus.OK)
    if not status:
        notes.success(request, "Thank you: the staff will look at it. The other person is not told.")
        return redirect("conversation", pk)
    side = people.side_of(talk, user)
    context = {"talk": talk, "other": people.Owners([talk]).person(talk, side.other), "form": form}
    return render(request, "profiles/conversations/report.html", context, status=status)


def _report(user: User, talk: Conversation, form: ReportForm) -> int:
    """Sends the report; the status where it could not be, with the reason in the form."""
    if not limits.spend(user, Act.REPORT):
        form.add_error(None, limits.OFTEN)
        return HTTPStatus.TOO_MANY_REQUESTS
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        reports.report(talk, user, form.cleaned_data["text"])
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return HTTPStatus.CONFLICT
    return 0


@require_http_methods(["GET", "HEAD", "POST"])
@members
def blocked(request: HttpRequest, user: User) -> HttpResponse:
    """Whom the reader blocked; a POST unblocks one of them."""
    if request.method == "POST":
        block = request.POST.get("block", "")
        if block.isascii() and block.isdigit() and len(block) < 19 and blocks.unblock(user, int(block)):
            notes.success(request, "Unblocked: you can write to each other again.")
        return redirect("blocked")
    return render(request, "profiles/conversations/blocked.html", {"blocked": blocks.listed(user)})

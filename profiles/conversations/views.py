"""Pages of conversations: the list, one of them with its fragments, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from bzpeer import parts
from profiles import inbox
from profiles.claims.errors import NotPossible
from profiles.conversations import blocks, invitations, limits, lists, messages, presence, threads
from profiles.conversations.forms import MessageForm, WordForm
from profiles.conversations.limits import Act
from profiles.conversations.threads import Thread
from profiles.models import Conversation, User

THREAD = "profiles/conversations/thread.html"
ANSWER = "profiles/conversations/answer.html"
PARTS = ("earlier", "newer")
ENDED = "Your session has ended, and this was not sent. Log in in another tab, come back, and send it again."


def members(view: Callable[Concatenate[HttpRequest, User, ...], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with who is logged in as its second argument, kept by no cache; others go to the log-in and back."""

    @never_cache
    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, request.user, *args, **kwargs)
        return parts.to_login(request, request.get_full_path() if request.method == "GET" else reverse("conversations"))

    return seen


@require_safe
@members
def conversations(request: HttpRequest, user: User) -> HttpResponse:
    """The reader's conversations, newest first."""
    return render(request, "profiles/conversations/list.html", {"listing": lists.read(user, request.GET.dict())})


@require_safe
@never_cache
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """One conversation; or its fragments: messages that came before, and those that are new."""
    part = parts.wanted(request, PARTS)
    if not request.user.is_authenticated:
        # An open page must not jump to the log-in while somebody types.
        over = {"session_is_over": True, "pk": pk}
        return parts.render(request, THREAD, over, PARTS) if part else parts.to_login(request, request.path)
    talk = threads.find(request.user, pk)
    if part == "newer":
        return _newer(request, request.user, talk)
    return page(request, request.user, talk)


def page(
    request: HttpRequest, user: User, talk: Conversation, status: int = 200, **forms: MessageForm | WordForm
) -> HttpResponse:
    """The whole page, with forms that could not be taken as they are."""
    before = _id(request.GET.get("before", ""))
    thread = Thread.of(talk, user, before)
    context = {
        "thread": thread,
        "pk": talk.pk,
        "lines": thread.page.messages,
        "is_past": before is not None,
        "form": forms.get("form") or MessageForm(initial={"seen": thread.after}),
        "word": forms.get("word") or WordForm(),
        "rhythm": limits.rhythm(),
    }
    return parts.render(request, THREAD, context, PARTS, status)


def _newer(request: HttpRequest, user: User, talk: Conversation) -> HttpResponse:
    presence.note(talk, user.pk)
    if request.GET.get("invited") and talk.state != Conversation.State.INVITED:
        return HttpResponseClientRefresh()
    after = _id(request.GET.get("after", "")) or 0
    lines = messages.newer(talk, after)
    if not lines:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    # One of the page's queries: who the other is.
    thread = Thread.of(talk, user)
    context = {"thread": thread, "pk": talk.pk, "lines": lines, "after": lines[-1].pk, "rhythm": limits.rhythm()}
    return parts.render(request, THREAD, context | {"arrived": True}, PARTS)


@require_POST
@never_cache
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a message: the form anew, or the page with it; what cannot be sent stays in the form with the reason."""
    form = MessageForm(request.POST)
    if not request.user.is_authenticated:
        form.add_error(None, ENDED)
        back = reverse("conversation", args=[pk])
        return _answer(request, pk, form, 401) if parts.wanted(request, ("answer",)) else parts.to_login(request, back)
    talk = threads.find(request.user, pk)
    if status := _problem(request.user, talk, form):
        if parts.wanted(request, ("answer",)):
            return _answer(request, pk, form, status)
        return page(request, request.user, talk, status, form=form)
    if not parts.wanted(request, ("answer",)):
        return redirect(f"{reverse('conversation', args=[pk])}#newest")
    context = {"pk": pk, "form": MessageForm(), "is_fresh": True}
    return trigger_client_event(parts.render(request, ANSWER, context, ("answer",)), "written")


def _problem(user: User, talk: Conversation, form: MessageForm) -> int:
    """Sends the message; the status where it could not be, with the reason in the form."""
    if not limits.spend(user, Act.WRITE):
        form.add_error(None, limits.OFTEN)
        return HTTPStatus.TOO_MANY_REQUESTS
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        messages.write(talk, user, form.cleaned_data["text"], form.cleaned_data["seen"])
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return HTTPStatus.CONFLICT
    inbox.read_about(user, reverse("conversation", args=[talk.pk]))
    return 0


def _answer(request: HttpRequest, pk: int, form: MessageForm, status: int) -> HttpResponse:
    """The form with what was typed, and why it was not sent."""
    response = parts.render(request, ANSWER, {"pk": pk, "form": form}, ("answer",), status)
    response["HX-Reswap"] = "outerHTML"
    return response


@require_POST
@members
def mark_read(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """Counts as read what the page showed."""
    talk = threads.find(user, pk)
    messages.read(talk, user, _id(request.POST.get("upto", "")) or 0)
    inbox.read_about(user, reverse("conversation", args=[pk]))
    if parts.wanted(request, ("read",)):
        # Nothing in its place; the numbers in the menu go down.
        return render(request, "profiles/conversations/read.html")
    return redirect("conversations")


@require_POST
@members
def act(request: HttpRequest, user: User, pk: int, verb: str) -> HttpResponse:
    """Accepts, declines, withdraws, closes or blocks; goes back to the page, which says what became of it."""
    talk = threads.find(user, pk)
    if verb not in _VERBS:
        raise Http404
    word = WordForm(request.POST)
    if not word.is_valid():
        return page(request, user, talk, HTTPStatus.UNPROCESSABLE_ENTITY, word=word)
    try:
        notes.success(request, _VERBS[verb](talk, user, word.cleaned_data["word"]))
        inbox.read_about(user, reverse("conversation", args=[pk]))
    except NotPossible as reason:
        notes.error(request, str(reason))
    return redirect("conversation", pk)


def _accept(talk: Conversation, user: User, word: str) -> str:
    invitations.accept(talk, user)
    return "You accepted the invitation. You can write to each other now."


def _decline(talk: Conversation, user: User, word: str) -> str:
    invitations.decline(talk, user, word)
    return "You declined the invitation."


def _withdraw(talk: Conversation, user: User, word: str) -> str:
    invitations.withdraw(talk, user)
    return "You withdrew the invitation."


def _close(talk: Conversation, user: User, word: str) -> str:
    invitations.close(talk, user)
    return "You closed the conversation. Both of you can still read it."


def _block(talk: Conversation, user: User, word: str) -> str:
    blocks.block(talk, user)
    return "You blocked this person. They are not told."


_VERBS: dict[str, Callable[[Conversation, User, str], str]] = {
    "accept": _accept,
    "decline": _decline,
    "withdraw": _withdraw,
    "close": _close,
    "block": _block,
}


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

"""The pages of the inbox, and the link that ends its mails."""

from __future__ import annotations

from typing import cast

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bzpeer import parts
from profiles import inbox, mailing
from profiles.models import Notice, User


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The notices to this person, newest first."""
    return _page(request, request.GET.get("before", ""))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks as read what the page showed and everything before it."""
    user = request.user
    if not user.is_authenticated:
        return parts.to_login(request, "/inbox/")
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        inbox.read_through(user, int(newest))
    return _page(request) if parts.wanted(request, ("inbox",)) else redirect("inbox")


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one notice as read and leads to what it is about; stays in the inbox where that is nothing."""
    user = request.user
    if not user.is_authenticated:
        return parts.to_login(request, "/inbox/")
    notice = get_object_or_404(Notice, pk=pk, user=user)
    inbox.read(notice)
    if parts.wanted(request, ("inbox",)):
        return _page(request, request.POST.get("before", ""))
    # Ours alone: a notice leads to a page of this site.
    leads_on = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if leads_on and not request.POST.get("stay") else "inbox")


@csrf_exempt  # mail programs press it for their person (RFC 8058), with no cookie of ours; the token says for whom
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the mails of notices to whom the link was sent, after a question where a person opens it."""
    if refused := ratelimit.consume_or_429(request, action="stop_mails"):
        return cast(HttpResponse, refused)
    user = mailing.whose(token)
    if user is None:
        raise Http404("This link stops nothing.")
    if request.method == "POST":
        mailing.stop(user)
    context = {"stopped": not User.objects.get(pk=user.pk).notices_by_mail, "token": token}
    return render(request, "inbox_stop.html", context)


@login_required
@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Switches the mails of notices on or off, as the form says."""
    user = request.user
    assert user.is_authenticated
    wanted = request.POST.get("by_mail") == "1"
    User.objects.filter(pk=user.pk).update(notices_by_mail=wanted)
    messages.success(request, "Notices come by mail too." if wanted else "Notices no longer come by mail.")
    return redirect("inbox")


def _page(request: HttpRequest, before: str = "") -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    return parts.render(request, "inbox.html", {"page": inbox.page(user, before)}, ("inbox",))

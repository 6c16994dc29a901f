"""The page on which anyone objects to a record, without an account."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from profiles import objections
from profiles.models import Author
from works import author_pages

TOO_MANY_OF_YOU = "Many objections came from your address. Please come back in an hour, or write to who runs this site."


class ObjectionForm(forms.Form):
    """Why a record is not to be shown, and where the answer goes."""

    text = forms.CharField(
        label="Why should it not be shown?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7, "aria-describedby": "id_text_helptext"}),
        error_messages={"required": "Say in a sentence what is wrong with showing it: a curator decides by it."},
    )
    email = forms.EmailField(
        label="Your e-mail address, if you want an answer",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "This is no e-mail address, as in name@example.org. Leave it empty for no answer."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form; what is sent is stored, and the record is hidden in time unless a curator decides before."""
    record = author_pages.find(public_id)
    if author_pages.is_hidden(record) or author_pages.is_gone(record):
        return author_pages.gone(request, record)
    if record.merged_into:
        return author_pages.asked_again(redirect("object", record.merged_into.public_id))
    filled = ObjectionForm(request.POST or None)
    if request.method != "POST":
        return _page(request, record, filled)
    if not filled.is_valid():
        return _page(request, record, filled, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not ratelimit.consume(request, action="object"):
        return _page(request, record, filled, TOO_MANY_OF_YOU, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        objections.open_objection(record, filled.cleaned_data["text"], filled.cleaned_data["email"])
    except objections.TooMany as too_many:
        return _page(request, record, filled, str(too_many), HTTPStatus.TOO_MANY_REQUESTS)
    return redirect("object-thanks", record.public_id)


def _page(
    request: HttpRequest, record: Author, filled: ObjectionForm, told: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"author": record, "form": filled, "told": told, "hours": settings.OBJECTION_HOURS}
    response = render(request, "profiles/object.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def thanks(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happens now, and when; the same for every record, since this one may be hidden by then."""
    return render(request, "profiles/object_thanks.html", {"hours": settings.OBJECTION_HOURS})

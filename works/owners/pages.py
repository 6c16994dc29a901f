"""Where an owner manages the record: what the level allows, and what each thing takes that it does not allow yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from profiles import owners, powers, trust
from profiles.models import Author, AuthorLink, Claim, User
from profiles.powers import Power
from works.ledger import decisions
from works.ledger.decisions import Conflict
from works.owners import acting, choices, links, renames
from works.owners.forms import LinkForm, NameForm, OpenForm, PickForm, SwitchForm


@dataclass(frozen=True, slots=True)
class Rung:
    """What one level adds, and whether the owner has it."""

    level: int
    name: str
    powers: tuple[str, ...]
    is_reached: bool
    is_next: bool


class NotOwned(Exception):
    """The record is not this person's to manage, who has or had a claim on it."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim


def owned(request: HttpRequest, public_id: str) -> tuple[User, Author, Claim]:
    """Who asks, the record and the claim under which they own it; NotOwned for who claimed it, 404 for everybody else.

    A view that asks is a page `for_owners`.
    """
    author = get_object_or_404(Author.objects.standing(), public_id=public_id)
    claim = owners.claim_on(request.user, author)
    if claim is None:
        raise Http404
    if not claim.is_owner:
        raise NotOwned(claim)
    return cast(User, request.user), author, claim


def for_owners(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, kept by no cache; others go to the log-in, and whose claim owns nothing is led to it."""

    @never_cache
    @login_required
    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotOwned as refused:
            return render(request, "works/owners/not_owned.html", {"claim": refused.claim}, status=HTTPStatus.FORBIDDEN)

    return seen


def ladder(level: int) -> list[Rung]:
    """The levels of an owner with what each adds."""
    reached = sorted({needed for needed in powers.NEEDS.values() if needed >= trust.CLAIMED})
    following = min((needed for needed in reached if needed > level), default=0)
    return [
        Rung(
            needed,
            trust.LEVEL_NAMES[needed],
            tuple(power.yours for power in Power if powers.NEEDS[power] == needed),
            level >= needed,
            needed == following,
        )
        for needed in reached
    ]


def _refused(claim: Claim, author: Author, level: int) -> dict[str, str]:
    """Why the owner may not do what the level does not allow, by power."""
    return {power.name: acting.refusal(claim, author, power) for power in Power if not powers.may(level, power)}


@for_owners
@require_safe
def manage(request: HttpRequest, public_id: str) -> HttpResponse:
    """The owner's page of the record."""
    _, author, claim = owned(request, public_id)
    return _show(request, author, claim)


def _show(request: HttpRequest, author: Author, claim: Claim, **forms_: forms.Form) -> HttpResponse:
    level = owners.level_of(claim, author)
    said = {True: "yes", False: "no", None: ""}[author.locked.get("open_to_collaborate")]
    context: dict[str, Any] = {
        "author": author,
        "level": level,
        "ladder": ladder(level),
        "refused": _refused(claim, author, level),
        "links": [(link, links.ORIGINS[AuthorLink.Origin(link.origin)]) for link in author.links.all()],
        "most_links": links.MOST,
        "renames_left": max(0, renames.left(claim)),
        "seen": decisions.newest(),
        "link_form": LinkForm(label_suffix=""),
        "name_form": NameForm(initial={"name": author.name}, label_suffix=""),
        "open_form": OpenForm(initial={"open": said}),
        "asks_open": "open_to_collaborate" not in author.locked,
    }
    status = 422 if forms_ else 200
    return render(request, "works/owners/manage.html", context | forms_, status=status)


def _act[F: forms.Form](name: str, form_class: type[F], verb: Callable[[User, Author, F, int | None], str]) -> Any:
    """The view of a form: what the verb did is said on the page, and what cannot be is said beside the form."""

    @for_owners
    @require_POST
    def view(request: HttpRequest, public_id: str) -> HttpResponse:
        user, author, claim = owned(request, public_id)
        form = form_class(request.POST, label_suffix="")
        if form.is_valid():
            try:
                messages.success(request, verb(user, author, form, number(request.POST.get("seen"))))
            except Conflict as conflict:
                form.add_error(None, str(conflict))
        if not form.is_valid():
            return _show(request, author, claim, **{name: form})
        return redirect("manage", author.public_id)

    return view


def number(text: str | None) -> int | None:
    """The number that a form sent; None where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _add_link(user: User, author: Author, form: LinkForm, _: int | None) -> str:
    links.add(user, author, form.cleaned_data["url"], form.cleaned_data["label"])
    return "The link stands on your record."


def _rename(user: User, author: Author, form: NameForm, seen: int | None) -> str:
    renames.rename(user, author, form.cleaned_data["name"], seen)
    return "Your record shows the new name, and no old one."


def _set_open(user: User, author: Author, form: OpenForm, seen: int | None) -> str:
    choices.set_open(user, author, form.value, seen)
    return "Saved."


def _remove_link(user: User, author: Author, form: PickForm, _: int | None) -> str:
    links.remove(user, author, form.cleaned_data["pk"])
    return "The link is removed."


def _hide(user: User, author: Author, form: SwitchForm, _: int | None) -> str:
    choices.hide_metrics(user, author, hide=form.cleaned_data["on"])
    return "Computed metrics are hidden." if form.cleaned_data["on"] else "Computed metrics are shown."


def _hide_affiliation(user: User, author: Author, form: SwitchForm, _: int | None) -> str:
    choices.hide_affiliation(user, author, hide=form.cleaned_data["on"])
    return "Your affiliation is hidden." if form.cleaned_data["on"] else "Your affiliation is shown as sources say."


def _old_name(user: User, author: Author, _: forms.Form, __: int | None) -> str:
    renames.give_back(user, author)
    return "Your record shows the name that its sources print."


add_link = _act("link_form", LinkForm, _add_link)
remove_link = _act("remove_form", PickForm, _remove_link)
rename = _act("name_form", NameForm, _rename)
old_name = _act("old_name_form", forms.Form, _old_name)
set_open = _act("open_form", OpenForm, _set_open)
hide_metrics = _act("metrics_form", SwitchForm, _hide)
hide_affiliation = _act("affiliation_form", SwitchForm, _hide_affiliation)

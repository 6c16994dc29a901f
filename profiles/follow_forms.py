"""What the forms beside a follow button ask for, and where the reader goes afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from profiles.models import Tell

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """To follow, to follow no more, or to hear something else; `tell` is None where the form does not say."""

    stop: bool
    tell: Tell | None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What this form asks for; what makes no sense is not asked for."""
        tell = request.POST.get("tell", "")
        return cls(stop=bool(request.POST.get("stop")), tell=Tell(tell) if tell in Tell.values else None)

    @property
    def is_choice(self) -> bool:
        """Whether it is about what is told."""
        return self.tell is not None and not self.stop


def say(request: HttpRequest, wish: Wish) -> None:
    """Says on the next page that the choice of what is told was kept."""
    if wish.is_choice:
        messages.success(request, "Saved.")


def search_of(text: str) -> str:
    """The words that a reader looks for among what they follow."""
    # PostgreSQL takes no NUL in a text.
    return text.replace("\0", "")[:LONGEST_SEARCH].strip()


def back(request: HttpRequest, page: str, ended: str) -> HttpResponse:
    """To the list of what one follows, as it was, where the form stood there; else to the followed one's page."""
    if request.POST.get("from") != "following":
        return redirect(page)
    place = {"q": search_of(request.POST.get("q", "")), "after": request.POST.get("after", ""), "ended": ended}
    query = urlencode({key: value for key, value in place.items() if value})
    return redirect(f"{reverse('following')}{f'?{query}' if query else ''}")

"""The page of the way between two researchers: choose the two, and read the works that lie along it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bzpeer import parts, reading_limits
from graph import focus, paths
from graph.focus import Focus
from graph.wording import counted
from works.search import patience, people, reading
from works.search.found import Found
from works.search.people import Person

ENDS = {"from": "the first researcher", "to": "the other researcher"}
# The list under each box has its own name, as search.js knows it.
LISTS = {f"search-list-{name}": name for name in ENDS}
PARTS = ("graph-path", *LISTS)
CHOICES, SUGGESTED = 20, 6
SECONDS = 0.5
TOO_OFTEN = "More paths were asked for from your address than a minute allows. Please wait a moment."


@dataclass(frozen=True, slots=True)
class End:
    """One end of the path: whom the address names, or a box to choose somebody in; addresses of other choices."""

    name: str
    said: str
    other: str
    person: Focus | None = None
    typed: str = ""
    found: Found[Person] | None = None

    @property
    def is_first(self) -> bool:
        """Whether the path begins here."""
        return self.name == "from"

    @property
    def other_end(self) -> str:
        """The name of the other end."""
        return "to" if self.is_first else "from"

    @property
    def options(self) -> list[tuple[Person, str]]:
        """Those of the name that was typed, each with the address of the path that begins or ends there."""
        rows = self.found.rows if self.found else ()
        return [(person, self.address_with(f"author:{person.public_id}")) for person in rows]

    @property
    def address_without(self) -> str:
        """The address that chooses somebody else here."""
        return address(**{self.other_end: self.other})

    def address_with(self, key: str) -> str:
        """The address that chooses this person here."""
        return address(**{self.name: key, self.other_end: self.other})


def address(**ends: str) -> str:
    """The address of the page with these ends: address(**{"from": key, "to": key})."""
    chosen = {name: ends[name] for name in ENDS if ends.get(name)}
    return f"{reverse('graph_path')}{'?' if chosen else ''}{urlencode(chosen, safe=':')}"


@require_safe
def path(request: HttpRequest) -> HttpResponse:
    """The shortest way from ?from=author:ID to ?to=author:ID, or the boxes to choose the two in."""
    if (wanted := parts.wanted(request, tuple(LISTS))) is not None:
        return _suggested(request, LISTS[wanted])
    ends: list[End] = []
    for name in ENDS:
        found = _end(request, name)
        if isinstance(found, HttpResponse):
            return found
        ends.append(found)
    for end in ends:
        if end.found and len(end.found.rows) == 1 and not end.found.guessed:
            return redirect(end.options[0][1])
    context, status = _answer(request, ends)
    response = parts.render(request, "graph/path.html", context | {"ends": ends}, PARTS, status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _answer(request: HttpRequest, ends: list[End]) -> tuple[dict[str, Any], int]:
    start, goal = (end.person for end in ends)
    if start is None or goal is None:
        return {}, HTTPStatus.OK
    if start.pk == goal.pk:
        return {"is_one": True}, HTTPStatus.OK
    if not reading_limits.may(request, "graph_path"):
        return {"problem": TOO_OFTEN}, HTTPStatus.TOO_MANY_REQUESTS
    found = paths.between(start.pk, goal.pk)
    told = {"search": found, "most": paths.MOST_STEPS, "swapped": address(**{"from": goal.key, "to": start.key})}
    return told | {"sentence": sentence(start.name, goal.name, found)}, HTTPStatus.OK


def sentence(start: str, goal: str, found: paths.Search) -> str:
    """The answer in one sentence: "Jiacheng Sun – Tianyang Hu: 1 step through 9 works"."""
    if found.paths:
        best = found.paths[0]
        return f"{start} – {goal}: {counted(len(best.steps), 'step')} through {counted(best.works, 'work')}"
    return f"{start} – {goal}: {_NONE[found.end]}"


_NONE = {
    paths.End.APART: "nothing joins them",
    paths.End.FAR: f"no path of {paths.MOST_STEPS} steps or fewer",
    paths.End.CUT: "the search was cut off before it found a path",
}


def _end(request: HttpRequest, name: str) -> End | HttpResponse:
    # Whoever the key names; else those who bear the name that was typed for this end.
    keys = {end: request.GET.get(end, "") for end in ENDS}
    end = End(name, ENDS[name], keys["to" if name == "from" else "from"])
    if text := keys[name]:
        person = focus.answer(request, text) if text.startswith("author:") else None
        if person is None or (isinstance(person, HttpResponse) and person.status_code == HTTPStatus.BAD_REQUEST):
            context = {"problem": f"{name}= is the key of a researcher, such as author:ID.", "unreadable": True}
            return parts.render(request, "graph/path.html", context, PARTS, HTTPStatus.BAD_REQUEST)
        return person if isinstance(person, HttpResponse) else End(name, ENDS[name], end.other, person)
    typed = reading.clean(request.GET.get("q", "")) if request.GET.get("end") == name else ""
    if not typed or not reading_limits.may(request, "search"):
        return end
    return End(name, ENDS[name], end.other, None, typed, people.find(typed, size=CHOICES))


def _suggested(request: HttpRequest, name: str) -> HttpResponse:
    # While somebody types; the other end is taken as it stands in the address, and read when the choice is made.
    typed, other = reading.clean(request.GET.get("q", "")), request.GET.get("to" if name == "from" else "from", "")
    too_often = not reading_limits.may(request, "suggest")
    found = None
    if len(typed) > 1 and not too_often:
        found = people.find(typed, size=SUGGESTED, seconds=SECONDS, likeness=patience.LIKENESS)
    end = End(name, ENDS[name], other, None, typed, found)
    context = {"end": end, "too_often": too_often}
    status = HTTPStatus.TOO_MANY_REQUESTS if too_often else HTTPStatus.OK
    response = parts.render(request, "graph/path_list.html", context, (), status)
    if too_often:
        # The sentence stands in the list itself, which stays in its place.
        response["HX-Reswap"] = "outerHTML"
    return response

"""Everything that readers see, page by page, to compare one state of the site with another."""

from __future__ import annotations

import re

from django.test import Client

from profiles.models import Author
from works.models import Institution, Topic, Work

# Why a listing is this work differs for one that came back: it was not first.
_REASON = re.compile(r"<p class=\"why\">.*?</p>", re.S)
LISTS = {"/", "/authors/", "/topics/", "/institutions/"}
# A score that went and came back has lines that say so.
_MOVES = re.compile(r"(<h3>What moved it</h3>\s*)?<ol class=\"moves\">.*?</ol>\s*", re.S)


def addresses() -> list[str]:
    """Every public address that there is a record for, those of withdrawn records among them."""
    found = sorted(LISTS)
    found += [author.get_absolute_url() for author in Author.objects.order_by("id")]
    found += [work.get_absolute_url() for work in Work.objects.order_by("id")]
    found += [f"{author.get_absolute_url()}publications/" for author in Author.objects.standing().order_by("id")]
    found += [subject.get_absolute_url() for model in (Topic, Institution) for subject in model.objects.order_by("id")]
    return found


def pages() -> dict[str, str]:
    """The text of every page that is answered with 200, and where the others lead, but for those that are gone."""
    client, seen = Client(), {}
    for address in addresses():
        answer = client.get(address)
        if answer.status_code == 200:
            seen[address] = _MOVES.sub("", _REASON.sub("", answer.content.decode()))
        elif answer.status_code != 410:
            seen[address] = f"{answer.status_code} {answer.headers.get('Location', '')}"
    return seen


def gone() -> set[str]:
    """The addresses that are answered as withdrawn."""
    client = Client()
    return {address for address in addresses() if client.get(address).status_code == 410}

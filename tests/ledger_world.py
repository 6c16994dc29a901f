"""A small world for tests of the ledger: two sources' pages of people with common names, and what is who's in it."""

from __future__ import annotations

import datetime as dt

from profiles.models import Author, User
from tests.make import DAY, feed_page, feed_work, import_bytes, make_user
from works.imports import derive
from works.ledger import slots
from works.ledger.decisions import By
from works.models import Authorship, ImportBatch, SourceProfile, Work

LOOMS = feed_work("Looms That Weave Algebraic Patterns Into Silk", ["Ada Lovelace", "Wei Zhang"])
TUNNELS = feed_work("Ventilation of Alpine Tunnels During Cold Months", ["Wei Zhang", "Cy Byte"], category="PH")
BEES = feed_work("How Solitary Bees Find Their Way Home", ["Wei Zhang"], category="BI", complete=True)
RIVERS = feed_work("Sediment in Slow Rivers of the Northern Plain", ["Dee Dee", "Wei Zhang"], category="GE")
PAGES = {
    "ada": (feed_page("Ada Lovelace", [LOOMS]), "One"),
    "wei": (feed_page("Wei Zhang", [LOOMS, TUNNELS, BEES]), "One"),
    "cy": (feed_page("Cy Byte", [TUNNELS]), "Two"),
    "other wei": (feed_page("Wei Zhang", [RIVERS]), "Two"),
}


def capture(name: str, days: int = 0) -> ImportBatch:
    """The page of this name, captured so many days after the first."""
    raw, source = PAGES[name]
    return import_bytes(raw, captured_on=DAY + dt.timedelta(days), source=source)


def make_world() -> None:
    """Everything imported once: two records named Wei Zhang, each with a page of its own."""
    for name in PAGES:
        capture(name)


def weis() -> tuple[Author, Author]:
    """The two Wei Zhangs, the one with three works first."""
    one, other = Author.objects.standing().filter(name="Wei Zhang").order_by("-works_count")
    return one, other


def curator(name: str = "Grace") -> By:
    """A person who decides."""
    return By(User.objects.filter(email=f"{name.lower()}@example.org").first() or make_user(name))


def slots_on(author: Author, *words: str) -> list[int]:
    """The author's slots on works with one of these words in the title."""
    held = Authorship.objects.filter(author=author).select_related("work")
    return [slot.pk for slot in held if any(word in slot.work.title for word in words)]


def who_is_who() -> dict[tuple[str, ...], str]:
    """Every slot and every source's page, with the public id of whose it is; and where each merged record leads."""
    found: dict[tuple[str, ...], str] = {}
    for slot in Authorship.objects.select_related("author", "work").order_by("id"):
        whose = slot.author.public_id if slot.author else slot.aside
        found["slot", str(slot.pk), slot.work.title, slot.printed_name, str(slot.position)] = whose
    for page in SourceProfile.objects.select_related("author", "source"):
        found["page", str(page.pk), str(page.source)] = page.author.public_id
    for author in Author.objects.select_related("merged_into"):
        if author.merged_into or author.works_count:
            found["author", author.public_id] = author.merged_into.public_id if author.merged_into else "stands"
    return found


def nothing_differs_from_the_ledger() -> bool:
    """Whether every slot shows what follows from the ledger."""
    works = set(Work.objects.values_list("id", flat=True))
    listed = derive.listed(derive.choose_facts(works))
    return all(shown == slot.now for slot, shown in slots.expected(listed))

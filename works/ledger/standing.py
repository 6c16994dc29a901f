"""Which page stands for what it says: of several with the same bytes one asserts them, and another may step in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from works.imports import limits, registry
from works.models import Decision, ImportPage, Listing, Question, ReportedNumber, SourceProfile

State = ImportPage.State


def step_in(old: ImportPage, new: ImportPage) -> None:
    """Lets a copy assert what the page asserted: the same rows, under the copy's name."""
    Listing.objects.filter(page=old).update(page=new)
    ReportedNumber.objects.filter(page=old).update(page=new)
    said = {"kind": old.kind, "source": old.source_id, "profile": old.profile_id, "person": old.person}
    ImportPage.objects.filter(pk=new.pk).update(state=State.IMPORTED, **said)
    _reasons(old, new)
    give_bytes(old, new)


def take_over(old: ImportPage, new: ImportPage) -> None:
    """Lets a page that was read anew stand in the place of the older reading."""
    Listing.objects.filter(page=old).delete()
    ReportedNumber.objects.filter(page=old).delete()
    ImportPage.objects.filter(pk=old.pk).update(state=State.UNCHANGED)
    _reasons(old, new)


def _reasons(old: ImportPage, new: ImportPage) -> None:
    # A merge that the page was the reason for, and what it asked, are the copy's from now on.
    Decision.objects.filter(page=old, kind=Decision.Kind.MERGE).update(page=new)
    Question.objects.filter(page=old).update(page=new)


def give_bytes(old: ImportPage, new: ImportPage) -> None:
    """Moves the bytes from one page to a copy of it; every other copy points there."""
    held = ImportPage.objects.filter(pk=old.pk).values("raw")[:1]
    ImportPage.objects.filter(pk=new.pk).update(raw=held, same_as=None)
    # Pages that wait are their workers', who may wait for us: they find the bytes one step further on.
    settled = ImportPage.objects.filter(same_as=old).exclude(pk=new.pk).exclude(state=State.QUEUED)
    settled.update(same_as=new)
    ImportPage.objects.filter(pk=old.pk).update(raw=b"", same_as=new)


def copies(pages: Collection[ImportPage]) -> dict[int, ImportPage]:
    """Of each of these pages the oldest copy that was handed in with another batch and stands."""
    held = ImportPage.objects.filter(same_as__in=pages, state=State.UNCHANGED).defer("raw").order_by("-id")
    batches = {page.batch_id for page in pages}
    return {page.same_as_id: page for page in held.exclude(batch__in=batches) if page.same_as_id}


def settle_profiles(profiles: Collection[int]) -> None:
    """Lets each of these source profiles say what the newest of its standing pages says, or nothing."""
    pages = ImportPage.objects.settled().filter(profile__in=profiles)
    newest = pages.order_by("profile", "-captured_on", "-id").distinct("profile")
    said: dict[int | None, dict[str, Any]] = {page.profile_id: _said(page) for page in newest}
    nothing: dict[str, Any] = {"role": "", "affiliation": "", "open_to_collaborate": None, "topics": []}
    for pk in profiles:
        SourceProfile.objects.filter(pk=pk).update(**said.get(pk, nothing))


def _said(page: ImportPage) -> dict[str, Any]:
    person = page.person or _read(page)
    return {
        "role": person.get("role", ""),
        "affiliation": person.get("affiliation", ""),
        "open_to_collaborate": person.get("open_to_collaborate"),
        "topics": sorted(person.get("topics", ())),
        "captured_on": page.captured_on,
    }


def _read(page: ImportPage) -> dict[str, Any]:
    # Pages that were imported before their person was kept.
    records = limits.checked(registry.parse(bytes(page.raw), page.captured_on)).records
    return asdict(records.person) if records else {}

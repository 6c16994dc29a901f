"""Plain functions that make what a test is about; they go through the front door where there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from profiles.models import Author, Claim, User
from works import intake
from works.imports import pipeline
from works.imports.folder import uploads
from works.models import ImportBatch, ImportPage

SEEDS = Path(settings.BASE_DIR) / "seeds"
DAY = dt.date(2026, 5, 31)
ABSTRACT = (
    "We study {title} in depth and at length, so that the text is long enough to be told from others by its beginning."
)


def make_user(name: str = "Cleo", **fields: Any) -> User:
    """An account that can log in with the password "open sesame"."""
    return User.objects.create_user(f"{name.lower()}@example.org", "open sesame", name=name, **fields)


def feed_work(
    title: str,
    byline: Sequence[str],
    date: str = "May 7, 2024",
    category: str = "LG",
    abstract: str | None = None,
    complete: bool = False,
) -> str:
    """One work as a Scholar Feed page prints it."""
    names = ", ".join(byline) + ("" if complete else " et al.")
    return f"{category}{date}\n{title}\n\n{names}\n\n{abstract or ABSTRACT.format(title=title)}\n"


def feed_page(name: str, works: Sequence[str], h_index: int = 1, citations: str = "10") -> bytes:
    """A Scholar Feed page of this person with these works."""
    count = len(works)
    numbers = f"h-index{h_index}\n{count}papers\n{citations}citations\nNovelty50%\nAI Score40"
    listed = "\n".join(works).rstrip("\n")
    return f"{name}\n\nLG\n{numbers}\n\n{count} Papers\n\n{listed}".encode()


def list_page(name: str, titles: Iterable[str]) -> bytes:
    """A plain publications list of this person."""
    works = "\n".join(f"{title}\n{ABSTRACT.format(title=title)}" for title in titles)
    return f"{name}\nPublications\n{works}".encode()


def import_bytes(*pages: bytes, captured_on: dt.date = DAY, source: str = "") -> ImportBatch:
    """A batch of these pages, each imported as a task would do it."""
    named = (intake.Upload.of(f"page{n}.txt", raw, captured_on, source) for n, raw in enumerate(pages, start=1))
    return run(intake.submit(named))


def import_seeds(*numbers: str) -> ImportBatch:
    """The captures whose names begin with these numbers, or all five, imported."""
    found = [upload for upload in uploads([SEEDS], None, "") if not numbers or upload.filename[:3] in numbers]
    if numbers:
        found.sort(key=lambda upload: numbers.index(upload.filename[:3]))
    return run(intake.submit(found))


def run(batch: ImportBatch) -> ImportBatch:
    """Imports the batch's waiting pages one after another, in the order they were handed in."""
    for page in batch.pages.waiting():
        pipeline.import_page(page.pk)
    return batch


def two_bens() -> list[str]:
    """Two works with nothing in common but that a Ben Bitdiddle wrote each: as feed works, imported from elsewhere."""
    works = [
        feed_work("Looms That Weave Algebraic Patterns Into Silk", ["Ada Lovelace", "Ben Bitdiddle"], category="LG"),
        feed_work("Ventilation of Alpine Tunnels During Cold Months", ["Cy Byte", "Ben Bitdiddle"], category="PH"),
    ]
    import_bytes(feed_page("Ada Lovelace", works[:1]), feed_page("Cy Byte", works[1:]))
    return works


def only_page(batch: ImportBatch) -> ImportPage:
    """The one page of a batch."""
    return batch.pages.get()


def owner(name: str) -> Author:
    """The one author of this name whom a source has a page of."""
    return Author.objects.filter(name=name, source_profiles__isnull=False).distinct().get()


def make_owner(author: Author, name: str, level: int = 3) -> User:
    """An account that owns this record at this level; the record is verified from L3 on."""
    user, state = make_user(name), Claim.State.VERIFIED if level >= 3 else Claim.State.PENDING
    Claim.objects.create(author=author, user=user, name=author.name, state=state, is_owner=True)
    Author.objects.filter(pk=author.pk).update(level=level)
    author.level = level
    return user


def log_in(client: Client, user: User) -> Client:
    """The client, logged in as this person, who has just typed the password again: nothing asks for it for minutes."""
    client.force_login(user)
    answer = client.post("/accounts/reauthenticate/", {"password": "open sesame"})
    assert answer.status_code == 302, answer.content.decode()
    return client

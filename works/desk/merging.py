"""Merging at the desk: what would move and what collides is shown, either record may stay, and then it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from profiles.models import Author
from works.desk import acting, provenance
from works.desk.editing import RecordAdmin
from works.ledger import locks, merges

MOST_SHOWN = 100


def view(desk: RecordAdmin) -> Callable[..., HttpResponse]:
    """The view of the desk's authors that shows what merging two would do, and does it."""

    def merge(request: HttpRequest, pk: int) -> HttpResponse:
        acting.need(request, acting.DECIDE)
        given = request.POST if request.method == "POST" else request.GET
        author: Author = desk.record(pk)
        other = Author.objects.filter(pk=acting.number(given.get("with"))).select_related("merged_into").first()
        if said := _cannot(author, other):
            messages.error(request, said)
            return desk.to(author)
        assert other is not None, "There is something to say where there is no other record."
        stays = given.get("keep") == "other"
        absorbed, survivor = (author, other) if stays else (other, author)
        if request.method == "POST":
            done = acting.told(request, partial(_merge, request, absorbed, survivor))
            return desk.to(survivor if done else author)
        more = _facts(absorbed, survivor, other)
        return desk.show(request, "admin/works/merge.html", author, "Merge", **more)

    return merge


def _cannot(author: Author, other: Author | None) -> str:
    """Why the two cannot be merged, in a sentence; "" where they can."""
    if other is None:
        return "Look up the record that is the same person."
    if other.pk == author.pk:
        return "That is this record itself; look up the other one."
    for one in (author, other):
        if one.merged_into:
            return f"{one.name} ({one.public_id}) was merged into {one.merged_into.name} already."
    return ""


def _merge(request: HttpRequest, absorbed: Author, survivor: Author) -> Any:
    reason = f"One person: {absorbed.name} ({absorbed.public_id}) is {survivor.name} ({survivor.public_id})."
    reason = acting.with_note(request, reason)
    return merges.merge(absorbed, survivor, acting.by(request), reason, seen=acting.seen(request))


def _facts(absorbed: Author, survivor: Author, other: Author) -> dict[str, Any]:
    preview = merges.preview(absorbed, survivor)
    return {
        "absorbed": absorbed,
        "survivor": survivor,
        "other": other,
        "keep": "other" if survivor.pk == other.pk else "this",
        "swapped": "this" if survivor.pk == other.pk else "other",
        "preview": preview,
        "moving": preview.moving[:MOST_SHOWN],
        "not_shown": max(0, len(preview.moving) - MOST_SHOWN),
        "colliding": preview.colliding[:MOST_SHOWN],
        "fields": list(_fields(absorbed, survivor)),
    }


def _fields(absorbed: Author, survivor: Author) -> Iterator[tuple[str, str, str, str]]:
    """Each field with what is shown of the record that goes, of the one that stays, and of both as one."""
    for key in locks.AUTHOR_FIELDS:
        gone, kept = (getattr(one, key) for one in (absorbed, survivor))
        # What a source page says comes along with it; names and what was typed do not.
        fills = key != "name" and key not in {*survivor.locked, *absorbed.locked} and kept in ("", None)
        yield (
            provenance.label(key),
            provenance.words(gone),
            provenance.words(kept),
            provenance.words(gone if fills else kept),
        )

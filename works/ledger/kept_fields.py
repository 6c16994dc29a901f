"""Locked fields, name blocks, and what each slot shows: compared with what follows from the ledger, and mended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from works.imports import derive
from works.ledger import kept, locks, slots
from works.ledger.kept import Difference, Part, Touched
from works.matching import blocks
from works.models import Authorship, Decision


# What curators typed: the last lock in force of each field.
def _locks(column: str, table: str) -> str:
    return f"""
        SELECT t.id, t.locked, coalesce(due.locked, '{{}}') FROM {table} t LEFT JOIN LATERAL (
            SELECT jsonb_object_agg(d.details->>'field', d.details->'value' ORDER BY d.id) AS locked
            FROM works_decision d WHERE d.{column}_id = t.id AND d.kind = 'lock' AND d.in_force
        ) AS due ON true WHERE t.id = ANY(%s) AND t.locked <> coalesce(due.locked, '{{}}') ORDER BY t.id
    """  # noqa: S608 - constants


def _locked(name: str, noun: str, column: str, table: str) -> Part:
    def compare(ids: list[int]) -> Iterable[Difference]:
        for pk, now, due in kept.fetch(_locks(column, table), ids):
            yield Difference(pk, due, f"{noun} {pk} has {_fields(now)} locked; the ledger has {_fields(due)}.")

    def mend(found: Sequence[Difference]) -> Touched:
        for one in found:
            locks.settle(Decision(kind=Decision.Kind.LOCK, **{f"{column}_id": one.pk}))
        return Touched()

    return Part(name, table, compare, mend)


def _fields(locked: str) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in sorted(json.loads(locked).items())) or "nothing"


# Since when printed names of somebody are not shown: the first silent rename in force.
_RENAMED = """
    SELECT t.id, t.renamed_at IS NOT NULL FROM profiles_author t WHERE t.id = ANY(%s)
    AND (t.renamed_at IS NOT NULL) <> EXISTS (
        SELECT 1 FROM works_decision d WHERE d.author_id = t.id AND d.kind = 'lock' AND d.in_force
        AND d.details->>'field' = 'name' AND (d.details->>'silent')::boolean) ORDER BY t.id
"""


def _renames(ids: list[int]) -> Iterable[Difference]:
    for pk, shown in kept.fetch(_RENAMED, ids):
        now, due = ("hides", "shows") if shown else ("shows", "hides")
        yield Difference(pk, not shown, f"Author {pk} {now} printed names; after the ledger the record {due} them.")


def _mend_renames(found: Sequence[Difference]) -> Touched:
    for one in found:
        locks.settle(Decision(kind=Decision.Kind.LOCK, author_id=one.pk))
    return Touched()


# The name blocks that a slot is found in.
def _name_blocks(ids: list[int]) -> Iterable[Difference]:
    for pk, name, now in (
        Authorship.objects.filter(id__in=ids).order_by("id").values_list("id", "printed_name", "blocks")
    ):
        if now != (due := list(blocks.keys(name))):
            yield Difference(pk, due, f"Slot {pk} ({name}) stands in the name blocks {now}; it belongs in {due}.")


def _mend_blocks(found: Sequence[Difference]) -> Touched:
    Authorship.objects.bulk_update([Authorship(pk=one.pk, blocks=one.due) for one in found], ["blocks"])
    return Touched()


# What a slot shows: by the ledger, and by what is listed. Compared by work, since a work's slots depend on each other.
def _shown(ids: list[int]) -> Iterable[Difference]:
    for slot, shown in slots.expected(derive.listed(derive.facts_of(ids))):
        if slot.now != shown:
            now, due = _words(slot.now), _words(shown)
            yield Difference(
                slot.work, shown, f"Slot {slot.id} of work {slot.work} shows {now}; what follows is {due}."
            )


def _words(shown: slots.Shown) -> str:
    place = f"position {shown.position}" if shown.position else "no position"
    return f"{f'author {shown.author}' if shown.author else f'nobody ({shown.aside})'} at {place}"


def _mend_shown(found: Sequence[Difference]) -> Touched:
    return Touched(works={one.pk for one in found})


PARTS = (
    _locked("locked fields of authors", "Author", "author", "profiles_author"),
    _locked("locked fields of works", "Work", "work", "works_work"),
    Part("silent renames", "profiles_author", _renames, _mend_renames),
    Part("name blocks", "works_authorship", _name_blocks, _mend_blocks),
    Part("authors of slots", "works_work", _shown, _mend_shown),
)

"""What the tables show of each author slot, as it follows from the ledger and from what is listed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from profiles.names import fold
from works.models import Authorship

DOUBLE, WITHDRAWN, NOBODY = Authorship.Aside.DOUBLE, Authorship.Aside.WITHDRAWN, Authorship.Aside.NOBODY
# Who a mention belongs to: the newest assignment in force, a person's above a machine's, then along the merges.
BASE = """(
    SELECT s.author_id FROM works_assignment s JOIN works_decision d ON d.id = s.decision_id
    WHERE s.{column} = {row}.id AND d.in_force ORDER BY (d.machine = '') DESC, d.id DESC LIMIT 1)
"""
_EXPECTED = f"""
    SELECT a.id, a.work_id, a.base_work_id, a.folded_name, coalesce(r.merged_into_id, r.id),
           a.author_id, a.position, a.aside
    FROM works_authorship a
    LEFT JOIN profiles_author r ON r.id = {BASE.format(column="mention_id", row="a")}
    WHERE a.work_id = ANY(%s) ORDER BY a.work_id, a.id
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Shown:
    """What a slot's row shows."""

    author: int | None
    position: int | None
    aside: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A mention with the author the ledger gives it, and what its row shows now."""

    id: int
    work: int
    base_work: int
    folded: str
    author: int | None
    now: Shown


@dataclass(frozen=True, slots=True)
class Listed:
    """What the listings of a work assert of its slots: all bylines, the best of them, and the owners' slots."""

    # Folded names with how often one byline prints them at most, by the work they were listed as.
    names: Mapping[int, Counter[str]]
    byline: tuple[str, ...]
    owners: frozenset[int]


def settle(listed: Mapping[int, Listed]) -> set[int]:
    """Brings the slots of these works up to date; gives the authors who had a slot before or have one now."""
    touched: set[int] = set()
    changed: list[tuple[int, Shown]] = []
    for slot, shown in expected(listed):
        touched |= {author for author in (slot.now.author, shown.author) if author}
        if shown != slot.now:
            changed.append((slot.id, shown))
    _write(changed)
    return touched


def expected(listed: Mapping[int, Listed]) -> Iterable[tuple[Slot, Shown]]:
    """Each slot of these works with what its row should show: two queries, however many works."""
    by_work: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots_of(list(listed)):
        by_work[slot.work].append(slot)
    for work, slots in by_work.items():
        yield from place(slots, listed[work])


def slots_of(works: Collection[int]) -> list[Slot]:
    """The slots of these works, oldest first, with their authors by the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, [list(works)])
        return [
            Slot(pk, work, base, folded, author, Shown(shown, position, aside))
            for pk, work, base, folded, author, shown, position, aside in cursor.fetchall()
        ]


def place(slots: Collection[Slot], listed: Listed) -> Iterable[tuple[Slot, Shown]]:
    """The slots of one work, oldest first, with what they show: pure."""
    standing = _supported(slots, listed)
    free: dict[str, list[int]] = defaultdict(list)
    for position, printed in enumerate(listed.byline, start=1):
        free[fold(printed)].append(position)
    positions = {s.id: free[s.folded].pop(0) for s in slots if s.id in standing and free[s.folded]}
    # Of two slots of one author the one that the byline shows stands for both.
    first: dict[int | None, int] = {}
    for slot in sorted(slots, key=lambda slot: (slot.id not in positions, slot.id)):
        if slot.id in standing:
            first.setdefault(slot.author, slot.id)
    for slot in slots:
        place = positions.get(slot.id)
        if slot.id not in standing:
            yield slot, Shown(None, None, WITHDRAWN)
        elif slot.author is None:
            yield slot, Shown(None, place, NOBODY)
        elif first[slot.author] != slot.id:
            yield slot, Shown(None, place, DOUBLE)
        else:
            yield slot, Shown(slot.author, place, "")


def _supported(slots: Collection[Slot], listed: Listed) -> set[int]:
    """The slots that a listing still asserts: as its owner's, or by a name in its byline."""
    left = {work: Counter(names) for work, names in listed.names.items()}
    standing = set()
    for slot in sorted(slots, key=lambda slot: (slot.id not in listed.owners, slot.id)):
        names = left.get(slot.base_work, Counter())
        if names[slot.folded] > 0 or slot.id in listed.owners:
            names[slot.folded] -= 1
            standing.add(slot.id)
    return standing


def _write(changed: list[tuple[int, Shown]]) -> None:
    if not changed:
        return
    with connection.cursor() as cursor:
        # First free, then taken: two slots that change places would meet on one position or author otherwise.
        cursor.execute(
            "UPDATE works_authorship SET author_id = NULL, position = NULL, aside = %s WHERE id = ANY(%s)",
            [NOBODY, [pk for pk, _ in changed]],
        )
        cursor.execute(
            """
            UPDATE works_authorship SET author_id = n.author, position = n.position, aside = n.aside
            FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[]) AS n (id, author, position, aside)
            WHERE works_authorship.id = n.id
            """,
            [
                [pk for pk, _ in changed],
                [shown.author for _, shown in changed],
                [shown.position for _, shown in changed],
                [shown.aside for _, shown in changed],
            ],
        )

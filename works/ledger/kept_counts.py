"""How many works carry each topic and institution: compared with the works that do, and mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from works.ledger import kept
from works.ledger.kept import Difference, Part, Touched


def _counted(noun: str) -> Part:
    table = f"works_{noun}"
    counts = f"""
        SELECT s.id, s.name, s.works_count, counted.works FROM {table} s CROSS JOIN LATERAL (
            SELECT count(*) AS works FROM works_work_{noun}s l WHERE l.{noun}_id = s.id
        ) AS counted WHERE s.id = ANY(%s) AND s.works_count <> counted.works ORDER BY s.id
    """  # noqa: S608 - constants
    write = f"""
        UPDATE {table} s SET works_count = n.due FROM unnest(%s::bigint[], %s::bigint[]) AS n (id, due)
        WHERE s.id = n.id
    """  # noqa: S608 - a constant

    def compare(ids: list[int]) -> Iterable[Difference]:
        for pk, name, now, due in kept.fetch(counts, ids):
            yield Difference(pk, due, f"{noun.capitalize()} {pk} ({name}) counts {now} works; {due} carry it.")

    def mend(found: Sequence[Difference]) -> Touched:
        kept.update(write, found)
        return Touched()

    return Part(f"works of {noun}s", table, compare, mend)


PARTS = (_counted("topic"), _counted("institution"))

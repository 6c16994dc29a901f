"""Lines in force, who and what was merged, and where that leaves profiles, listings and slots: compared and mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from works.ledger import kept
from works.ledger.in_force import Chains, Line
from works.ledger.kept import Difference, Part, Touched
from works.ledger.slots import BASE
from works.models import Decision

# Lines in force. These lines, what they are part of, and all that is chained on either:
_CHAINS = """
    WITH RECURSIVE near (id) AS (
        SELECT unnest(%s::bigint[])
        UNION SELECT found.id FROM near n CROSS JOIN LATERAL (
            SELECT d.part_of_id AS id FROM works_decision d WHERE d.id = n.id AND d.part_of_id IS NOT NULL
            UNION ALL SELECT d.id FROM works_decision d WHERE d.undoes_id = n.id
        ) AS found
    ) SELECT d.id, d.undoes_id, d.part_of_id, d.kind = 'undo', d.in_force FROM works_decision d JOIN near USING (id)
"""


def _lines(ids: list[int]) -> Iterable[Difference]:
    chains = Chains(Line(*row) for row in kept.fetch(_CHAINS, ids))
    for pk in ids:
        due = chains.is_due(pk)
        if chains.lines[pk].in_force and not due:
            yield Difference(pk, due, f"Line {pk} is kept as in force, and was undone.")
        elif due and not chains.lines[pk].in_force:
            yield Difference(pk, due, f"Line {pk} is kept as undone, and is in force.")


def _mend_lines(found: Sequence[Difference]) -> Touched:
    # What ends comes first: only one merge of a record can be in force.
    for one in sorted(found, key=lambda one: bool(one.due)):
        Decision.objects.filter(pk=one.pk).update(in_force=one.due)
    rows = Decision.objects.filter(id__in=[one.pk for one in found])
    touched = Touched()
    for author, other, work, other_work in rows.values_list("author", "other", "work", "other_work"):
        touched.authors |= {author, other} - {None}
        touched.works |= {work, other_work} - {None}
    given = rows.values_list("assignments__author", "assignments__mention__work")
    touched.authors |= {author for author, _ in given if author}
    touched.works |= {work for _, work in given if work}
    return touched


# Who and what was merged: along the merges in force to the end.
def _leads(table: str, kind: str, gone: str, stays: str) -> str:
    return f"""
        WITH RECURSIVE up (id, root, steps) AS (
            SELECT id, id, 0 FROM {table} WHERE id = ANY(%s)
            UNION ALL SELECT up.id, d.{stays}, up.steps + 1 FROM up JOIN works_decision d
            ON d.{gone} = up.root AND d.kind = '{kind}' AND d.in_force WHERE up.steps < 1000
        ), ends AS (SELECT DISTINCT ON (id) id, nullif(root, id) AS root FROM up ORDER BY id, steps DESC)
        SELECT t.id, t.merged_into_id, ends.root FROM {table} t JOIN ends USING (id)
        WHERE t.merged_into_id IS DISTINCT FROM ends.root ORDER BY t.id
    """  # noqa: S608 - constants


def _leading(noun: str, sql: str) -> Callable[[list[int]], Iterable[Difference]]:
    def compare(ids: list[int]) -> Iterable[Difference]:
        for pk, now, due in kept.fetch(sql, ids):
            ends = f"leads to {now}" if now else "stands for itself"
            yield Difference(pk, due, f"{noun} {pk} {ends}; the ledger lets it {f'lead to {due}' if due else 'stand'}.")

    return compare


def _mend_authors(found: Sequence[Difference]) -> Touched:
    before = kept.update(
        """
        UPDATE profiles_author a SET merged_into_id = n.due, merge_reason = coalesce(
            (SELECT d.reason FROM works_decision d WHERE d.author_id = a.id AND d.kind = 'merge' AND d.in_force), '')
        FROM unnest(%s::bigint[], %s::bigint[]) AS n (id, due), profiles_author was
        WHERE a.id = n.id AND was.id = a.id RETURNING a.id, was.merged_into_id, a.merged_into_id
        """,
        found,
    )
    return Touched(authors={pk for row in before for pk in row if pk})


def _mend_works(found: Sequence[Difference]) -> Touched:
    sql = """
        UPDATE works_work w SET merged_into_id = n.due
        FROM unnest(%s::bigint[], %s::bigint[]) AS n (id, due), works_work was
        WHERE w.id = n.id AND was.id = w.id RETURNING w.id, was.merged_into_id, w.merged_into_id
    """
    return Touched(works={pk for row in kept.update(sql, found) for pk in row if pk})


# Whose a source's page is.
_PROFILES = f"""
    SELECT p.id, p.author_id, coalesce(r.merged_into_id, r.id) FROM works_sourceprofile p
    JOIN profiles_author r ON r.id = {BASE.format(column="profile_id", row="p")}
    WHERE p.id = ANY(%s) AND p.author_id <> coalesce(r.merged_into_id, r.id) ORDER BY p.id
"""  # noqa: S608 - constants


def _profiles(ids: list[int]) -> Iterable[Difference]:
    for pk, now, due in kept.fetch(_PROFILES, ids):
        yield Difference(pk, due, f"Source profile {pk} is author {now}'s; the ledger gives it to {due}.")


def _mend_profiles(found: Sequence[Difference]) -> Touched:
    sql = """
        UPDATE works_sourceprofile p SET author_id = n.due
        FROM unnest(%s::bigint[], %s::bigint[]) AS n (id, due), works_sourceprofile was
        WHERE p.id = n.id AND was.id = p.id RETURNING was.author_id, p.author_id
    """
    return Touched(authors={pk for row in kept.update(sql, found) for pk in row})


# On which work a listing or a slot stands.
def _placed(table: str) -> str:
    return f"""
        SELECT t.id, t.work_id, coalesce(w.merged_into_id, w.id)
        FROM {table} t JOIN works_work w ON w.id = t.base_work_id
        WHERE t.id = ANY(%s) AND t.work_id <> coalesce(w.merged_into_id, w.id) ORDER BY t.id
    """  # noqa: S608 - a constant


def _on_work(name: str, noun: str, table: str, besides: str = "") -> Part:
    sql = f"""
        UPDATE {table} t SET work_id = n.due{besides}
        FROM unnest(%s::bigint[], %s::bigint[]) AS n (id, due), {table} was
        WHERE t.id = n.id AND was.id = t.id RETURNING was.work_id, t.work_id
    """  # noqa: S608 - constants

    def compare(ids: list[int]) -> Iterable[Difference]:
        for pk, now, due in kept.fetch(_placed(table), ids):
            yield Difference(pk, due, f"{noun} {pk} stands on work {now}; it belongs on {due}.")

    def mend(found: Sequence[Difference]) -> Touched:
        return Touched(works={pk for row in kept.update(sql, found) for pk in row})

    return Part(name, table, compare, mend)


_LEAD_AUTHORS = _leads("profiles_author", "merge", "author_id", "other_id")
_LEAD_WORKS = _leads("works_work", "same_work", "work_id", "other_work_id")
# Positions are given anew after a slot has moved; two must not meet on one before that.
_FREE = ", position = NULL, author_id = NULL, aside = 'nobody'"
PARTS = (
    Part("lines in force", "works_decision", _lines, _mend_lines),
    Part("merged authors", "profiles_author", _leading("Author", _LEAD_AUTHORS), _mend_authors),
    Part("merged works", "works_work", _leading("Work", _LEAD_WORKS), _mend_works),
    Part("source profiles", "works_sourceprofile", _profiles, _mend_profiles),
    _on_work("works of listings", "Listing", "works_listing"),
    _on_work("works of slots", "Slot", "works_authorship", _FREE),
)

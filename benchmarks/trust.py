"""How long the trust of many records takes to compute anew, beside one plain UPDATE of the very same rows."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import machine, place
from profiles.models import Author, TrustDue
from works import refresh, scoring

RECORDS = (10_000, 100_000)
HEAD = f"{'records':>9} {'claimed':>8} {'plain':>9} {'again':>9} {'× plain':>8} {'moved':>9} {'× plain':>8}"
# Five works each with three authors; each fifth record is claimed, each tenth verified, all followed by three people.
_FILL = (
    """INSERT INTO profiles_author (public_id, name, folded_name, slug, imported_name, role, affiliation, level,
        merge_reason, locked, proposals, works_count, topics_count, coauthors_count, followers_count, trust_score,
        trust_inputs, side, version, hides_metrics)
       SELECT 'a' || n, 'Person ' || n, 'person ' || n, 'person', '', '', '',
        CASE WHEN n %% 10 = 0 THEN 3 WHEN n %% 5 = 0 THEN 2 ELSE 1 END, '', '{}', '{}', 5, 2, 8, 3, 0,
        '{"works": 5, "topics": 2}', '{}', 1, false FROM generate_series(1, %s) AS n""",
    """INSERT INTO works_work (public_id, title, title_html, slug, squash, abstract_html, abstract_key, abstract_cut,
        kind, host, has_code, byline_complete, byline_length, identifiers, is_listed, locked, proposals, card,
        card_version)
       SELECT 'w' || n, 'Work ' || n, 'Work ' || n, 'work', 'work' || n, '', '', false, '', '', false, true, 3, '{}',
        true, '{}', '{}', '', '' FROM generate_series(1, %s * 5 / 3) AS n""",
    """INSERT INTO works_authorship (work_id, base_work_id, author_id, aside, position, printed_name, folded_name,
        reason, blocks, identifiers, affiliations, is_doubted)
       SELECT w.id, w.id, a.id, '', p, a.name, a.folded_name, '', '{}', '{}', '{}', false
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM works_work) AS w CROSS JOIN generate_series(1, 3) AS p
       JOIN (SELECT id, name, folded_name, row_number() OVER (ORDER BY id) AS n FROM profiles_author) AS a
       ON a.n = 1 + (w.n * 7919 + p * 104729) %% %s""",
    """INSERT INTO profiles_user (password, is_superuser, email, name, digest, notices_by_mail, is_staff, is_active,
        date_joined)
       SELECT '', false, 'p' || id || '@d' || id %% 50 || '.example', name, 'never', true, false, true, now()
       FROM profiles_author WHERE level > 1""",
    """INSERT INTO profiles_claim (author_id, user_id, name, text, state, is_owner, reason, quiet_since)
       SELECT a.id, u.id, a.name, '', 'verified', true, '', now()
       FROM profiles_author a JOIN profiles_user u ON u.email = 'p' || a.id || '@d' || a.id %% 50 || '.example'
       WHERE a.level > 1""",
    """INSERT INTO profiles_follow (user_id, author_id, tell)
       SELECT DISTINCT u.id, a.id, 'works' FROM profiles_author a CROSS JOIN generate_series(1, 3) AS f
       CROSS JOIN (SELECT count(*) AS people FROM profiles_user) AS counted
       JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM profiles_user) AS u
       ON u.n = 1 + (a.id * 31 + f * 977) %% counted.people""",
)


def run() -> None:
    """Prints a line for every number of records."""
    call_command("migrate", verbosity=0)
    print(f"\nTrust of many records\n{machine.line()}; each once\n\n{HEAD}")
    for records in RECORDS:
        _fill(records)
        ids = list(Author.objects.values_list("id", flat=True))
        claimed = Author.objects.filter(level__gt=1).count()
        plain = _seconds(_plain_update)
        moved = _seconds(lambda ids=ids: _recompute(ids))  # type: ignore[misc]
        moved += _seconds(scoring.compute_due)
        again = _seconds(lambda ids=ids: _recompute(ids))  # type: ignore[misc]
        times = f"{plain:>8.1f}s {again:>8.1f}s {again / plain:>8.1f} {moved:>8.1f}s {moved / plain:>8.1f}"
        print(f"{records:>9,} {claimed:>8,} {times}", flush=True)
    print("“moved”: every score changes, and so does that of everyone near; “again”: nothing does. Goal: minutes.")
    place.empty_valkey()


def _fill(records: int) -> None:
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, [records] if "%s" in statement else [])
            # Without knowing what the one before left, the next compares every row with every other.
            cursor.execute("ANALYZE")
    TrustDue.objects.all().delete()


def _recompute(ids: list[int]) -> None:
    for chunk in refresh.in_chunks(ids, scoring.CHUNK):
        with transaction.atomic():
            scoring.recompute(dict.fromkeys(chunk, "benchmark"))


def _plain_update() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE profiles_author SET version = version + 1")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start

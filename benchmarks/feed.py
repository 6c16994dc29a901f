"""How long a reader's feed takes on a small and on a large installation, beside reading 25 works by their numbers."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import machine, place, rounds
from profiles.models import User
from works.feed import reading
from works.feed.reading import Place
from works.models import Work

SIZES = (20_000, 200_000)
ROUNDS, BURST, WARM = 30, 3, 5
HEAD = f"{'reader who follows':34} {'works':>9} {'queries':>8} {'ms':>8} {'× plain':>8} {'× small':>8}"
READERS = {
    "one author of 15 works": "rare",
    "one topic of 40 % of all works": "hub",
    "that, after an import of old works": "flooded",
    "500 authors": "many",
    "500 authors, and every change": "everything",
}
# Three authors a work; every second work was old when it was first seen, and of one topic all that came last were.
_FILL = (
    """INSERT INTO profiles_author (public_id, name, folded_name, slug, imported_name, role, affiliation, level,
        merge_reason, locked, proposals, works_count, topics_count, coauthors_count, followers_count, trust_score,
        trust_inputs, side, version, hides_metrics)
       SELECT 'a' || n, 'Person ' || n, 'person ' || n, 'person', '', '', '', 1, '', '{}', '{}', 5, 2, 8, 3, 0, '{}',
        '{}', 1, false FROM generate_series(1, %(works)s / 5) AS n""",
    """INSERT INTO works_topic (code, name, slug, followers_count)
       SELECT 'T' || n, 'Topic ' || n, 't' || n, 0 FROM generate_series(1, 60) AS n""",
    """INSERT INTO works_work (public_id, title, title_html, slug, squash, abstract_html, abstract_key, abstract_cut,
        kind, host, published_on, year, ordered_on, has_code, byline_complete, byline_length, identifiers, is_listed,
        locked, proposals, card_version, created_at, card)
       SELECT 'w' || n, 'Work ' || n, 'Work ' || n, 'work', 'work' || n, '', '', false, '', '', day, 2026, day, false,
        true, 3, '{}', true, '{}', '{}', '', seen,
        (SELECT string_agg(md5((n * 100 + m)::text), ' ') FROM generate_series(1, 40) AS m)
       FROM (
        SELECT n, seen,
            seen::date - CASE WHEN n %% 2 = 0 OR n > %(works)s * 9 / 10 AND n %% 5 = 1 THEN 900 ELSE 3 END AS day
        FROM generate_series(1, %(works)s) AS n, LATERAL (SELECT now() - (%(works)s - n) * interval '3 min' AS seen)
       ) AS works ORDER BY n""",
    """INSERT INTO works_authorship (work_id, base_work_id, author_id, aside, position, printed_name, folded_name,
        reason, blocks, identifiers, affiliations, is_doubted)
       SELECT w.id, w.id, a.id, '', p, a.name, a.folded_name, '', '{}', '{}', '{}', false
       FROM works_work AS w CROSS JOIN generate_series(1, 3) AS p JOIN profiles_author AS a
       ON a.id = (SELECT min(id) FROM profiles_author) + (w.id * 7919 + p * 104729) %% (%(works)s / 5)""",
    """INSERT INTO works_work_topics (work_id, topic_id)
       SELECT w.id, t.first + CASE n %% 5 WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 0 ELSE 2 + n %% 58 END
       FROM (SELECT id, substr(public_id, 2)::int AS n FROM works_work) AS w,
        (SELECT min(id) AS first FROM works_topic) AS t""",
    """INSERT INTO profiles_trustscore (author_id, score, change, version, inputs, reason)
       SELECT id, 17, 4, 'trust-v1', '{}', 'import' FROM profiles_author CROSS JOIN generate_series(1, 3)""",
)
# One author of whom something is new; 500 of them; the hub, and the topic that old works were imported of.
_FOLLOWS = (
    """INSERT INTO profiles_follow (user_id, author_id, tell, created_at)
       SELECT u.id, a.id, CASE u.name WHEN 'everything' THEN 'everything' ELSE 'works' END, now() - interval '9 days'
       FROM profiles_user AS u JOIN (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS n FROM profiles_author)
        AS a ON a.n <= CASE u.name WHEN 'rare' THEN 1 WHEN 'hub' THEN 0 WHEN 'flooded' THEN 0 ELSE 500 END""",
    """INSERT INTO works_subjectfollow (user_id, topic_id, tell, created_at)
       SELECT u.id, t.id, 'works', now() - interval '9 days' FROM profiles_user AS u JOIN works_topic AS t
       ON t.code = CASE u.name WHEN 'hub' THEN 'T1' WHEN 'flooded' THEN 'T2' END""",
)


def run() -> None:
    """Prints a line for every reader and size; the last column says how the cost grew with the installation."""
    call_command("migrate", verbosity=0)
    print(f"\nThe first page of a feed\n{machine.line()}; medians of {ROUNDS} rounds\n\n{HEAD}")
    small: dict[str, float] = {}
    for works in SIZES:
        _fill(works)
        readers = dict(User.objects.values_list("name", "id"))
        times = rounds.measure(_cases(readers), ROUNDS, BURST, WARM)
        for words, name in READERS.items():
            time = times[name].median
            ratios = f"{time / times['plain'].median:>8.1f} {time / small.setdefault(name, time):>8.2f}"
            print(f"{words:34} {works:>9,} {_queries(readers[name]):>8} {time * 1000:>8.2f} {ratios}", flush=True)
    print("“plain”: 25 works read by their numbers. Goal: of ten times the works, no feed takes twice as long.")
    place.empty_valkey()


def _fill(works: int) -> None:
    call_command("flush", interactive=False, verbosity=0)
    for name in READERS.values():
        User.objects.create_user(f"{name}@example.org", name=name)
    with connection.cursor() as cursor:
        for statement in (*_FILL, *_FOLLOWS):
            cursor.execute(statement, {"works": works})
        cursor.execute("VACUUM ANALYZE")


def _cases(readers: dict[str, int]) -> dict[str, Callable[[], object]]:
    newest = list(Work.objects.order_by("-id").values_list("id", flat=True)[:25])
    cases: dict[str, Callable[[], object]] = {
        name: lambda user=user: reading.page(user, Place())  # type: ignore[misc]
        for name, user in readers.items()
    }
    return cases | {"plain": lambda: list(Work.objects.filter(id__in=newest).values_list("id", "created_at", "card"))}


def _queries(user: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        page = reading.page(user, Place())
    if not page.entries:
        raise SystemExit("A feed of the benchmark is empty.")
    return len(queries)

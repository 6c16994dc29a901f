"""How long a reader's feed takes on a small and on a large installation, beside reading as many works by their numbers."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import machine, place, rounds
from profiles.models import User
from works.feed import finding, reading
from works.models import Work

SIZES = (20_000, 200_000)
ROUNDS, BURST, WARM = 30, 3, 5
HEAD = f"{'reader who follows':34} {'works':>9} {'queries':>8} {'ms':>8} {'× plain':>8} {'× small':>8}"
READERS = {
    "one author of three works": "rare",
    "one topic of 40 % of all works": "hub",
    "that, after an import of old works": "flooded",
    "500 authors": "many",
    "500 authors, and every change": "everything",
}
# Three authors a work; every second work was old when it was first seen, of one topic all that came last were.
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
        locked, proposals, card, card_version, created_at)
       SELECT 'w' || n, 'Work ' || n, 'Work ' || n, 'work', 'work' || n, '', '', false, '', '', day, 2026, day, false,
        true, 3, '{}', true, '{}', '{}', (SELECT string_agg(md5((n * 100 + m)::text), ' ') FROM generate_series(1, 40) m),
        '', seen FROM (
            SELECT n, seen, seen::date - CASE WHEN n %% 2 = 0 OR n > %(works)s * 9 / 10 AND n %% 5 = 1 THEN 900 ELSE 3 END
            AS day FROM generate_series(1, %(works)s) AS n, LATERAL (SELECT now() - (%(works)s - n) * interval '3 min' AS seen)
        ) AS works""",
    """INSERT INTO works_authorship (work_id, base_work_id, author_id, aside, position, printed_name, folded_name,
        reason, blocks, identifiers, affiliations, is_doubted)
       SELECT w.id, w.id, a.id, '', p, a.name, a.folded_name, '', '{}', '{}', '{}', false
       FROM works_work AS w CROSS JOIN generate_series(1, 3) AS p JOIN profiles_author AS a
       ON a.id = (SELECT min(id) FROM profiles_author) + (w.id * 7919 + p * 104729) %% (%(works)s / 5)""",
    """INSERT INTO works_work_topics (work_id, topic_id)
       SELECT w.id, (SELECT min(id) FROM works_topic) + CASE w.id %% 5 WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 0
        ELSE 2 + w.id %% 58 END FROM works_work AS w""",
    """INSERT INTO profiles_trustscore (author_id, score, change, version, inputs, reason)
       SELECT id, 17, 4, 'trust-v1', '{}', 'import' FROM profiles_author CROSS JOIN generate_series(1, 3)""",
)  # fmt: skip

"""Who backs a claimed record: verified co-authors, authorities that know a work of it, independent followers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from profiles.claims.ladder import VERIFIED

# So many of one e-mail domain count: a department that follows its head says little.
MOST_FOLLOWERS_OF_A_DOMAIN = 3


@dataclass(frozen=True, slots=True)
class Backers:
    """How many back a record, of each kind that the trust score counts."""

    collaborators: int = 0
    authorities: int = 0
    followers: int = 0


def of(author_ids: Collection[int]) -> dict[int, Backers]:
    """The backers of these claimed records: 2 queries, each over exactly their rows; none for no record."""
    if not author_ids:
        return {}
    asked: dict[str, Any] = {"ids": sorted(author_ids), "team": settings.COAUTHOR_LIMIT, "verified": VERIFIED}
    found: dict[int, dict[str, int]] = {author: {} for author in author_ids}
    people = _rows(_PEOPLE, asked | {"most": MOST_FOLLOWERS_OF_A_DOMAIN})
    for kind, author, count in (*people, *_rows(_AUTHORITIES, asked | {"now": timezone.now()})):
        found[author][kind] = count
    return {author: Backers(**counts) for author, counts in found.items()}


def backed_by(author_ids: Collection[int]) -> set[int]:
    """The claimed records whose backers these authors may be: their co-authors, and whom their people follow."""
    if not author_ids:
        return set()
    asked: dict[str, Any] = {"ids": sorted(author_ids), "team": settings.COAUTHOR_LIMIT}
    return {author for (author,) in _rows(_BACKED, asked)}


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


# The works of the records asked for first, each once: a self-join of authorships meets plans of hours.
_TEAMS = """
    WITH own AS MATERIALIZED (
        SELECT DISTINCT work_id FROM works_authorship WHERE author_id = ANY(%(ids)s)
    ), teams AS MATERIALIZED (
        SELECT a.work_id, array_agg(a.author_id) AS members FROM own
        JOIN works_authorship a ON a.work_id = own.work_id AND a.author_id IS NOT NULL
        GROUP BY a.work_id HAVING count(*) BETWEEN 2 AND %(team)s
    ), pairs AS MATERIALIZED (
        SELECT DISTINCT one AS author, other FROM teams, unnest(members) AS one, unnest(members) AS other
        WHERE one = ANY(%(ids)s) AND one <> other
    )
"""
# A record of the same person backs nothing. Who is contested does as before: a level falls once a curator has decided,
# and until then anybody with an account could lower the scores of all who are near.
_PEOPLE = f"""
    {_TEAMS}, followers AS (
        SELECT DISTINCT f.author_id AS author, u.id, lower(split_part(u.email, '@', 2)) AS domain
        FROM profiles_follow f
        JOIN profiles_claim c ON c.user_id = f.user_id AND c.is_owner
        JOIN profiles_author r ON r.id = c.author_id AND r.level >= %(verified)s
        JOIN profiles_user u ON u.id = f.user_id
        WHERE f.author_id = ANY(%(ids)s) AND NOT EXISTS (
            SELECT 1 FROM profiles_claim own
            LEFT JOIN pairs ON pairs.author = f.author_id AND pairs.other = own.author_id
            WHERE own.user_id = f.user_id AND own.is_owner
            AND (pairs.other IS NOT NULL OR own.author_id = f.author_id))
    ), domains AS (
        SELECT author, least(count(*), %(most)s) AS counted FROM followers GROUP BY author, domain
    )
    SELECT 'followers', author, sum(counted)::int FROM domains GROUP BY 2
    UNION ALL SELECT 'collaborators', pairs.author, count(*)::int FROM pairs
    JOIN profiles_author r ON r.id = pairs.other AND r.level >= %(verified)s AND r.merged_into_id IS NULL
    WHERE NOT EXISTS (
        SELECT 1 FROM profiles_claim mine JOIN profiles_claim theirs ON theirs.user_id = mine.user_id
        WHERE mine.author_id = pairs.author AND mine.is_owner AND theirs.author_id = pairs.other AND theirs.is_owner)
    GROUP BY 2
"""  # noqa: S608 - constants
_AUTHORITIES = """
    SELECT 'authorities', c.author_id, count(DISTINCT p.details ->> 'authority')::int FROM profiles_claim c
    JOIN profiles_proof p ON p.claim_id = c.id
    WHERE c.author_id = ANY(%(ids)s) AND c.is_owner AND p.state = 'proven'
    AND (p.expires_at IS NULL OR p.expires_at > %(now)s) AND jsonb_array_length(p.details -> 'works') > 0
    GROUP BY 2
"""
_BACKED = f"""
    {_TEAMS}
    SELECT r.id FROM profiles_author r
    WHERE r.level >= 2 AND r.merged_into_id IS NULL AND r.id IN (
        SELECT other FROM pairs
        UNION SELECT f.author_id FROM profiles_claim c JOIN profiles_follow f ON f.user_id = c.user_id
        WHERE c.author_id = ANY(%(ids)s))
"""  # noqa: S608 - constants

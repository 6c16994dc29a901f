"""What the database knows of people near an author who never wrote with them; every read is bounded."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from graph.sql import rows, strongest

# So many of the closest co-authors are looked at, and of each so many of theirs, from either end of the lines.
NEAR, EACH = 60, 100
LOOKED_AT = 40
# Of the newest works of each topic so many are looked at, and of those that work teams at most so many authors.
TOPICS, NEWEST, TEAM = 3, 60, 50


class About(NamedTuple):
    """What is compared of an author: the folded name, and the topics of the record, those of most works first."""

    folded: str
    topics: dict[str, str]


class NearRow(NamedTuple):
    """A co-author of the author."""

    id: int
    name: str
    folded: str


class Far(NamedTuple):
    """Somebody who wrote with co-authors of the author: with which, strongest first, and how many works in all."""

    id: int
    via: list[int]
    works: int


class PersonRow(NamedTuple):
    """Somebody who may be shown, and never wrote with the author."""

    id: int
    public_id: str
    slug: str
    name: str
    folded: str
    topics: dict[str, str]


def about(author: int) -> About:
    """The author's name and topics."""
    [(folded, topics)] = rows(_ABOUT, {"author": author})
    return About(folded, _topics(topics))


def near(author: int) -> list[NearRow]:
    """The author's closest co-authors, as far as they may be shown, the closest first."""
    return [NearRow(*row) for row in rows(_NEAR, {"author": author, "near": NEAR})]


def beyond(author: int, near: Collection[int]) -> list[Far]:
    """People who wrote with these co-authors of the author, and not with the author: those of most such first."""
    return [
        Far(*row) for row in rows(_BEYOND, {"author": author, "near": list(near), "each": EACH, "looked": LOOKED_AT})
    ]


def on_topics(author: int, codes: Sequence[str]) -> list[int]:
    """Who wrote the newest works of these topics: those of most topics first."""
    asked = {"codes": list(codes)[:TOPICS], "newest": NEWEST, "team": TEAM, "looked": LOOKED_AT}
    return [person for (person,) in rows(_ON_TOPICS, dict(author=author, **asked))]


def strangers(author: int, people: Collection[int]) -> dict[int, PersonRow]:
    """Those of the people who may be shown and share no work with the author, be it of ever so many authors."""
    found = rows(_STRANGERS, {"author": author, "people": list(people)})
    return {
        pk: PersonRow(pk, public_id, slug, name, folded, _topics(topics))
        for pk, public_id, slug, name, folded, topics in found
    }


def asked(author: int, people: Collection[int]) -> set[int]:
    """Of whom an open question asks whether they are the author."""
    return {person for (person,) in rows(_ASKED, {"author": author, "people": list(people)})}


def _topics(stored: str | list[dict[str, Any]] | None) -> dict[str, str]:
    # Django leaves JSON to its own fields: from a bare cursor it comes as text.
    read = json.loads(stored) if isinstance(stored, str) else stored or []
    return {topic["code"]: topic["name"] for topic in read}


_ABOUT = "SELECT folded_name, side->'topics' FROM profiles_author WHERE id = %(author)s"
_NEAR = f"""
    SELECT p.id, p.name, p.folded_name FROM ({strongest("%(author)s", "%(near)s")}) AS e
    JOIN profiles_author p ON p.id = e.other AND p.hidden_at IS NULL AND p.merged_into_id IS NULL
    ORDER BY e.shared DESC, e.weight DESC, e.other LIMIT %(near)s
"""  # noqa: S608 - put together from constants
_BEYOND = f"""
    WITH far AS MATERIALIZED (
        SELECT n.other AS id, near.id AS via, n.shared FROM unnest(%(near)s::bigint[]) AS near (id)
        CROSS JOIN LATERAL ({strongest("near.id", "%(each)s")}) AS n
    )
    SELECT id, array_agg(via ORDER BY shared DESC, via), sum(shared)::int FROM far
    WHERE id <> %(author)s AND id NOT IN (
        SELECT b_id FROM graph_edge WHERE a_id = %(author)s
        UNION ALL SELECT a_id FROM graph_edge WHERE b_id = %(author)s
    )
    GROUP BY id ORDER BY count(*) DESC, sum(shared) DESC, id LIMIT %(looked)s
"""  # noqa: S608 - put together from constants
_ON_TOPICS = """
    SELECT s.author_id FROM unnest(%(codes)s::text[]) AS c (code) JOIN works_topic t ON t.code = c.code
    CROSS JOIN LATERAL (
        SELECT work_id FROM works_work_topics WHERE topic_id = t.id
        ORDER BY ordered_on DESC NULLS LAST, work_id DESC LIMIT %(newest)s
    ) AS w CROSS JOIN LATERAL (
        SELECT author_id FROM works_authorship WHERE work_id = w.work_id AND author_id IS NOT NULL LIMIT %(team)s
    ) AS s WHERE s.author_id <> %(author)s
    GROUP BY 1 ORDER BY count(DISTINCT t.id) DESC, count(*) DESC, 1 LIMIT %(looked)s
"""
# Person by person, each by the fewer of the two lists of works.
_STRANGERS = """
    SELECT p.id, p.public_id, p.slug, p.name, p.folded_name, p.side->'topics'
    FROM unnest(%(people)s::bigint[]) AS f (id) JOIN profiles_author p ON p.id = f.id
    WHERE p.hidden_at IS NULL AND p.merged_into_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM works_authorship mine JOIN works_authorship yours ON yours.work_id = mine.work_id
        WHERE mine.author_id = p.id AND yours.author_id = %(author)s
    )
"""
_ASKED = """
    SELECT CASE WHEN author_id = %(author)s THEN other_id ELSE author_id END FROM works_question
    WHERE state = 'open' AND kind = 'person' AND (
        (author_id = %(author)s AND other_id = ANY(%(people)s))
        OR (other_id = %(author)s AND author_id = ANY(%(people)s))
    )
"""

"""Loads the name blocks that new mentions fall into, in a fixed number of queries, however many blocks there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from profiles import trust
from profiles.models import Author
from works.identity.decide import Block, KnownAuthor, Rules
from works.identity.mentions import Id, Mention
from works.identity.naming import block_keys, parse
from works.identity.terms import title_words
from works.ledger import decisions
from works.matching import counts
from works.models import Question, SourceProfile

# Of a block only so many mentions are looked at: those that share a co-author with the new ones, then the same name.
MOST_MENTIONS = 400
# A byline is read as far as this: of a crowd nobody's co-authors are told apart.
MOST_COAUTHORS = 200


def mentions_of(slots: Collection[int]) -> list[Mention]:
    """These author slots with what their works say: one query."""
    return [_mention(row) for row in _rows(_SLOTS, {"ids": list(slots), "most": MOST_COAUTHORS})]


def load(new: Sequence[Mention], names: Iterable[str] = ()) -> Block:
    """All that is known where these mentions may belong, and under these names, ready to decide: seven queries."""
    printed = {mention.name for mention in new} | set(names)
    values: dict[str, Any] = {
        "keys": sorted({key for name in printed for key in keys(name)}),
        "ids": sorted({_text(identifier) for mention in new for identifier in mention.ids}),
        "new": [mention.id for mention in new],
        "works": sorted({int(mention.work) for mention in new}),
        "cap": MOST_MENTIONS,
    }
    homes = {row[0]: row[1] for row in _rows(_NEAR, values)}
    held: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions_of(homes):
        held[homes[mention.id]].append(mention)
    knowledge = counts.about([*new, *(mention for mentions in held.values() for mention in mentions)])
    return Block(knowledge, _authors(held), _rules(held))


def _authors(held: dict[int, list[Mention]]) -> Iterable[KnownAuthor]:
    claimed = set(Author.objects.filter(id__in=held, level__gte=trust.CLAIMED).values_list("id", flat=True))
    sources: dict[int, set[int]] = defaultdict(set)
    for author, source in SourceProfile.objects.filter(author__in=held).values_list("author", "source"):
        sources[author].add(source)
    for author, mentions in held.items():
        yield KnownAuthor(author, tuple(mentions), author in claimed, frozenset(sources[author]))


def _rules(authors: Collection[int]) -> Rules:
    asked = Question.objects.filter(Q(author__in=authors) | Q(other__in=authors), kind=Question.Kind.PERSON)
    columns = ("author", "author__merged_into", "other", "other__merged_into")
    pairs = decisions.standing_pairs(asked.values_list(*columns))
    return Rules(different=decisions.apart_pairs(authors), asked=pairs)


def keys(printed: str) -> tuple[str, ...]:
    """The blocks that a printed name is kept under; none where it is no person's."""
    name = parse(printed)
    return block_keys(name) if name else ()


def _mention(row: Sequence[Any]) -> Mention:
    pk, work, name, position, title, venue, year, places, identifiers, others = row
    return Mention(
        id=pk,
        work=work,
        name=name,
        position=position,
        coauthors=tuple(others or ()),
        title_words=title_words(title),
        venue=venue,
        year=year,
        affiliations=tuple(places),
        ids=frozenset(_id(text) for text in identifiers),
    )


def _id(text: str) -> Id:
    scheme, _, value = text.partition(":")
    return scheme, value


def _text(identifier: Id) -> str:
    return ":".join(identifier)


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_SLOTS = """
    SELECT a.id, a.work_id, a.printed_name, a.position, w.title, w.host, w.year, a.affiliations, a.identifiers,
           ARRAY(SELECT o.printed_name FROM works_authorship o WHERE o.work_id = a.work_id AND o.id <> a.id
                 AND o.aside NOT IN ('withdrawn', 'double')
                 ORDER BY o.position NULLS LAST, o.id LIMIT %(most)s)
    FROM works_authorship a JOIN works_work w ON w.id = a.work_id WHERE a.id = ANY(%(ids)s)
    ORDER BY a.id
"""
# Who is near: per block at most so many, first those who share a co-author's name with one of the new works.
_NEAR = """
    WITH near AS MATERIALIZED (
        -- Who was merged a moment ago has slots under the old record still.
        SELECT a.id, coalesce(r.merged_into_id, r.id) AS author_id, a.work_id, a.folded_name, a.blocks
        FROM works_authorship a JOIN profiles_author r ON r.id = a.author_id
        WHERE (a.blocks && %(keys)s::text[] OR a.identifiers && %(ids)s::text[])
        AND a.id <> ALL(%(new)s)
    ),
    crowded AS (
        SELECT key FROM near CROSS JOIN LATERAL unnest(near.blocks) AS b (key)
        WHERE key = ANY(%(keys)s) GROUP BY key HAVING count(*) > %(cap)s
    ),
    names AS MATERIALIZED (
        SELECT DISTINCT folded_name FROM works_authorship
        WHERE work_id = ANY(%(works)s) AND EXISTS (SELECT 1 FROM crowded)
    ),
    ranked AS (
        SELECT n.id, n.author_id, key, row_number() OVER (PARTITION BY key ORDER BY
            (SELECT count(*) FROM works_authorship o
             WHERE o.work_id = n.work_id AND o.id <> n.id AND o.folded_name IN (SELECT folded_name FROM names)) DESC,
            (n.folded_name IN (SELECT folded_name FROM names)) DESC, n.id DESC) AS place
        FROM near n CROSS JOIN LATERAL unnest(n.blocks) AS b (key) WHERE key IN (SELECT key FROM crowded)
    )
    SELECT id, author_id FROM ranked WHERE place <= %(cap)s
    UNION
    SELECT id, author_id FROM near WHERE NOT blocks && ARRAY(SELECT key FROM crowded)
"""

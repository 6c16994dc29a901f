"""What bears one name: people, works that are placed with nobody, and names that may be another spelling of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from profiles import names
from profiles.addresses import name_address
from profiles.models import Author
from profiles.models.authors import PUBLIC_SQL
from works.models import Authorship

PEOPLE_A_PAGE, WORKS_A_PAGE, DOUBTS, NEAR = 50, 20, 20, 12
# So many names that begin alike are looked at: there may be thousands of "Sun, J…".
LOOK = 100


@dataclass(frozen=True, slots=True)
class People:
    """Some of the people of a name, in the order in which they came here; `more` is the last where there are others."""

    shown: Sequence[Author]
    more: int | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Cards of works whose byline prints the name of nobody here; `more` is the last slot where there are others."""

    cards: Sequence[SafeString]
    printed: str
    more: int | None


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name that can be one person's with another name, and the address of its page."""

    name: str
    url: str


def people(folded: str, after: int = 0) -> People:
    """The public records of exactly this name, told apart by what their own pages say: one query."""
    rows = list(Author.objects.public().of_name(folded).by_name().after(f"{folded}~{after}")[: PEOPLE_A_PAGE + 1])
    return People(rows[:PEOPLE_A_PAGE], rows[PEOPLE_A_PAGE - 1].pk if len(rows) > PEOPLE_A_PAGE else None)


def unplaced(folded: str, before: int | None = None) -> Unplaced:
    """Works that print the name and are placed with nobody, what came here last first: one query."""
    slots = Authorship.objects.filter(folded_name=folded, aside=Authorship.Aside.NOBODY)
    slots = slots.filter(work__is_listed=True, work__merged_into=None)
    if before is not None:
        slots = slots.filter(id__lt=before)
    rows = list(slots.order_by("-id").values_list("id", "work", "printed_name", "work__card")[: WORKS_A_PAGE + 1])
    more = rows[WORKS_A_PAGE - 1][0] if len(rows) > WORKS_A_PAGE else None
    # A byline may print the name twice.
    cards = {work: card for _, work, _, card in rows[:WORKS_A_PAGE]}
    shown = [mark_safe(card) for card in cards.values()]  # noqa: S308 - rendered at import
    return Unplaced(shown, rows[0][2] if rows else "", more)


def doubted(people: Iterable[Author]) -> list[Authorship]:
    """Some slots of these people of which an open question asks whether they are theirs: a query where there are."""
    asked = [author for author in people if author.side.get("doubted")]
    if not asked:
        return []
    known = {author.pk: author for author in asked}
    slots = Authorship.objects.filter(author__in=known, is_doubted=True, work__is_listed=True, work__merged_into=None)
    shown = ("author_id", "work__title", "work__public_id", "work__slug", "work__year")
    found = list(slots.select_related("work").only(*shown).order_by("author_id", "-work_id")[:DOUBTS])
    for slot in found:
        slot.author = known[slot.author_id or 0]
    return found


def near(name: str) -> list[Spelling]:
    """Names of public records that can be one person's with this folded one: turned round, shortened, longer."""
    words = name.split()
    if len(words) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"spellings": sorted(_spellings(words) - {name}), "starts": _starts(words), "look": LOOK})
        rows = cursor.fetchall()
    found = {folded: shown for folded, shown in rows if folded != name and names.could_be(name, folded)}
    return [Spelling(found[folded], name_address(folded)) for folded in sorted(found)[:NEAR]]


def _spellings(words: Sequence[str]) -> set[str]:
    found = {"".join(words[:2]) + "".join(f" {word}" for word in words[2:])} if len(words) > 2 else set()
    # Which word is the family name, nobody says: the last, or the first.
    for family, given in ((words[-1], words[:-1]), (words[0], words[1:])):
        initials = [word[0] for word in given]
        for short in (given, given[:1], ["".join(given)], initials, initials[:1], ["".join(initials)]):
            found |= {" ".join((*short, family)), " ".join((family, *short))}
    return found


def _starts(words: Sequence[str]) -> list[str]:
    # Every given name that begins with the same letter; and first of all this one with more words after it.
    family, first = words[-1], words[0]
    return [f"{family} {first[0]}"] + ([f"{family} {first} "] if len(first) > 1 else [])


# Each name once, however many bear it: from one name to the next by the index.
_NEAR = f"""
    WITH RECURSIVE begins (start, turned, folded, name, n) AS (
        SELECT s.start, s.start, '', '', 0 FROM unnest(%(starts)s::text[]) AS s (start)
        UNION ALL SELECT b.start, a.turned_name::text, a.folded_name::text, a.name::text, n + 1
        FROM begins b CROSS JOIN LATERAL (
            SELECT turned_name, folded_name, name FROM profiles_author
            WHERE turned_name COLLATE "C" > b.turned AND {PUBLIC_SQL} ORDER BY turned_name COLLATE "C", id LIMIT 1
        ) AS a WHERE b.n < %(look)s AND starts_with(b.turned, b.start)
    )
    SELECT folded, name FROM begins WHERE n > 0 AND starts_with(turned, start)
    UNION ALL SELECT a.folded_name, a.name FROM unnest(%(spellings)s::text[]) AS s (folded) CROSS JOIN LATERAL (
        SELECT folded_name, name FROM profiles_author WHERE folded_name = s.folded AND {PUBLIC_SQL} ORDER BY id LIMIT 1
    ) AS a
"""  # noqa: S608 - constants


def words(text: str) -> str:
    """The folded name that an address or a form means: hyphens stand for spaces, unless there are spaces as well."""
    has_spaces = any(sign.isspace() or sign in ",_" for sign in text)
    return names.fold(text if has_spaces else text.replace("-", " "))

"""Everything that one reader follows, in one list: authors, topics and institutions by their names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from profiles.addresses import address
from profiles.models import Author, Tell
from profiles.names import fold
from works import subject_follows
from works.subject_follows import Subject

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Followed:
    """One author, topic or institution that a reader follows; a hidden record has no name and no address."""

    noun: str
    key: str
    name: str
    slug: str
    tell: Tell
    since: dt.datetime
    place: str

    @property
    def url(self) -> str:
        """Its page; "" for a record that is not shown."""
        if not self.name:
            return ""
        return address(self.key, self.slug) if self.noun == "researcher" else reverse(self.noun, args=[self.key])

    @property
    def form(self) -> str:
        """Where its forms are sent."""
        return reverse("follow" if self.noun == "researcher" else f"follow-{self.noun}", args=[self.key])


def page(user: int, text: str = "", after: str = "") -> tuple[Sequence[Followed], str]:
    """A page of what the reader follows and whose name holds the text, and after which place the next one begins."""
    folded = fold(text)
    asked: dict[str, Any] = {"user": user, "text": _like(text), "after": after.replace("\0", "")}
    asked |= {"folded": _like(folded) if folded else None, "size": A_PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        found = cursor.fetchall()
    rows = [Followed(noun, key, name, slug, Tell(tell), at, place) for noun, key, name, slug, tell, at, place in found]
    return rows[:A_PAGE], rows[A_PAGE - 1].place if len(rows) > A_PAGE else ""


def _like(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"


# A place is the name, and what tells two of one name apart, compared byte by byte.
_SQL = """
    SELECT noun, key, name, slug, tell, created_at, place FROM (
        SELECT 'researcher' AS noun, p.public_id AS key, CASE WHEN p.hidden_at IS NULL THEN p.name ELSE '' END AS name,
            p.slug, f.tell, f.created_at, CASE WHEN p.hidden_at IS NULL THEN p.folded_name ELSE '' END AS folded,
            CASE WHEN p.hidden_at IS NULL THEN p.folded_name ELSE '' END || '~a' || p.public_id AS place
        FROM profiles_follow f JOIN profiles_author p ON p.id = f.author_id WHERE f.user_id = %(user)s
        UNION ALL
        SELECT 'topic', t.slug, CASE WHEN t.name = t.code THEN t.name ELSE t.name || ' (' || t.code || ')' END, t.slug,
            f.tell, f.created_at, lower(t.name), lower(t.name) || '~t' || t.slug
        FROM works_subjectfollow f JOIN works_topic t ON t.id = f.topic_id WHERE f.user_id = %(user)s
        UNION ALL
        SELECT 'institution', i.slug, i.name, i.slug, f.tell, f.created_at, lower(i.name),
            lower(i.name) || '~i' || i.slug
        FROM works_subjectfollow f JOIN works_institution i ON i.id = f.institution_id WHERE f.user_id = %(user)s
    ) AS followed
    WHERE (name ILIKE %(text)s OR folded LIKE %(folded)s) AND (place COLLATE "C") > %(after)s
    ORDER BY place COLLATE "C" LIMIT %(size)s
"""


def find(ended: str) -> Followed | None:
    """What "noun:key" names, for who ended following it a moment ago; None where it names nothing that is shown."""
    noun, _, key = ended.replace("\0", "").partition(":")
    if noun == "researcher":
        found: Author | Subject | None = Author.objects.standing().filter(public_id=key, hidden_at=None).first()
    else:
        found = subject_follows.find(noun, key)
    return Followed(noun, key, found.name, found.slug, Tell.WORKS, timezone.now(), "") if found else None

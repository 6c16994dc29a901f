"""A page of a reader's feed: new works, and changes of records, in the order in which the site came to know of them."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from works.feed import changes, finding, reasons
from works.feed.changes import Change
from works.feed.finding import HIGHEST
from works.feed.reasons import Reason
from works.models import Work

ENTRIES_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: below this work, and below this line of history."""

    work: int = HIGHEST
    line: int = HIGHEST

    @classmethod
    def from_text(cls, text: str) -> Place:
        """The place that an address names; the top where it names none."""
        work, _, line = text.partition("-")
        if all(part.isascii() and part.isdigit() and len(part) < 20 for part in (work, line)):
            return cls(min(int(work), HIGHEST), min(int(line), HIGHEST))
        return cls()

    def __str__(self) -> str:
        return f"{self.work}-{self.line}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A new work as its card, with why it is here; or a change of a record."""

    at: dt.datetime
    card: SafeString = field(default=SafeString(""))
    reasons: Sequence[Reason] = ()
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Entries, the newest first, and where the next page begins; `older` is None where nothing older is."""

    entries: Sequence[Entry]
    older: Place | None
    looked_to: dt.datetime | None = None


def page(user: int, place: Place) -> FeedPage:
    """The page of this reader's feed that begins here: 4 queries, and nothing is counted."""
    found = finding.before(user, place.work, ENTRIES_A_PAGE + 1)
    lines = changes.before(user, place.line, ENTRIES_A_PAGE + 1)
    end = found.looked_to if len(found.ids) <= ENTRIES_A_PAGE else None
    rows = _rows([*found.ids, *([end] if end else [])])
    looked_to = rows[end][0] if end in rows else None
    works = [(rows[pk][0], pk) for pk in found.ids if pk in rows]
    shown = _merge(works, [line for line in lines if looked_to is None or line.at >= looked_to])
    taken = [what for _, what in shown if not isinstance(what, Change)]
    why = reasons.of(user, taken)
    entries = [_entry(at, what, rows, why) for at, what in shown]
    if len(shown) == len(works) + len(lines) and end is None:
        return FeedPage(entries, None)
    seen = [what.pk for _, what in shown if isinstance(what, Change)]
    below = end if end and len(taken) == len(works) else (taken or [place.work])[-1]
    return FeedPage(entries, Place(below, (seen or [place.line])[-1]), looked_to)


def _rows(ids: Sequence[int]) -> dict[int, tuple[dt.datetime, str]]:
    return {pk: (at, card) for pk, at, card in Work.objects.filter(id__in=ids).values_list("id", "created_at", "card")}


def _merge(works: Sequence[tuple[dt.datetime, int]], lines: Sequence[Change]) -> list[tuple[dt.datetime, int | Change]]:
    """The newest of both, a page at most; each of the two rows keeps its own order."""
    left, others = deque(works), deque(lines)
    shown: list[tuple[dt.datetime, int | Change]] = []
    while (left or others) and len(shown) < ENTRIES_A_PAGE:
        if left and (not others or left[0][0] >= others[0].at):
            shown.append(left.popleft())
        else:
            shown.append((others[0].at, others.popleft()))
    return shown


def _entry(
    at: dt.datetime, what: int | Change, rows: Mapping[int, tuple[dt.datetime, str]], why: Mapping[int, list[Reason]]
) -> Entry:
    if isinstance(what, Change):
        return Entry(at, change=what)
    return Entry(at, mark_safe(rows[what][1]), why.get(what, ()))  # noqa: S308 - rendered at import


def since_when(user: int) -> tuple[bool, dt.datetime | None]:
    """Whether the reader follows anything, and since when the first of what they want to hear of."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, {"user": user})
        follows, since = cursor.fetchone()
    return bool(follows), since


_SINCE = """
    SELECT count(*) > 0, min(created_at) FILTER (WHERE tell <> 'off') FROM (
        SELECT tell, created_at FROM profiles_follow WHERE user_id = %(user)s
        UNION ALL SELECT tell, created_at FROM works_subjectfollow WHERE user_id = %(user)s
    ) AS followed
"""

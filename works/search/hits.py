"""The works that a search found as its page shows them: a short byline, the piece of the abstract that tells why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from profiles.addresses import address
from works.models import Authorship, Work, WorkText, WorkTopic
from works.owners import shown
from works.search import snippets

MOST_NAMES = 3
_MARKED = """
    SELECT ts_headline('english', t.text, websearch_to_tsquery('english', %s), %s)
    FROM unnest(%s::text[]) WITH ORDINALITY AS t (text, place) ORDER BY t.place
"""
_HOW = f"HighlightAll=true, StartSel={snippets.BEGIN}, StopSel={snippets.END}"
_FACTS = tuple(
    f"work__{name}"
    for name in (
        "public_id", "slug", "title", "title_html", "kind", "host", "published_on", "year", "has_code",
        "byline_length", "byline_complete",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One work that was found; title and snippet are safe HTML, names are (name, address or "")."""

    id: int
    public_id: str
    url: str
    title: SafeString
    snippet: SafeString
    kind: str
    host: str
    published_on: dt.date | None
    year: int | None
    has_code: bool
    topics: tuple[tuple[str, str, str], ...]
    byline: tuple[tuple[str, str], ...]
    # How many names the byline prints beyond these, and whether it hides some.
    more: int
    et_al: bool


def of(work_ids: Sequence[int], words: str) -> tuple[Hit, ...]:
    """These works in this order, with what of `words` they hold marked: five queries."""
    rows = WorkText.objects.select_related("work").filter(work__in=work_ids).only(*_FACTS, "abstract")
    found = {text.work_id: text for text in rows}
    texts = [found[pk] for pk in work_ids if pk in found]
    abstracts = [snippets.Spelled.of(text.abstract) for text in texts]
    titles = [snippets.Spelled.of(text.work.title) for text in texts]
    marked = _marked([text.plain for text in (*abstracts, *titles)], words) if texts else []
    topics, bylines = _topics(work_ids), _bylines(work_ids)
    return tuple(
        _hit(
            text.work,
            _title(text.work, titles[at].ranges(marked[len(texts) + at])),
            snippets.piece(text.abstract, abstracts[at].ranges(marked[at])),
            tuple(topics[text.work_id]),
            tuple(bylines[text.work_id]),
        )
        for at, text in enumerate(texts)
    )


def _title(work: Work, ranges: Sequence[snippets.Range]) -> str:
    # A title with formulas or emphasis is shown as it is: its plain text would lose them.
    return snippets.whole(work.title, ranges) if work.title_html == escape(work.title) else work.title_html


def _hit(
    work: Work, title: str, snippet: str, topics: tuple[tuple[str, str, str], ...], byline: tuple[tuple[str, str], ...]
) -> Hit:
    return Hit(
        id=work.pk,
        public_id=work.public_id,
        url=work.get_absolute_url(),
        # Escaped when their words were marked; a stored title is safe since its import (works.tex.to_html).
        title=mark_safe(title),  # noqa: S308
        snippet=mark_safe(snippet),  # noqa: S308
        kind=work.kind,
        host=work.host,
        published_on=work.published_on,
        year=work.year,
        has_code=work.has_code,
        topics=topics,
        byline=byline,
        more=max(0, work.byline_length - len(byline)),
        et_al=work.byline_length > 0 and not work.byline_complete,
    )


def _marked(texts: list[str], words: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, [words, _HOW, texts])
        return [row[0] for row in cursor.fetchall()]


def _topics(work_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    rows = WorkTopic.objects.filter(work__in=work_ids).order_by("work", "topic__code")
    for work, code, name, slug in rows.values_list("work", "topic__code", "topic__name", "topic__slug"):
        found[work].append((code, name, f"/topics/{slug}/"))
    return found


def _bylines(work_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    names = shown.on(work_ids)
    # By position, so that of thousands of names none is read beyond the first.
    rows = Authorship.objects.filter(work__in=work_ids, position__lte=MOST_NAMES).order_by("work", "position")
    columns = ("work", "id", "printed_name", "author__public_id", "author__slug", "author__hidden_at")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for work, pk, printed, public_id, slug, hidden_at in rows.values_list(*columns):
        # To a hidden record no link leads.
        url = address(public_id, slug) if public_id and not hidden_at else ""
        found[work].append((names.slot(pk, printed), url))
    return found

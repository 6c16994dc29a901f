"""The works of a record as its owner goes through them: what was said of each, and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Author, Claim
from works.ledger import belonging
from works.models import Assignment, Authorship, Decision, Listing, Question
from works.owners import asking, candidates, shown
from works.owners.tick import Tick

PAGE = 50
BYLINE = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a work, and in words what came of it."""

    tick: Tick
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One work with its slot, ready to show; of a candidate with the record where it stands."""

    slot: int
    title: SafeString
    url: str
    year: int | None
    byline: str
    pages: str
    said: Said | None
    home: Author | None = None
    is_doubted: bool = False


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of the works of a record, and what of other records may be the owner's too."""

    rows: Sequence[Row]
    candidates: Sequence[Row]
    total: int
    open: int
    page: int
    only_open: bool

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-(self.open if self.only_open else self.total) // PAGE))

    @property
    def has_rest(self) -> bool:
        """Whether the page shows works of the record of which nothing was said."""
        return any(row.said is None and row.home is None for row in self.rows)


def of(claim: Claim, author: Author, page: int, *, only_open: bool) -> Worklist:
    """The page of this number: a number of queries that does not grow with the works."""
    marked = dict(_newest_first(Authorship.objects.filter(author=author)).values_list("id", "is_doubted"))
    given_away = list(
        _newest_first(Authorship.objects.filter(id__in=_given_away(claim, author))).values_list("id", flat=True)
    )
    said = states(claim, author, [*marked, *given_away])
    # What may belong to another comes first, until the owner has said so or otherwise.
    own = sorted(marked, key=lambda slot: not marked[slot] or slot in said)
    everything = [*own, *given_away]
    still = [slot for slot in everything if slot not in said]
    chosen = still if only_open else everything
    page = min(page, max(1, -(-len(chosen) // PAGE)))
    shown = chosen[(page - 1) * PAGE : page * PAGE]
    offered = [slot for slot in candidates.of(author) if slot not in set(given_away)] if page == 1 else []
    said |= states(claim, author, offered)
    rows = _rows([*shown, *offered], said, author)
    return Worklist(
        [rows[slot] for slot in shown], [rows[slot] for slot in offered], len(everything), len(still), page, only_open
    )


def _newest_first(slots: Any) -> Any:
    return slots.order_by(F("work__ordered_on").desc(nulls_last=True), "work__title", "id")


def _given_away(claim: Claim, author: Author) -> list[int]:
    """The slots that the owner said are somebody else's, and that are with those still."""
    lines = Decision.objects.in_force().filter(claim=claim, kind=Decision.Kind.SPLIT).exclude(other=author)
    slots = Assignment.objects.filter(decision__in=lines, mention__author__isnull=False)
    slots = slots.exclude(mention__author=author)
    return list(slots.values_list("mention", flat=True).distinct())


def states(claim: Claim, author: Author, slots: Collection[int]) -> dict[int, Said]:
    """What was said of these slots by the owner or a curator, where anything was: three queries."""
    said: dict[int, Said] = {}
    if not slots:
        return said
    wanted = set(slots)
    for question in Question.objects.filter(asking.of_claim(claim), mentions__overlap=sorted(wanted)).order_by("id"):
        if question.state == Question.State.OPEN:
            words = "a curator is asked"
        elif question.state in (Question.State.SAME, Question.State.DIFFERENT):
            words = "a curator has answered"
        else:
            continue
        for slot in wanted.intersection(question.mentions):
            said[slot] = Said(_answered(question), words)
    for slot in wanted & belonging.kept([author.pk])[author.pk]:
        said[slot] = Said(Tick.MINE, "decided")
    for slot in wanted & set(_given_away(claim, author)):
        said[slot] = Said(Tick.NOT_MINE, "decided")
    return said


def _answered(question: Question) -> Tick:
    """The tick that a question stands for: what was asked, and once answered what the curator said."""
    if question.state == Question.State.OPEN:
        return asking.tick_of(question)
    # What stood with another record was asked whether it belongs there.
    belongs = (question.state == Question.State.SAME) == (question.other_id is None)
    return Tick.MINE if belongs else Tick.NOT_MINE


def _rows(slots: Iterable[int], said: Mapping[int, Said], author: Author) -> dict[int, Row]:
    held = Authorship.objects.filter(id__in=list(slots)).select_related("work", "author")
    held = held.defer("work__card", "work__abstract_html", "work__abstract_key", "author__side")
    works = [slot.work_id for slot in held]
    names, pages = shown.on(works), _pages(works)
    bylines: dict[int, list[str]] = defaultdict(list)
    printed = Authorship.objects.filter(work__in=works, position__isnull=False).order_by("work", "position")
    for work, pk, name in printed.values_list("work", "id", "printed_name"):
        bylines[work].append(names.slot(pk, name))
    return {
        slot.pk: Row(
            slot.pk,
            mark_safe(slot.work.title_html),  # noqa: S308 - made safe at import (works.tex)
            slot.work.get_absolute_url(),
            slot.work.year,
            _byline(bylines[slot.work_id], slot, names.slot(slot.pk, slot.printed_name)),
            ", ".join(pages.get(slot.work_id, ())),
            said.get(slot.pk),
            slot.author if slot.author_id != author.pk else None,
            slot.is_doubted and slot.author_id == author.pk,
        )
        for slot in held
    }


def _pages(works: Collection[int]) -> dict[int, list[str]]:
    """The pages that list each work, as readers see whose they are."""
    found: dict[int, list[str]] = defaultdict(list)
    whose = ("profile__author__name", "profile__author__renamed_at", "profile__author__hidden_at")
    listings = Listing.objects.filter(work__in=works).order_by("work")
    rows = listings.values_list("work", "profile__source__name", "profile__name", *whose).distinct()
    for work, source, printed, name, renamed_at, hidden_at in rows:
        found[work].append(source if hidden_at else f"{source} ({shown.of_person(printed, name, renamed_at)})")
    return {work: sorted(set(pages)) for work, pages in found.items()}


def _byline(names: Sequence[str], slot: Authorship, own: str) -> str:
    more = f" and {len(names) - BYLINE} more" if len(names) > BYLINE else ""
    hidden = "" if slot.position else f" (and, not shown, {own})"
    return ", ".join(names[:BYLINE]) + more + hidden if names else own

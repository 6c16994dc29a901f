"""Plain records: a work with a byline, as a bulk source or a gold file gives it, on nobody's page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from profiles.names import fold, slug
from works import tex
from works.ledger import questions, slots
from works.ledger.decisions import By
from works.matching import blocks, people
from works.models import Authorship, Decision, Work
from works.wording import ordinal

LONGEST_NAME = 300
LONGEST_VENUE = 100


@dataclass(frozen=True, slots=True)
class Byline:
    """One author of a plain record; `position` is None for one whom the byline hides."""

    printed: str
    position: int | None
    affiliations: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainRecord:
    """What a source says of one work; `identifier` (scheme:value) is what the work is known by when it comes again."""

    identifier: str
    title: str
    authors: tuple[Byline, ...]
    venue: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The work of a record, the slot of each of its authors in their order, and what became of the new ones."""

    work: int
    slots: tuple[int | None, ...]
    outcome: people.Outcome


def add(record: PlainRecord, by: By, line: Decision) -> Added:
    """Stores the record and decides its slots below `line`; a work that is there gets only the slots it has not.

    The caller holds the transaction and has the turn. The number of queries does not grow with what is known.
    """
    work, is_new = _work(record)
    held, fresh = _slots(record, work, is_new)
    ids = [slot.pk for slot in fresh]
    people.learn(ids, {work} if is_new else ())
    outcome = people.place(ids, by, line)
    if fresh:
        questions.settle(settle({work} | outcome.works) | outcome.merged)
    return Added(work, tuple(slot.pk if slot else None for slot in held), outcome)


def settle(works: Collection[int]) -> set[int]:
    """Brings the slots of plain works up to date with the ledger; gives the authors who had or have one."""
    printed: dict[int, list[str]] = defaultdict(list)
    own: dict[int, set[int]] = defaultdict(set)
    rows = Authorship.objects.filter(work__in=works).order_by("work", "position", "id")
    for work, pk, name, position in rows.values_list("work", "id", "printed_name", "position"):
        own[work].add(pk)
        if position is not None:
            printed[work].append(name)
    # No page lists them: each slot stands by itself.
    return slots.settle({work: slots.Listed({}, tuple(printed[work]), frozenset(own[work])) for work in own})


def _work(record: PlainRecord) -> tuple[int, bool]:
    held = Work.objects.filter(identifiers__contains=[record.identifier]).order_by("id")
    found = held.values_list("id", "merged_into").first()
    if found:
        return found[1] or found[0], False
    title = tex.to_text(record.title)
    work = Work.objects.create(
        title=title,
        title_html=tex.to_html(record.title, links=False),
        slug=slug(title),
        squash=tex.squash(record.title),
        host=record.venue[:LONGEST_VENUE],
        year=record.year,
        ordered_on=dt.date(record.year, 1, 1) if record.year else None,
        byline_complete=all(author.position for author in record.authors),
        byline_length=sum(author.position is not None for author in record.authors),
        identifiers=[record.identifier],
    )
    return work.pk, True


def _slots(record: PlainRecord, work: int, is_new: bool) -> tuple[list[Authorship | None], list[Authorship]]:
    """The slot of each author of the record, none where the name is nothing; and those of them that are new."""
    known: dict[str, list[Authorship]] = defaultdict(list)
    for slot in Authorship.objects.filter(work=work).order_by("id") if not is_new else ():
        known[slot.folded_name].append(slot)
    held: list[Authorship | None] = []
    fresh = []
    for author in record.authors:
        folded = fold(author.printed[:LONGEST_NAME])
        if known[folded]:
            held.append(known[folded].pop(0))
        elif folded:
            # Positions are those of the byline that came first.
            position = author.position if is_new else None
            held.append(_slot(author, folded, work, position))
            fresh.append(held[-1])
        else:
            held.append(None)
    return held, Authorship.objects.bulk_create(_in_byline_order(slot for slot in fresh if slot))


def _in_byline_order(made: Iterable[Authorship]) -> list[Authorship]:
    """The slots numbered without the gaps that empty names leave."""
    ordered = sorted(made, key=lambda slot: (slot.position is None, slot.position or 0))
    shown = [slot for slot in ordered if slot.position is not None]
    for number, slot in enumerate(shown, start=1):
        slot.position = number
    return ordered


def _slot(author: Byline, folded: str, work: int, position: int | None) -> Authorship:
    printed = author.printed[:LONGEST_NAME]
    return Authorship(
        work_id=work,
        base_work_id=work,
        aside=slots.NOBODY,
        position=position,
        printed_name=printed,
        folded_name=folded,
        reason=f"{ordinal(position)} in the byline." if position else "An author whom the byline does not show.",
        blocks=list(blocks.keys(printed)),
        affiliations=list(author.affiliations),
        identifiers=list(author.identifiers),
    )

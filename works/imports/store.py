"""Writes a page's plan inside the caller's transaction, in a number of statements that does not grow with its works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from profiles.models import Author
from profiles.names import fold
from works import tex
from works.imports.known import Bases
from works.imports.records import PageRecords, WorkRecord
from works.imports.resolve import Plan, PlannedListing, Slot
from works.ledger import decisions, merges, questions, tree
from works.ledger.decisions import By
from works.ledger.slots import BASE, NOBODY
from works.matching import blocks
from works.models import (
    Assignment,
    Authorship,
    Decision,
    ImportPage,
    Listing,
    ReportedNumber,
    SourceProfile,
    Work,
)

# How much a page that lists works of both under one name speaks for their being one.
OWNED = 5.0


class Store:
    """One page's writes; `work_ids` are the works it changed, `author_ids` who else is to be refreshed.

    `seen_ids` are works of which the page says what was said before, but of a later day.
    """

    def __init__(self, page: ImportPage, records: PageRecords, plan: Plan, bases: Bases) -> None:
        self.page, self.records, self.plan, self.bases = page, records, plan, bases
        self.by = By(page=page)
        self.work_ids: set[int] = set()
        self.seen_ids: set[int] = set()
        self.author_ids: set[int] = set()
        self.works: dict[int, int] = {}
        self.joined: set[int] = set()
        self.fresh: list[Authorship] = []
        self.new = self.changed = 0
        self._line: Decision | None = None
        self._given: dict[int, int] = {}

    @property
    def line(self) -> Decision:
        """The page's line in the ledger, below which it links; written when there is something to link."""
        if self._line is None:
            self._line = decisions.write(Decision.Kind.LINK, self.by, f"Import of {self.page.filename}.")
        return self._line

    def write(self) -> SourceProfile:
        """Writes what the page asserts; where that is known, every row stays as it was. Gives the page's profile."""
        self.owner = self._owner()
        self._merge_authors()
        profile = self._keep_profile()
        self._create_works()
        slots = self._keep_slots(profile)
        self._keep_listings(profile, slots)
        self._keep_numbers(profile)
        self._ask()
        return profile

    @property
    def mentions(self) -> list[int]:
        """The new slots that nobody has yet."""
        return [slot.pk for slot in self.fresh if slot.author_id is None]

    @property
    def new_works(self) -> set[int]:
        """The works that the page brought."""
        return set(self.works.values())

    def _owner(self) -> int:
        if self.plan.owner > 0:
            return self.plan.owner
        author = Author.named(self.records.person.name)
        author.save()
        return author.pk

    def _merge_authors(self) -> None:
        for merge in self.plan.merges:
            below = tree.below("author", merge.absorbed)
            # Works that this page does not list show the people who were merged, too.
            self.work_ids |= tree.works_of(below)
            merges.join(merge.absorbed, merge.survivor, self.by, merge.reason)
            tree.settle_profiles(below)
            self.author_ids.add(merge.survivor)
            self.joined.add(merge.absorbed)

    def _keep_profile(self) -> SourceProfile:
        person = self.records.person
        says = said(self.page, self.records)
        if self.plan.profile is None:
            self.author_ids.add(self.owner)
            if self.plan.owner > 0:
                self.joined.add(self.owner)
            profile = SourceProfile.objects.create(
                source=self._source(),
                name=person.name,
                folded_name=fold(person.name),
                author_id=self.owner,
                reason=self.plan.owner_reason,
                **says,
            )
            Assignment.objects.create(
                decision=self.line, profile=profile, author_id=self.owner, reason=self.plan.owner_reason
            )
            self.base = self.owner
            return profile
        profile = SourceProfile.objects.extra(  # noqa: S610 - a constant
            select={"base": BASE.format(column="profile_id", row="works_sourceprofile")}
        ).get(pk=self.plan.profile)
        # What a page brings follows its profile, also when a merge of its author is undone.
        self.base = profile.base  # type: ignore[attr-defined]
        # An older capture that comes in late adds to the past; it does not overrule a newer one.
        says["source_key"] = says["source_key"] or profile.source_key
        is_newest = self.page.captured_on >= profile.captured_on or not profile.pages.settled().exists()
        if is_newest and {k: getattr(profile, k) for k in says} != says:
            SourceProfile.objects.filter(pk=profile.pk).update(**says)
            self.author_ids.add(profile.author_id)
        return profile

    def _source(self) -> Any:
        assert self.page.source is not None, "The pipeline sets the source before it stores."
        return self.page.source

    def _create_works(self) -> None:
        fresh = [listing for listing in self.plan.listings if listing.work < 0]
        created = Work.objects.bulk_create([_bare_work(listing.record, listing.squash) for listing in fresh])
        self.works = {listing.work: work.pk for listing, work in zip(fresh, created, strict=True)}

    def _work(self, ref: int) -> int:
        return self.works[ref] if ref < 0 else ref

    def _base(self, listing: PlannedListing) -> int:
        """The work that the listing is of by itself, where that was joined to another; each takes one line."""
        if listing.record.line not in self._given:
            work = self._work(listing.work)
            bases = self.bases.get((work, listing.squash), [])
            free = [base for base in bases if base not in self._given.values()]
            self._given[listing.record.line] = free[0] if free else (bases or [work])[0]
        return self._given[listing.record.line]

    def _keep_slots(self, profile: SourceProfile) -> dict[int, int]:
        """Creates the new slots; gives the slot of the page's person by listing."""
        planned = [(listing, slot) for listing in self.plan.listings for slot in listing.slots]
        new = [(listing, slot) for listing, slot in planned if slot.id is None]
        self.fresh = Authorship.objects.bulk_create([self._slot(listing, slot) for listing, slot in new])
        ids = {id(slot): row.pk for (_, slot), row in zip(new, self.fresh, strict=True)}
        owned = [row for row in self.fresh if row.author_id is not None]
        if owned:
            Assignment.objects.bulk_create(
                Assignment(decision=self.line, mention=row, author_id=self.base, reason=row.reason) for row in owned
            )
            if self.plan.owner > 0:
                self.joined.add(self.owner)
        self.work_ids |= {row.work_id for row in self.fresh}
        return {listing.record.line: slot.id or ids[id(slot)] for listing, slot in planned if slot.is_owner}

    def _slot(self, listing: PlannedListing, slot: Slot) -> Authorship:
        return Authorship(
            work_id=self._work(listing.work),
            base_work_id=self._base(listing),
            author_id=self.owner if slot.is_owner else None,
            aside="" if slot.is_owner else NOBODY,
            printed_name=slot.printed,
            folded_name=slot.folded,
            blocks=list(blocks.keys(slot.printed)),
            reason=slot.reason,
        )

    def _keep_listings(self, profile: SourceProfile, slots: Mapping[int, int]) -> None:
        newest = Listing.objects.filter(profile=profile).order_by("base_work", "-captured_on", "-page", "-id")
        held = {listing.base_work_id: listing for listing in newest.distinct("base_work")}
        rows = []
        for planned in self.plan.listings:
            work, record = self._work(planned.work), asserted(planned.record)
            rows.append(self._listing(profile, planned, record, slots[planned.record.line]))
            before = held.get(self._base(planned))
            if before is None:
                self.new += 1
                self.work_ids.add(work)
            elif before.captured_on <= self.page.captured_on and before.record != record:
                self.changed += 1
                self.work_ids.add(work)
            elif before.captured_on < self.page.captured_on:
                self.seen_ids.add(work)
        Listing.objects.bulk_create(rows)

    def _listing(self, profile: SourceProfile, planned: PlannedListing, record: Any, slot: int) -> Listing:
        return Listing(
            profile=profile,
            work_id=self._work(planned.work),
            base_work_id=self._base(planned),
            slot_id=slot,
            page=self.page,
            line=planned.record.line,
            captured_on=self.page.captured_on,
            record=record,
            reason=planned.reason,
        )

    def _keep_numbers(self, profile: SourceProfile) -> None:
        before = ReportedNumber.objects.filter(profile=profile, as_of=self.page.captured_on)
        held = dict(before.order_by("id").values_list("kind", "value"))
        rows = {
            number.kind: ReportedNumber(
                profile=profile,
                page=self.page,
                kind=number.kind,
                value=number.value,
                unit=number.unit,
                line=number.line,
                as_of=self.page.captured_on,
            )
            for number in self.records.numbers
        }
        ReportedNumber.objects.bulk_create(rows.values())
        if any(held.get(kind) != row.value for kind, row in rows.items()):
            self.author_ids.add(profile.author_id)

    def _ask(self) -> None:
        rows = []
        for doubt in self.plan.doubts:
            one, other = (self._work(ref) for ref in doubt.works)
            title = next((p.record.title for p in self.plan.listings if self._work(p.work) in (one, other)), "")
            evidence = decisions.rows(doubt.evidence)
            rows.append(questions.about_works(one, other, tex.to_text(title), doubt.score, evidence, self.page))
        people = Author.objects.in_bulk({pk for merge in self.plan.asked for pk in (merge.survivor, merge.absorbed)})
        for merge in self.plan.asked:
            told = [{"feature": "page", "value": 1, "points": OWNED, "text": merge.reason}]
            told.append({"feature": "barrier", "value": 1, "points": 0, "text": "The record has an owner."})
            pair = people[merge.survivor], people[merge.absorbed]
            rows.append(questions.about_people(*pair, OWNED, told, self.page))
        questions.ask(rows)


def said(page: ImportPage, records: PageRecords) -> dict[str, Any]:
    """What a page says of its person, as the columns of its source profile."""
    person = records.person
    return {
        "source_key": person.source_id,
        "role": person.role,
        "affiliation": person.affiliation,
        "open_to_collaborate": person.open_to_collaborate,
        "topics": sorted(person.topics),
        "captured_on": page.captured_on,
    }


def asserted(record: WorkRecord) -> dict[str, Any]:
    """A listing's fields as they are kept: JSON values, without the line, which says where and not what."""
    fields = asdict(record)
    del fields["line"]
    fields["published_on"] = record.published_on.isoformat() if record.published_on else None
    fields["heat"] = None if record.heat is None else str(record.heat)
    fields["ids"] = sorted(map(list, record.ids))
    return fields | {"byline": list(record.byline), "institutions": list(record.institutions)}


def _bare_work(record: WorkRecord, squash: str) -> Work:
    title = tex.to_text(record.title)
    return Work(title=title, title_html="", slug="", squash=squash)

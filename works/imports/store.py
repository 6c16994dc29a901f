"""Writes a page's plan inside the caller's transaction, in a number of statements that does not grow with its works."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from profiles import merges
from profiles.models import Author
from profiles.names import fold
from works import tex
from works.imports.derive import bring_up_to_date
from works.imports.records import PageRecords, WorkRecord
from works.imports.resolve import Plan
from works.imports.results import Result
from works.models import Authorship, ImportPage, Listing, ReportedNumber, SourceProfile, Work
from works.moves import move_records


class Store:
    """One page's writes; `work_ids` are the works it changed, for the refresh that follows."""

    def __init__(self, page: ImportPage, records: PageRecords, plan: Plan) -> None:
        self.page, self.records, self.plan = page, records, plan
        self.work_ids: set[int] = set()
        self.author_ids: set[int] = set()
        self.authors: dict[int, int] = {}
        self.works: dict[int, int] = {}

    def write(self) -> Result:
        """What the page did, in counts; a page that asserts nothing new leaves every row as it was."""
        self._create_authors()
        self._merge_authors()
        profile = self._keep_profile()
        self._create_works()
        new, changed = self._keep_listings(profile)
        self._keep_authorships()
        self._keep_numbers(profile)
        bring_up_to_date(self.work_ids)
        created = sum(1 for work in self.works if work < 0)
        return Result(
            works_new=created,
            works_joined=new - created,
            works_changed=changed,
            works_unchanged=len(self.plan.listings) - new - changed,
            authors_new=len(self.plan.new_authors),
            authors_joined=len(self._joined_authors()),
        )

    def _joined_authors(self) -> set[int]:
        slots = [slot for listing in self.plan.listings for slot in listing.slots]
        return {slot.author for slot in slots if slot.author > 0 and slot.is_new} | {
            m.absorbed for m in self.plan.merges
        }

    def _create_authors(self) -> None:
        created = Author.objects.bulk_create([Author.named(name) for name in self.plan.new_authors])
        self.authors = {-number: author.pk for number, author in enumerate(created, start=1)}

    def _author(self, ref: int) -> int:
        return self.authors[ref] if ref < 0 else ref

    def _merge_authors(self) -> None:
        if not self.plan.merges:
            return
        absorbed = [merge.absorbed for merge in self.plan.merges]
        # Works that this page does not list show the people who were merged, too.
        self.work_ids |= set(Authorship.objects.filter(author__in=absorbed).values_list("work", flat=True))
        move_records({merge.absorbed: merge.survivor for merge in self.plan.merges})
        merges.absorb({merge.absorbed: (merge.survivor, merge.reason) for merge in self.plan.merges})
        self.author_ids |= {merge.survivor for merge in self.plan.merges}

    def _keep_profile(self) -> SourceProfile:
        person = self.records.person
        says: dict[str, Any] = {
            "role": person.role,
            "affiliation": person.affiliation,
            "open_to_collaborate": person.open_to_collaborate,
            "topics": sorted(person.topics),
        }
        if self.plan.profile is None:
            self.author_ids.add(self._author(self.plan.owner))
            return SourceProfile.objects.create(
                source=self._source(),
                source_key=person.source_id,
                name=person.name,
                folded_name=fold(person.name),
                author_id=self._author(self.plan.owner),
                reason=self.plan.owner_reason,
                captured_on=self.page.captured_on,
                **says,
            )
        profile = SourceProfile.objects.get(pk=self.plan.profile)
        says |= {"captured_on": self.page.captured_on, "source_key": person.source_id or profile.source_key}
        # An older capture that comes in late adds to the past; it does not overrule a newer one.
        if self.page.captured_on >= profile.captured_on and {k: getattr(profile, k) for k in says} != says:
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

    def _keep_listings(self, profile: SourceProfile) -> tuple[int, int]:
        held = {listing.work_id: listing for listing in Listing.objects.filter(profile=profile)}
        new: list[Listing] = []
        changed: list[Listing] = []
        seen_again: list[Listing] = []
        for planned in self.plan.listings:
            work, record = self._work(planned.work), asserted(planned.record)
            listing = held.get(work)
            if listing is None:
                new.append(self._listing(profile, work, record, planned.record.line, planned.reason))
            elif (listing.record != record or listing.captured_on != self.page.captured_on) and (
                listing.captured_on <= self.page.captured_on
            ):
                (seen_again if listing.record == record else changed).append(listing)
                listing.record, listing.page, listing.line = record, self.page, planned.record.line
                listing.captured_on = self.page.captured_on
        Listing.objects.bulk_create(new)
        Listing.objects.bulk_create(
            [*changed, *seen_again],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["record", "page", "line", "captured_on"],
        )
        self.work_ids |= {listing.work_id for listing in (*new, *changed, *seen_again)}
        return len(new), len(changed)

    def _listing(self, profile: SourceProfile, work: int, record: dict[str, Any], line: int, reason: str) -> Listing:
        return Listing(
            profile=profile,
            work_id=work,
            page=self.page,
            line=line,
            captured_on=self.page.captured_on,
            record=record,
            reason=reason,
        )

    def _keep_authorships(self) -> None:
        fresh = [
            Authorship(
                work_id=self._work(listing.work),
                author_id=self._author(slot.author),
                printed_name=slot.printed,
                folded_name=slot.folded,
                reason=slot.reason,
            )
            for listing in self.plan.listings
            for slot in listing.slots
            if slot.is_new
        ]
        Authorship.objects.bulk_create(fresh, ignore_conflicts=True)
        self.work_ids |= {authorship.work_id for authorship in fresh}

    def _keep_numbers(self, profile: SourceProfile) -> None:
        held = set(profile.numbers.filter(as_of=self.page.captured_on).values_list("kind", "value"))
        fresh = [
            ReportedNumber(
                profile=profile,
                page=self.page,
                kind=number.kind,
                value=number.value,
                unit=number.unit,
                line=number.line,
                as_of=self.page.captured_on,
            )
            for number in self.records.numbers
            if (number.kind, number.value) not in held
        ]
        if fresh:
            ReportedNumber.objects.bulk_create(
                fresh,
                update_conflicts=True,
                unique_fields=["profile", "kind", "as_of"],
                update_fields=["value", "unit", "page", "line"],
            )
            self.author_ids.add(profile.author_id)


def asserted(record: WorkRecord) -> dict[str, Any]:
    """A listing's fields as they are kept: JSON values, without the line, which says where and not what."""
    fields = asdict(record)
    del fields["line"]
    fields["published_on"] = record.published_on.isoformat() if record.published_on else None
    fields["heat"] = None if record.heat is None else str(record.heat)
    return fields | {"byline": list(record.byline), "institutions": list(record.institutions)}


def _bare_work(record: WorkRecord, squash: str) -> Work:
    title = tex.to_text(record.title)
    return Work(title=title, title_html="", slug="", squash=squash)

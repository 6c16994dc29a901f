"""Rolling a batch back: what it alone brought goes, what others assert too stays, and the rows wait for its return."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from profiles import trust, versions
from profiles.models import Author
from works import turn
from works.ledger import comeback, decisions, follow_through, standing
from works.ledger.decisions import By, Conflict
from works.models import (
    Authorship,
    Decision,
    ImportBatch,
    ImportPage,
    Listing,
    ReportedNumber,
    SourceProfile,
    Work,
)

State = ImportPage.State


@dataclass(slots=True)
class Effect:
    """What a roll-back takes away, and the pages of other batches that go on saying the same."""

    pages: int = 0
    listings: int = 0
    numbers: int = 0
    works: list[Work] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    staying: list[ImportPage] = field(default_factory=list)
    # Works and authors that lose something, those that go among them.
    touched_works: set[int] = field(default_factory=set)
    touched_authors: set[int] = field(default_factory=set)

    @property
    def lists(self) -> tuple[tuple[str, list[Work] | list[Author]], ...]:
        """What goes, under its heading."""
        return ("works", self.works), ("authors", self.authors)

    @property
    def other_batches(self) -> list[int]:
        """The batches that go on saying the same."""
        return sorted({page.batch_id for page in self.staying})

    def counts(self) -> dict[str, int]:
        """The numbers alone, as they are kept in the ledger."""
        numbers = {"pages": self.pages, "listings": self.listings, "numbers": self.numbers}
        return numbers | {"works": len(self.works), "authors": len(self.authors), "staying": len(self.staying)}


def roll_back(batch: ImportBatch, by: By) -> Decision:
    """The stored roll-back, or the one there is where nothing stands any more; Conflict while pages wait."""
    with transaction.atomic():
        turn.take()
        pages = _pages(batch)
        if done := of(batch):
            if not pages:
                return done
        elif not pages:
            raise Conflict("Nothing of this batch is imported, so there is nothing to roll back.")
        return _roll_back(batch, pages, by)[0]


def preview(batch: ImportBatch) -> Effect:
    """What rolling the batch back would take away, found by doing it and keeping nothing; raises the same Conflict."""
    with transaction.atomic():
        turn.take()
        pages = _pages(batch)
        effect = _roll_back(batch, pages, By())[1] if pages else Effect()
        transaction.set_rollback(True)
    return effect


def of(batch: ImportBatch) -> Decision | None:
    """The batch's last roll-back."""
    found = Decision.objects.filter(kind=Decision.Kind.ROLL_BACK, details__batch=batch.pk)
    return found.select_related("actor").order_by("-created_at", "-id").first()


def _pages(batch: ImportBatch) -> list[ImportPage]:
    if waiting := batch.pages.waiting().count():
        them = "1 page of this batch waits" if waiting == 1 else f"{waiting} pages of this batch wait"
        raise Conflict(f"{them} for a worker still. Roll the batch back when it is done.")
    held = batch.pages.filter(state__in=(State.IMPORTED, State.UNCHANGED))
    return list(held.select_for_update(of=("self",)).defer("raw").order_by("id"))


def _roll_back(batch: ImportBatch, pages: list[ImportPage], by: By) -> tuple[Decision, Effect]:
    decision = decisions.write(
        Decision.Kind.ROLL_BACK, by, f"Batch {batch.pk} was rolled back.", details={"batch": batch.pk}
    )
    asserting = [page for page in pages if page.state == State.IMPORTED]
    effect = Effect(pages=len(pages), staying=_let_step_in(asserting))
    rest = [page for page in asserting if page.pk not in {copy.same_as_id for copy in effect.staying}]
    before = _withdraw(rest, effect)
    ImportPage.objects.filter(id__in=[page.pk for page in pages]).update(state=State.WITHDRAWN)
    profiles = {page.profile_id for page in rest if page.profile_id}
    effect.touched_authors |= set(SourceProfile.objects.filter(id__in=profiles).values_list("author", flat=True))
    standing.settle_profiles(profiles)
    reason = f"import rolled back (batch {batch.pk})"
    follow_through.works(effect.touched_works, reason, effect.touched_authors)
    effect.touched_authors |= comeback.take_back_merges(rest, decision)
    comeback.close_questions(rest, decision, effect.touched_authors, effect.touched_works)
    _tell_who_is_near(effect.touched_authors)
    effect.works = list(Work.objects.filter(id__in=before, is_listed=False).defer("card").order_by("id"))
    gone = Author.objects.standing().filter(id__in=effect.touched_authors, level__lt=trust.CLAIMED, works_count=0)
    effect.authors = list(gone.filter(level=0).defer("side").order_by("folded_name", "id"))
    decision.details |= effect.counts()
    decision.created_at = timezone.now()
    decision.save(update_fields=["details", "created_at"])
    return decision, effect


def _let_step_in(pages: Collection[ImportPage]) -> list[ImportPage]:
    copies = standing.copies(pages)
    for page in pages:
        if page.pk in copies:
            standing.step_in(page, copies[page.pk])
    return list(copies.values())


def _withdraw(pages: Collection[ImportPage], effect: Effect) -> set[int]:
    """Deletes what these pages assert; gives the works that were shown before."""
    listed = Listing.objects.filter(page__in=pages)
    effect.touched_works = set(listed.values_list("work", flat=True))
    on_them = Authorship.objects.filter(work__in=effect.touched_works, author__isnull=False)
    effect.touched_authors = set(on_them.values_list("author", flat=True))
    effect.listings = listed.delete()[0]
    effect.numbers = ReportedNumber.objects.filter(page__in=pages).delete()[0]
    return set(Work.objects.standing().filter(id__in=effect.touched_works).values_list("id", flat=True))


def _tell_who_is_near(authors: Collection[int]) -> None:
    # Pictures of the graph reach two steps: who wrote with these shows them, too.
    near = Authorship.objects.filter(work__authorships__author__in=authors).exclude(author=None)
    versions.grow(set(near.exclude(author__in=authors).values_list("author", flat=True)))

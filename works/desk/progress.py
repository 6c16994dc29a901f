"""How far a batch is: its pages by state, in words and as a share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from works.imports.results import Result
from works.models import ImportBatch, ImportPage

State = ImportPage.State
_COUNTED = {state.value: Count("pages", Q(pages__state=state)) for state in State}


@dataclass(frozen=True, slots=True)
class Progress:
    """The pages of one batch, counted by state."""

    batch: int
    queued: int = 0
    imported: int = 0
    unchanged: int = 0
    failed: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        """All pages."""
        return self.queued + self.done

    @property
    def done(self) -> int:
        """Pages that no worker has to look at any more."""
        return self.imported + self.unchanged + self.failed + self.withdrawn

    @property
    def is_running(self) -> bool:
        """Whether pages wait for a worker: only then it is worth looking again."""
        return self.queued > 0

    @property
    def state(self) -> str:
        """The batch in a word or two."""
        if self.is_running:
            return "running"
        if self.withdrawn and not (self.imported or self.unchanged):
            return "rolled back"
        if self.failed:
            return "failed" if self.failed == self.total else "done, with failures"
        return "done"

    @property
    def sentence(self) -> str:
        """How many pages are done, and what became of them."""
        counts = {"failed": self.failed, "unchanged": self.unchanged, "rolled back": self.withdrawn}
        rest = "".join(f", {count} {word}" for word, count in counts.items() if count)
        return f"{self.done} of {self.total} pages done{rest}"

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """The states that there are pages of: value, name, and how many."""
        return [(state.value, str(state.label), count) for state in State if (count := getattr(self, state.value))]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of works and authors, in words, without what there is none of."""

    works: str
    authors: str

    @classmethod
    def of(cls, result: Result) -> Counts:
        """The words for these counts."""
        works = {
            "new": result.works_new,
            "joined": result.works_joined,
            "changed": result.works_changed,
            "as before": result.works_unchanged,
        }
        return cls(_words(works), _words({"new": result.authors_new, "joined": result.authors_joined}))


def _words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)


def of(batch: ImportBatch) -> Progress:
    """The progress of this batch: one query."""
    return Progress(batch.pk, **dict(batch.pages.order_by().values_list("state").annotate(n=Count("*"))))


def annotated(batches: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
    """The batches with the counts that `read` reads."""
    return batches.annotate(**{f"n_{state}": count for state, count in _COUNTED.items()})


def read(batch: Any) -> Progress:
    """The progress of a batch of an annotated list."""
    return Progress(batch.pk, **{state: getattr(batch, f"n_{state}") for state in _COUNTED})

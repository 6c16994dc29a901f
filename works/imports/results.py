"""What became of a page, in counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Result:
    """Counts of one page or of several: listings by what they did to works, and authors by what was done to them."""

    works_new: int = 0
    works_joined: int = 0
    works_changed: int = 0
    works_unchanged: int = 0
    authors_new: int = 0
    authors_joined: int = 0

    @property
    def listings(self) -> int:
        """How many works the page lists."""
        return self.works_new + self.works_joined + self.works_changed + self.works_unchanged

    @property
    def changed_nothing(self) -> bool:
        """Whether everything the page asserts was already known."""
        return not (
            self.works_new or self.works_joined or self.works_changed or self.authors_new or self.authors_joined
        )

    def as_unchanged(self) -> Result:
        """The counts of the same page imported once more."""
        return Result(works_unchanged=self.listings)

    def stored(self) -> dict[str, int]:
        """The counts as they are kept on the page."""
        return asdict(self)


def total(results: Iterable[dict[str, int]]) -> Result:
    """The sum of stored results; pages without one count as nothing."""
    rows = list(results)
    return Result(**{field.name: sum(row.get(field.name, 0) for row in rows) for field in fields(Result)})

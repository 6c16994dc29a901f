"""What a source says of each work of a made-up installation: when, where, about what, how often cited. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from random import Random

from works.generation.people import SHORTENED, People, Printed
from works.generation.subjects import Subjects
from works.generation.words import Prose, Writer

# Days between a work and the capture that lists it: most are of the last years.
_MEAN_AGE, _OLDEST = 1_500, 36 * 365
_FIRST_ARXIV, _FIVE_DIGITS = dt.date(2007, 4, 1), dt.date(2015, 1, 1)


@dataclass(slots=True)
class Facts:
    """What the source says of one work; None and "" for what it does not say."""

    title: Prose
    abstract: Prose
    cut: bool
    kind: str
    host: str
    topic: int
    seats: list[int]
    published_on: dt.date | None
    year: int | None
    has_code: bool
    heat: str | None
    citations: int | None
    ids: list[tuple[str, str]]

    @property
    def ordered_on(self) -> dt.date | None:
        """The date, or the first day of the year."""
        return self.published_on or (dt.date(self.year, 1, 1) if self.year else None)


@dataclass(slots=True)
class Byline:
    """The slots of one work: authors and names; `shown` of them are printed, the page's own person is the last."""

    team: list[int]
    names: list[Printed]
    shown: int

    @property
    def is_complete(self) -> bool:
        """Whether everybody is printed."""
        return self.shown == len(self.team)


class Teller:
    """Draws the facts of one work after another."""

    def __init__(self, subjects: Subjects, people: People, dice: Random) -> None:
        self.subjects, self.people, self.dice = subjects, people, dice
        self.writer = Writer(dice)
        self._months: Counter[str] = Counter()

    def byline(self, team: list[int], owner: int) -> Byline:
        """The byline of this team; of one in six small ones the source hides the end, where the page's person is."""
        dice = self.dice
        is_cut = 2 <= len(team) <= 4 and dice.random() < 0.3
        if is_cut:
            team = [*(author for author in team if author != owner), owner]
        names = [self.people.printed(author, shortened=dice.random() * 100 < SHORTENED) for author in team]
        # Of two of one name nobody could tell which is hidden.
        is_cut = is_cut and names[-1].folded not in {name.folded for name in names[:-1]}
        return Byline(team, names, len(team) - is_cut)

    def facts(self, number: int, team: list[int], captured_on: dt.date) -> Facts:
        """What is said of the work of this number."""
        dice = self.dice
        topic = self.subjects.topic(team[0])
        kind = self.subjects.kind()
        published_on, year = self._date(captured_on)
        linked = f"github.com/lab{number % 9_973}/code-{number}" if dice.random() < 0.05 else ""
        abstract = self._abstract(linked)
        return Facts(
            title=self.writer.title(),
            abstract=abstract,
            cut=bool(abstract.raw) and dice.random() < 0.1,
            kind=kind,
            host=self.subjects.venue(kind, topic),
            topic=topic,
            seats=self.subjects.seats(team),
            published_on=published_on,
            year=year,
            has_code=bool(linked) or dice.random() < 0.15,
            heat=f"{max(0.1, dice.expovariate(0.2)):.1f}" if dice.random() < 0.3 else None,
            citations=int(math.exp(dice.gauss(1.5, 1.6))) if dice.random() < 0.55 else None,
            ids=self._ids(number, published_on, kind),
        )

    def _date(self, captured_on: dt.date) -> tuple[dt.date | None, int | None]:
        luck = self.dice.random()
        if luck < 0.03:
            return None, None
        on = captured_on - dt.timedelta(min(_OLDEST, int(self.dice.expovariate(1 / _MEAN_AGE))))
        return (None, on.year) if luck < 0.1 else (on, on.year)

    def _abstract(self, linked: str) -> Prose:
        if not linked and self.dice.random() < 0.1:
            return Prose.of_words("")
        # Lengths of the abstracts of arXiv: half of them between 110 and 190 words.
        return self.writer.abstract(min(420, max(15, int(math.exp(self.dice.gauss(4.95, 0.4))))), linked)

    def _ids(self, number: int, published_on: dt.date | None, kind: str) -> list[tuple[str, str]]:
        found = []
        if kind == "Preprint" and published_on and published_on >= _FIRST_ARXIV:
            month = f"{published_on:%y%m}"
            self._months[month] += 1
            digits = 5 if published_on >= _FIVE_DIGITS else 4
            if self._months[month] < 10**digits:
                found.append(("arxiv", f"{month}.{self._months[month]:0{digits}}"))
        if kind not in ("", "Preprint") and self.dice.random() < 0.8:
            found.append(("doi", f"10.5555/generated.{number}"))
        return found

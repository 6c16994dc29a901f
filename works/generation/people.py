"""Names of made-up people: the commonest are borne by thousands, most by one or two. Pure but for the keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from profiles import names
from works.generation.copying import array_of
from works.generation.cultures import CULTURES, Culture
from works.matching import blocks

# So many of all names are rare ones, made from others; the n-th name is as common as 1 / (n + flatter).
_RARE, _FLATTER = 0.35, 2
_MIDDLES = ("", "a", "el", "i", "ma", "or", "ta", "u")
_HAN_MIDDLES = ("",)
# Of a hundred bylines so many print a name with an initial for the given one.
SHORTENED = 7


@dataclass(frozen=True, slots=True)
class Printed:
    """A name as a byline prints it, with the keys that it is stored with; `blocks` is ready for COPY."""

    name: str
    folded: str
    blocks: str

    @classmethod
    def of(cls, name: str) -> Printed:
        """The name with its keys."""
        return cls(name, names.fold(name), array_of(blocks.keys(name)))


class People:
    """The names of so many people, drawn one after another; every name is kept once."""

    def __init__(self, count: int, dice: Random) -> None:
        makers = [_Maker(culture) for culture in CULTURES]
        drawn = dice.choices(makers, [culture.share for culture in CULTURES], k=count)
        kept: dict[str, str] = {}
        self.names: list[str] = []
        for maker in drawn:
            name = maker.name(dice)
            self.names.append(kept.setdefault(name, name))
        self._printed: dict[str, Printed] = {}
        self._slugs: dict[str, str] = {}
        self._short: dict[str, str] = {}

    def printed(self, person: int, *, shortened: bool = False) -> Printed:
        """The name of this person as a byline prints it."""
        name = self.names[person]
        if shortened:
            name = self._short.get(name) or self._short.setdefault(name, _shortened(name))
        found = self._printed.get(name)
        return found or self._printed.setdefault(name, Printed.of(name))

    def slug(self, person: int) -> str:
        """The name for an address."""
        name = self.names[person]
        return self._slugs.get(name) or self._slugs.setdefault(name, names.slug(name))

    def distinct(self) -> list[str]:
        """Every name that was printed so far, once."""
        return list(self._printed)


class _Maker:
    def __init__(self, culture: Culture) -> None:
        self.culture = culture
        given, families = culture.given.split(), culture.families.split()
        middles = _HAN_MIDDLES if given[0] > "\u4e00" else _MIDDLES
        made = [a + b + c for b in middles for a in culture.starts.split() for c in culture.ends.split()]
        self.families = [*families, *made]
        join = "{}{}" if culture.joins_given else "{} {}"
        pairs = ((one, other.lower() if culture.joins_given else other) for one in given for other in given)
        self.given = [*given, *(join.format(*pair) for pair in pairs if pair[0].lower() != pair[1].lower())]
        self.family_shares = list(_shares(len(families), len(made)))
        self.given_shares = list(_shares(len(given), len(self.given) - len(given)))

    def name(self, dice: Random) -> str:
        culture, luck = self.culture, dice.random() * 100
        given = self._given(dice)
        family = dice.choices(self.families, cum_weights=self.family_shares)[0]
        if not family.isascii() and "\u4e00" <= family[0] <= "\u9fff":
            return family + given
        if luck < culture.initials:
            return f"{given} {dice.choice('ABCDEFGHJKLMNPRSTW')}. {family}"
        if luck < culture.doubled:
            given = f"{given} {self._given(dice)}"
        if luck < culture.families_two:
            family = f"{family} {dice.choices(self.families, cum_weights=self.family_shares)[0]}"
        return f"{given} {family}"

    def _given(self, dice: Random) -> str:
        return dice.choices(self.given, cum_weights=self.given_shares)[0]


def _shares(listed: int, made: int) -> Iterable[float]:
    common, rare = ([1 / (rank + _FLATTER) for rank in range(count)] for count in (listed, made))
    scale = _RARE / (1 - _RARE) * sum(common) / sum(rare)
    return accumulate((*common, *(share * scale for share in rare)))


def _shortened(name: str) -> str:
    given, space, rest = name.partition(" ")
    return f"{given[0]}. {rest}" if space and names.fold(given[0]) else name

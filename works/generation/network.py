"""Who wrote what with whom: a few have thousands of works and most have one, near ones write together. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

# How many of a hundred works have so many authors; the rest (1 %) goes up to LARGEST_TEAM, ever more rarely.
_TEAMS = {1: 10, 2: 19, 3: 22, 4: 18, 5: 12, 6: 8, 7: 4.5, 8: 2.5, 9: 1.5, 10: 1, 12: 0.5}
_LARGE, _LARGE_FROM, _LARGE_SLOPE = 0.01, 12, 1.5
LARGEST_TEAM = 3_000
MOST_WORKS = 4_000
# Two bits more than authors have: where a stub stands in the line of authors, and whose it is, in one number.
_SHIFT = 40


@dataclass(frozen=True, slots=True)
class Network:
    """The authors of work `w` are `members[starts[w]:starts[w + 1]]`, in the order of the byline.

    Works stand in the order of the pages that list them; `owners[w]` is whose page that is.
    """

    authors: int
    starts: array[int]
    members: array[int]
    owners: array[int]

    @property
    def works(self) -> int:
        """How many works there are."""
        return len(self.owners)

    def team(self, work: int) -> array[int]:
        """The authors of a work."""
        return self.members[self.starts[work] : self.starts[work + 1]]

    def by_author(self) -> tuple[array[int], array[int]]:
        """The works of each author, in the same form: starts, and works."""
        counts = array("i", bytes(4 * (self.authors + 1)))
        for author in self.members:
            counts[author + 1] += 1
        starts = array("i", accumulate(counts))
        free, found = array("i", starts), array("i", bytes(4 * len(self.members)))
        for work in range(self.works):
            for author in self.team(work):
                found[free[author]] = work
                free[author] += 1
        return starts, found


def weave(authors: int, works: int, dice: Random) -> Network:
    """The network of so many authors and works; everybody has a work."""
    sizes = _sizes(works, authors, dice)
    small = [size for size in sizes if size <= _LARGE_FROM]
    teams = list(_teams(small, _stubs(authors, sum(small), dice), dice))
    large = (size for size in sizes if size > _LARGE_FROM)
    teams.extend(array("i", dice.sample(range(authors), size)) for size in large)
    weight = array("i", bytes(4 * authors))
    for team in teams:
        for author in team:
            weight[author] += 1
    # The page of whoever has most works lists them, so that pages are of all lengths.
    owners = [max(team, key=weight.__getitem__) for team in teams]
    order = sorted(range(len(teams)), key=owners.__getitem__)
    starts = array("i", accumulate((len(teams[number]) for number in order), initial=0))
    members = array("i")
    for number in order:
        members.extend(teams[number])
    return Network(authors, starts, members, array("i", (owners[number] for number in order)))


def _sizes(works: int, authors: int, dice: Random) -> list[int]:
    sizes = dice.choices(list(_TEAMS), list(_TEAMS.values()), k=works)
    largest = min(LARGEST_TEAM, authors // 4)
    for place in dice.sample(range(works), int(works * _LARGE)):
        sizes[place] = min(largest, int(_LARGE_FROM / (1 - dice.random()) ** (1 / _LARGE_SLOPE)))
    if largest > _LARGE_FROM:
        sizes[works // 2] = largest
    # Everybody has a work: where there are few works, they have more authors.
    while sum(size for size in sizes if size <= _LARGE_FROM) < authors:
        sizes = [size + 1 for size in sizes]
    return sizes


def _stubs(authors: int, total: int, dice: Random) -> Iterator[int]:
    """Each author as often as they have works, in an order in which those who are near stand together."""
    degrees = _degrees(authors, total, dice)
    mask = (1 << _SHIFT) - 1
    keys = []
    for author, degree in enumerate(degrees):
        reach = 1.5 * degree + 1
        for _ in range(degree):
            place = author + dice.uniform(-reach, reach) + 2 * MOST_WORKS
            keys.append(int(place * 64) << _SHIFT | author)
    keys.sort()
    return (key & mask for key in keys)


def _degrees(authors: int, total: int, dice: Random) -> list[int]:
    most = max(2, min(MOST_WORKS, total // 24))
    slope = _slope(total / authors, most)
    floor = 1 - most**-slope
    degrees = [int((1 - floor * dice.random()) ** (-1 / slope)) for _ in range(authors)]
    # One person of more than 3,000 works, where there are works enough.
    degrees[authors // 3] = most - most // 8
    missing = total - sum(degrees)
    while missing:
        author = dice.randrange(authors)
        step = 1 if missing > 0 else -min(-missing, degrees[author] // 2) if author != authors // 3 else 0
        degrees[author] += step
        missing -= step
    return degrees


def _slope(mean: float, most: int) -> float:
    """Of a power law up to `most` the slope that has this mean."""
    low, high = 0.01, 20.0
    for _ in range(40):
        slope = (low + high) / 2
        tail = most**-slope
        found = sum((rank**-slope - tail) / (1 - tail) for rank in range(1, most))
        low, high = (slope, high) if found > mean else (low, slope)
    return slope


def _teams(sizes: list[int], stubs: Iterator[int], dice: Random) -> Iterator[array[int]]:
    """Neighbours in the line of stubs write together; who would stand twice on a work waits for the next one."""
    waiting: list[int] = []
    for size in sizes:
        team: dict[int, None] = {}
        kept: list[int] = []
        while len(team) < size:
            author = waiting.pop() if waiting else next(stubs, -1)
            if author < 0:
                break
            if author in team:
                kept.append(author)
            team[author] = None
        waiting += kept
        byline = list(team)
        dice.shuffle(byline)
        if byline:
            yield array("i", byline)

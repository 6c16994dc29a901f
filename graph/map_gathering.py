"""What could stand on a map around one focus: gathered a whole frontier at a time, each kind with its strength."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graph import map_rows
from graph.focus import Focus
from graph.map_rows import Name

# How many co-authors of each person are looked at with each step, from how many, and how many are kept of a step.
EACH = {1: 500, 2: 24, 3: 10}
FROM = {2: 200, 3: 300}
KEPT = {1: 500, 2: 900, 3: 500}
# Own works, works of each of so many co-authors, works kept, authors looked at of one work.
OWN_WORKS = 300
JOINED_BY, JOINED_EACH = 100, 20
WORKS = 600
TEAM = 60


@dataclass(slots=True)
class Reached:
    """A record on the map: how many steps away, how strongly (larger is stronger), and by way of whom."""

    name: Name
    hops: int
    strength: tuple[float, ...]
    via: list[int] = field(default_factory=list)

    def rank(self) -> tuple[tuple[float, ...], str, str]:
        """The sort key of the rule; ties by name and key."""
        return tuple(-part for part in self.strength), self.name.name, self.name.key


@dataclass(slots=True)
class Gathered:
    """All candidates around the focus; `writers` and `tags` say of each work who wrote it and what it carries."""

    focus: Focus
    people: dict[int, Reached] = field(default_factory=dict)
    works: dict[int, Reached] = field(default_factory=dict)
    subjects: dict[tuple[str, int], Reached] = field(default_factory=dict)
    writers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    tags: dict[int, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    hidden: int = 0

    @property
    def persons(self) -> set[int]:
        """The ids of all people, the focus included where it is one."""
        return set(self.people) | ({self.focus.pk} if self.focus.kind == "author" else set())


def around(focus: Focus, depth: int) -> Gathered:
    """What is near the focus, so many steps over people, in a number of queries that depends on the depth alone."""
    found = Gathered(focus)
    own = _own_works(focus)
    _first_people(found, own)
    for step in range(2, depth + 1):
        _next_people(found, step)
    joining = _joining(found, own) if depth > 1 else {}
    _works(found, own, joining)
    _subjects(found)
    return found


def _own_works(focus: Focus) -> list[int]:
    if focus.kind == "work":
        return [focus.pk]
    if focus.kind == "author":
        return [work for _, work in map_rows.works_of([focus.pk], OWN_WORKS)]
    return [work for _, work in map_rows.newest(focus.kind, [focus.pk], OWN_WORKS)]


def _first_people(found: Gathered, own: Sequence[int]) -> None:
    if found.focus.kind == "author":
        near = map_rows.near([found.focus.pk], EACH[1])
        strength = {row.other: (float(row.shared), float(row.weight)) for row in near}
    else:
        counted = Counter(author for _, author in map_rows.writers(own, TEAM))
        strength = {author: (float(works), 0.0) for author, works in counted.items()}
    found.hidden = map_rows.hidden(strength)
    _keep_people(found, strength, 1, {})


def _next_people(found: Gathered, step: int) -> None:
    start = strongest((pk for pk in found.people if found.people[pk].hops == step - 1), found.people)[: FROM[step]]
    known = found.persons
    via: dict[int, list[int]] = defaultdict(list)
    shared: Counter[int] = Counter()
    for row in map_rows.near(start, EACH[step]):
        if row.other not in known:
            via[row.other].append(row.person)
            shared[row.other] += row.shared
    _keep_people(found, {pk: (float(len(via[pk])), float(shared[pk])) for pk in via}, step, via)


def _keep_people(
    found: Gathered, strength: dict[int, tuple[float, float]], step: int, via: dict[int, list[int]]
) -> None:
    kept = sorted(strength, key=lambda pk: (*(-part for part in strength[pk]), pk))[: KEPT[step]]
    for name in map_rows.names("author", kept):
        found.people[name.id] = Reached(name, step, strength[name.id], via.get(name.id, []))


def _joining(found: Gathered, own: Sequence[int]) -> dict[int, set[int]]:
    # Works without the focus by two or more of the closest.
    close = strongest((pk for pk in found.people if found.people[pk].hops == 1), found.people)[:JOINED_BY]
    by: dict[int, set[int]] = defaultdict(set)
    for person, work in map_rows.works_of(close, JOINED_EACH):
        by[work].add(person)
    beside = {work: people for work, people in by.items() if len(people) > 1 and work not in set(own)}
    strong = sorted(beside, key=lambda work: (-len(beside[work]), -work))[:WORKS]
    return {work: beside[work] for work in strong}


def _works(found: Gathered, own: Sequence[int], joining: dict[int, set[int]]) -> None:
    ids = [*own, *joining]
    # Of works that are too large for a team only those are known who led here.
    for work, team in map_rows.teams(ids):
        found.writers[work] |= set(team) & found.persons
    for work in joining:
        found.writers[work] |= joining[work]
    if found.focus.kind == "author":
        for work in own:
            found.writers[work].add(found.focus.pk)
    elif found.focus.kind != "work" or not found.writers[found.focus.pk]:
        for work, author in map_rows.writers(own, TEAM):
            found.writers[work] |= {author} & found.persons
    mine = set(own)
    for name in map_rows.names("work", ids):
        strength = (float(name.id in mine), float(len(found.writers[name.id])), float(name.year or 0))
        found.works[name.id] = Reached(name, 1 if name.id in mine else 2, strength)
    if found.focus.kind == "work":
        del found.works[found.focus.pk]


def _subjects(found: Gathered) -> None:
    centre = [found.focus.pk] if found.focus.kind == "work" else []
    for kind, pk, work in map_rows.tags([*found.works, *centre]):
        if (kind, pk) != (found.focus.kind, found.focus.pk):
            found.tags[work].append((kind, pk))
    near = {work for work, reached in found.works.items() if reached.hops == 1} | set(centre)
    counted = Counter(tag for tags in found.tags.values() for tag in tags)
    close = Counter(tag for work, tags in found.tags.items() if work in near for tag in tags)
    for kind in ("topic", "institution"):
        for name in map_rows.names(kind, [pk for its, pk in counted if its == kind]):
            tag = (kind, name.id)
            strength = (float(close[tag]), float(counted[tag]))
            found.subjects[tag] = Reached(name, 1 if close[tag] else 2, strength)


def strongest[Id](ids: Iterable[Id], of: dict[Id, Reached]) -> list[Id]:
    """These records in the order of the rule."""
    return sorted(ids, key=lambda pk: of[pk].rank())

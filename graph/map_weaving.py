"""What was gathered, woven into the picture of a map: which nodes stand, in what order, and the lines between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice
from operator import itemgetter

from django.urls import reverse

from graph import map_rows
from graph.map_gathering import Gathered, Reached, strongest
from graph.map_rows import Line, Name
from graph.models import MILLIONTHS
from graph.pictures import CONCEALED, KINDS, SUBJECT_TIES, Edge, Node, Picture, Tie, size
from graph.wording import counted, joined, listed, years

# How many of each stand among forty.
TURNS = {"close": 13, "work": 12, "topic": 6, "institution": 5, "beyond": 4}
# Lines between people: so many of each person, the strongest, and so many in all.
LINES_EACH, LINES = 60, 6_000

type Record = tuple[str, int]


def woven(found: Gathered, most: int) -> Picture:
    """The picture of the strongest, each kind in its turn, as far as lines join them to the focus."""
    chosen = dict(islice(_in_turns(found), most - 1))
    centre = (found.focus.kind, found.focus.pk)
    shown = {centre} | set(chosen)
    lines = lines_among([pk for kind, pk in shown if kind == "author"], _ways(found, shown))
    edges = [*together(lines), *_wrote(found, shown), *_carried(found, shown)]
    reached = _joined(centre, edges)
    keys = {centre: found.focus.key} | {record: key(record[0], chosen[record].name) for record in chosen}
    spans = {line.b if line.a == found.focus.pk else line.a: line for line in lines if found.focus.pk in line[:2]}
    # Words name those alone who stand on the map: whoever is hidden later is looked for among its nodes.
    standing = {pk for kind, pk in reached if kind == "author"} & set(found.people)
    nodes = [_node(found, record, chosen[record], spans, standing) for record in chosen if record in reached]
    focus = Node(found.focus.key, KINDS[found.focus.kind], found.focus.name, found.focus.url, "the focus", 3, 0)
    kept = tuple(edge_of(edge, keys) for edge in edges if edge[0] in reached and edge[1] in reached)
    return Picture((focus, *nodes), kept, _totals(found))


def key(kind: str, name: Name) -> str:
    """The key of a record as a focus."""
    return f"{kind}:{name.key}"


def node(kind: str, name: Name, near: str, size: int = 1, hops: int = 1) -> Node:
    """The node of a record."""
    url = reverse(kind, args=[name.key, name.slug] if kind in ("author", "work") else [name.slug])
    return Node(key(kind, name), KINDS[kind], name.name, url, near, size, hops, year=name.year)


type Tied = tuple[Record, Record, Tie, int, Line | None]


def edge_of(edge: Tied, keys: dict[Record, str]) -> Edge:
    """The line between two records as the picture keeps it."""
    a, b, tie, weight, line = edge
    fraction = line.weight / MILLIONTHS if line else 0.0
    return Edge(keys[a], keys[b], tie, weight, fraction, line and line.first, line and line.last)


def lines_among(people: Sequence[int], ways: Iterable[tuple[int, int]]) -> list[Line]:
    """The strongest lines among these people, those by which they were reached first."""
    pairs = dict.fromkeys(ways)
    strong = sorted(map_rows.among(people, LINES_EACH), key=itemgetter(2), reverse=True)
    pairs |= {(a, b): None for a, b, _ in strong}
    return sorted(map_rows.lines(list(pairs)[:LINES]))


def _in_turns(found: Gathered) -> Iterator[tuple[Record, Reached]]:
    people = found.people
    close = strongest((pk for pk in people if people[pk].hops == 1), people)
    beyond = [strongest((pk for pk in people if people[pk].hops == step), people) for step in (2, 3)]
    streams: dict[str, list[tuple[Record, Reached]]] = {
        "close": [(("author", pk), people[pk]) for pk in close],
        "work": [(("work", pk), found.works[pk]) for pk in strongest(found.works, found.works)],
        "beyond": [(("author", pk), people[pk]) for pk in chain(*beyond)],
    }
    for kind in SUBJECT_TIES:
        tags = strongest((tag for tag in found.subjects if tag[0] == kind), found.subjects)
        streams[kind] = [(tag, found.subjects[tag]) for tag in tags]
    turns = [
        [((place + 0.5) / TURNS[name], turn, each) for place, each in enumerate(streams[name])]
        for turn, name in enumerate(TURNS)
    ]
    return (each for _, _, each in merge(*turns, key=itemgetter(0, 1)))


def _ways(found: Gathered, shown: set[Record]) -> list[tuple[int, int]]:
    # By which lines people were reached, as far as both ends are shown.
    ways = []
    for pk, person in found.people.items():
        before = person.via or ([found.focus.pk] if found.focus.kind == "author" and person.hops == 1 else [])
        ways += [(min(pk, way), max(pk, way)) for way in before if {("author", pk), ("author", way)} <= shown]
    return ways


def together(lines: Iterable[Line]) -> Iterator[Tied]:
    """The ties of these lines."""
    for line in lines:
        yield ("author", line.a), ("author", line.b), Tie.TOGETHER, line.shared, line


def _wrote(found: Gathered, shown: set[Record]) -> Iterator[Tied]:
    for work, writers in sorted(found.writers.items()):
        if ("work", work) in shown:
            for person in sorted(writers):
                if ("author", person) in shown:
                    yield ("author", person), ("work", work), Tie.WROTE, 1, None


def _carried(found: Gathered, shown: set[Record]) -> Iterator[Tied]:
    for work, tags in sorted(found.tags.items()):
        if ("work", work) in shown:
            for tag in tags:
                if tag in shown:
                    yield ("work", work), tag, SUBJECT_TIES[tag[0]], 1, None
    if found.focus.kind in SUBJECT_TIES:
        for work, reached in sorted(found.works.items()):
            if reached.hops == 1 and ("work", work) in shown:
                yield ("work", work), (found.focus.kind, found.focus.pk), SUBJECT_TIES[found.focus.kind], 1, None


def _joined(centre: Record, edges: Iterable[Tied]) -> set[Record]:
    beside: dict[Record, list[Record]] = defaultdict(list)
    for a, b, *_ in edges:
        beside[a].append(b)
        beside[b].append(a)
    reached, edge = {centre}, [centre]
    while edge:
        edge = list({there for here in edge for there in beside[here]} - reached)
        reached.update(edge)
    return reached


def _node(found: Gathered, record: Record, reached: Reached, spans: dict[int, Line], standing: set[int]) -> Node:
    kind, pk = record
    if kind == "author":
        line = spans.get(pk) if reached.hops == 1 else None
        with_whom = listed([found.people[way].name.name for way in reached.via if way in standing])
        span = years(line.first, line.last) if line else ""
        words = f"with {with_whom}" if with_whom else counted(reached.hops, "step") + " away"
        if reached.hops == 1:
            words = joined(counted(int(reached.strength[0]), "work"), span)
        return node(kind, reached.name, words, size(reached.strength[0]), reached.hops)
    if kind == "work":
        people = [found.people[one].name.name for one in sorted(found.writers[pk]) if one in standing]
        words = joined(str(reached.name.year or "year not imported"), f"by {listed(people)}" if people else "")
        return node(kind, reached.name, words, size(len(found.writers[pk])), reached.hops)
    works = int(reached.strength[0] or reached.strength[1])
    return node(kind, reached.name, counted(works, "work"), size(works), reached.hops)


def _totals(found: Gathered) -> dict[str, int]:
    totals = {"person": len(found.people), "work": len(found.works), "topic": 0, "institution": 0}
    for kind, _ in found.subjects:
        totals[kind] += 1
    totals[KINDS[found.focus.kind].value] += 1
    return totals | {CONCEALED: found.hidden}

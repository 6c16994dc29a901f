"""What expanded nodes bring to a map: the strongest that is near each, beside those that stand there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph import map_rows
from graph.map_rows import Name
from graph.map_weaving import Record, Tied, edge_of, key, lines_among, node, together
from graph.pictures import KINDS, SUBJECT_TIES, Edge, Node, Picture, Tie, size
from graph.wording import counted

# What one node brings: co-authors and works of an author, works of a subject, people and subjects of a work.
PEOPLE, WORKS, SUBJECT_WORKS, TEAM = 20, 12, 32, 24
EACH = 32


@dataclass(frozen=True, slots=True)
class Grown:
    """The nodes that came, with the node beside which each stands, and their lines."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)


def beside(own: Picture, expanded: Sequence[str], most: int) -> Grown:
    """What these nodes bring, in the order in which they were expanded; one that is not on the map brings nothing."""
    if not expanded:
        return Grown()
    roots = _roots(expanded)
    near = _near(list(roots.values()))
    names = _names({record for some in near.values() for record, _ in some})
    there = {one.key: one for one in own.nodes}
    nodes: dict[str, Node] = {}
    parents: dict[str, str] = {}
    for parent in expanded:
        if parent not in roots or not (parent in there or parent in nodes):
            continue
        came = 0
        for record, works in near[roots[parent]]:
            name = names.get(record)
            if name is None or came >= EACH or len(nodes) >= most:
                continue
            own_key = key(record[0], name)
            if own_key not in there and own_key not in nodes:
                steps = (there.get(parent) or nodes[parent]).hops + 1
                nodes[own_key] = node(record[0], name, counted(works, "work"), size(works), steps)
                parents[own_key] = parent
                came += 1
    return Grown(tuple(nodes.values()), tuple(_edges(own, nodes, near, names)), parents)


def _roots(expanded: Sequence[str]) -> dict[str, Record]:
    roots: dict[str, Record] = {}
    for kind in KINDS:
        wanted = [text.partition(":")[2] for text in expanded if text.startswith(f"{kind}:")]
        roots |= {key(kind, name): (kind, name.id) for name in map_rows.found(kind, wanted)}
    return roots


def _near(roots: Sequence[Record]) -> dict[Record, list[tuple[Record, int]]]:
    # For each the records near it, the strongest first, with how many works say so.
    of = {kind: [pk for its, pk in roots if its == kind] for kind in KINDS}
    near: dict[Record, list[tuple[Record, int]]] = defaultdict(list)
    strongest = sorted(map_rows.near(of["author"], PEOPLE), key=lambda row: (-row.shared, -row.weight, row.other))
    for row in strongest:
        if len(near["author", row.person]) < PEOPLE:
            near["author", row.person].append((("author", row.other), row.shared))
    for person, work in map_rows.works_of(of["author"], WORKS):
        near["author", person].append((("work", work), 1))
    for kind in SUBJECT_TIES:
        for subject, work in map_rows.newest(kind, of[kind], SUBJECT_WORKS):
            near[kind, subject].append((("work", work), 1))
    for work, author in map_rows.writers(of["work"], TEAM):
        near["work", work].append((("author", author), 1))
    for kind, subject, work in map_rows.tags(of["work"]):
        near["work", work].append(((kind, subject), 1))
    return near


def _names(records: set[Record]) -> dict[Record, Name]:
    return {
        (kind, name.id): name
        for kind in KINDS
        for name in map_rows.names(kind, [pk for its, pk in records if its == kind])
    }


def _edges(
    own: Picture,
    nodes: dict[str, Node],
    near: dict[Record, list[tuple[Record, int]]],
    names: dict[Record, Name],
) -> Iterator[Edge]:
    """The lines of which one end came: between people, from works to who wrote them and what they carry."""
    keys = _keys(own, nodes, names)
    came = {record for record, its in keys.items() if its in nodes}
    people = [pk for kind, pk in keys if kind == "author"]
    ways = [
        (min(a, b), max(a, b)) for (kind, a), some in near.items() for (its, b), _ in some if kind == its == "author"
    ]
    known = set(keys)
    lines = lines_among(people, [way for way in ways if {("author", way[0]), ("author", way[1])} <= known])
    ties: list[Tied] = [*together(lines)]
    works = [pk for kind, pk in keys if kind == "work"]
    for work, team in map_rows.teams(works):
        ties += [(("author", one), ("work", work), Tie.WROTE, 1, None) for one in team]
    for kind, pk, work in map_rows.tags(works):
        ties.append((("work", work), (kind, pk), SUBJECT_TIES[kind], 1, None))
    for (kind, pk), some in near.items():
        ties += [_tie((kind, pk), record) for record, _ in some if (kind == "work") != (record[0] == "work")]
    seen = {(edge.a, edge.b) for edge in own.edges}
    for tie in dict.fromkeys(ties):
        if tie[0] in known and tie[1] in known and {tie[0], tie[1]} & came:
            pair = (keys[tie[0]], keys[tie[1]])
            if pair not in seen and pair[::-1] not in seen:
                seen.add(pair)
                yield edge_of(tie, keys)


def _tie(root: Record, other: Record) -> Tied:
    work, beside = (root, other) if root[0] == "work" else (other, root)
    if beside[0] == "author":
        return beside, work, Tie.WROTE, 1, None
    return work, beside, SUBJECT_TIES[beside[0]], 1, None


def _keys(own: Picture, nodes: dict[str, Node], names: dict[Record, Name]) -> dict[Record, str]:
    # The records behind the nodes: of those that came they are known, of the others they are looked up.
    keys = {record: key(record[0], name) for record, name in names.items()}
    keys = {record: its for record, its in keys.items() if its in nodes}
    for kind in KINDS:
        there = [one.key.partition(":")[2] for one in own.nodes if one.key.startswith(f"{kind}:")]
        keys |= {(kind, name.id): key(kind, name) for name in map_rows.found(kind, there)}
    return keys

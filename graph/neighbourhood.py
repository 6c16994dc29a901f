"""Who and what is shown near a focus, and why: the rule that turns the frontiers into at most forty nodes.

The rule, as the page states it:

1. The focus stands first.
2. People: of an author the co-authors, by the number of works shared, then by fractional weight, where a work of n
   authors counts 1/(n-1), then by the newest work shared; of a work its authors, in the order of the byline; of a topic
   or an institution those with most of its newest works. Of several records of one name the strongest stands before
   all the others.
3. Works, by how many of the people shown they join; then the newest. A work that is not the focus's own counts where it
   joins two of the people shown.
4. Topics and institutions, by the number of the focus's works that carry them.
5. People two steps away, by how many of the people shown they wrote with; then by the works shared with those.

Each kind has places of its own (PLACES), so that none crowds out another; places left over go to the next kind in the
same order. Ties are broken by name and public id, never by the order of rows. Works of more than COAUTHOR_LIMIT authors
are works like others, but say nothing about who works with whom. Who asks for more gets twice as many of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graph import frontiers, weave
from graph.choices import Candidates, Choice, Far, Shown
from graph.focus import Focus
from graph.frontiers import PersonRow

if TYPE_CHECKING:
    import networkx as nx

NODES = 40
PLACES = {"coauthor": 13, "work": 12, "topic": 6, "institution": 5, "beyond": 3}
# Far people are shown to see where the near ones lead, not to fill a picture.
MOST_BEYOND = 8


def around(focus: Focus, most: int = NODES) -> nx.Graph[str]:
    """The neighbourhood of the focus: at most so many nodes, the focus first, in two queries a hop whatever its size.

    Nodes carry `node` (pictures.Node), edges `edge` (pictures.Edge), the graph `totals` (how many of each kind) and
    `concealed` (how many people near are hidden).
    """
    return weave.graph(choose(gather(focus, most), most))


def gather(focus: Focus, most: int = NODES) -> Candidates:
    """The candidates near this focus."""
    works, people = frontiers.works_near(focus), frontiers.people_near(focus)
    ids = [person.id for person in people.rows]
    ties = frontiers.ties_of(focus, ids, most)
    return Candidates(focus, works, people, ties, frontiers.works_joining(focus, ids))


def shares(available: Mapping[str, int], most: int = NODES) -> dict[str, int]:
    """How many places each kind gets, given how many there are of it: its own, then what others leave, in order."""
    times = most // NODES
    given = {kind: min(places * times, available[kind]) for kind, places in PLACES.items()}
    for kind in PLACES:
        many = min(available[kind], MOST_BEYOND * times) if kind == "beyond" else available[kind]
        given[kind] += max(0, min(many - given[kind], most - 1 - sum(given.values())))
    return given


def choose(candidates: Candidates, most: int = NODES) -> Choice:
    """What is shown of the candidates, by the rule above."""
    tags = candidates.tags
    by_kind = {kind: [tag for tag in tags if tag.row.kind == kind] for kind in ("topic", "institution")}
    close = _one_of_each_name(candidates.people.rows)
    # Works and far people are there only where they join the people shown; more people never join fewer.
    surely = close[: PLACES["coauthor"] * (most // NODES)]
    available = {kind: len(some) for kind, some in by_kind.items()} | {"coauthor": len(close)}
    available |= {"work": len(_works(candidates, surely)), "beyond": len(_beyond(candidates, surely))}
    given = shares(available, most)
    people = close[: given["coauthor"]]
    return Choice(
        candidates=candidates,
        people=people,
        works=_works(candidates, people)[: given["work"]],
        tags=[tag for kind, some in by_kind.items() for tag in some[: given[kind]]],
        beyond=_beyond(candidates, people)[: given["beyond"]],
    )


def _one_of_each_name[Person: (PersonRow, Far)](people: Sequence[Person]) -> list[Person]:
    # Two records of one name may be one person: no second one is shown before everybody else has a place.
    first = {person.name: person.id for person in reversed(people)}
    return sorted(people, key=lambda person: first[person.name] != person.id)


def _works(candidates: Candidates, people: Sequence[PersonRow]) -> list[Shown]:
    by_id = {person.id: (place, person) for place, person in enumerate(people)}

    def writers(ids: Sequence[int]) -> list[PersonRow]:
        return [person for _, person in sorted(by_id[pk] for pk in ids if pk in by_id)]

    own = [Shown(row, writers(row.people), own=True) for row in candidates.works.rows]
    if candidates.focus.kind == "work":
        own = []
    joining = [Shown(row, writers(row.people), own=False) for row in candidates.joining.rows]
    return sorted([*own, *(work for work in joining if len(work.people) > 1)], key=Shown.rank)


def _beyond(candidates: Candidates, people: Sequence[PersonRow]) -> list[Far]:
    shown, rows = {person.id for person in people}, {row.id: row for row in candidates.ties.beyond}
    bridges: dict[int, dict[int, int]] = defaultdict(dict)
    for tie in candidates.ties.rows:
        if tie.b in rows and tie.a in shown:
            bridges[tie.b][tie.a] = tie.shared
    return _one_of_each_name(sorted((Far(rows[pk], some) for pk, some in bridges.items()), key=Far.rank))

"""Who and what is shown near one author, and why: the rule that turns the frontiers into at most forty nodes.

The rule, as the page states it:

1. The author stands first.
2. Co-authors, by the number of works shared; then by fractional weight, where a work of n authors counts 1/(n-1);
   then by the newest work shared. Of several records of one name the strongest stands before all the others.
3. Works, by how many of the people shown they join; then the newest. A work without the author counts where it joins
   two of the people shown.
4. Topics and institutions, by the number of the author's works that carry them.
5. People two steps away, by how many of the co-authors shown they wrote with; then by the works shared with those.

Each kind has places of its own (PLACES), so that none crowds out another; places left over go to the next kind in the
same order. Ties are broken by name and public id, never by the order of rows. Works of more than COAUTHOR_LIMIT authors
are works like others, but say nothing about who works with whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from graph import frontiers, weave
from graph.choices import Candidates, Choice, Far, Shown
from graph.frontiers import PersonRow
from profiles.models import Author
from works.side import MOST_AUTHORS_OF_A_TEAM

if TYPE_CHECKING:
    import networkx as nx

NODES = 40
PLACES = {"coauthor": 13, "work": 12, "topic": 6, "institution": 5, "beyond": 3}
# Far people are shown to see where the near ones lead, not to fill a picture.
MOST_BEYOND = 8


def around(author: Author) -> nx.Graph[str]:
    """The author's neighbourhood: at most NODES nodes, the author first, in five queries whatever the author's size.

    Nodes carry `node` (pictures.Node), edges `tie` and `weight` (works), the graph `totals` (how many of each kind).
    """
    return weave.graph(choose(gather(author)))


def gather(author: Author) -> Candidates:
    """The candidates near this author."""
    team = getattr(settings, "COAUTHOR_LIMIT", MOST_AUTHORS_OF_A_TEAM)
    works = frontiers.works_of(author.pk)
    if not works:
        return Candidates(author)
    own = [row.id for row in works]
    people = frontiers.people_of(works, author.pk, team)
    frontier = [person.id for person in people[: frontiers.FRONTIER]]
    pairs = frontiers.pairs_among(frontier, own, author.pk, team)
    joining = frontiers.works_joining(frontier, author.pk, team)
    return Candidates(author, works, people, pairs, joining, frontiers.tags_of(own, [row.id for row in joining]))


def shares(available: Mapping[str, int]) -> dict[str, int]:
    """How many places each kind gets, given how many there are of it: its own, then what others leave, in order."""
    given = {kind: min(places, available[kind]) for kind, places in PLACES.items()}
    for kind in PLACES:
        most = min(available[kind], MOST_BEYOND) if kind == "beyond" else available[kind]
        given[kind] += max(0, min(most - given[kind], NODES - 1 - sum(given.values())))
    return given


def choose(candidates: Candidates) -> Choice:
    """What is shown of the candidates, by the rule above."""
    by_kind = {kind: [tag for tag in candidates.tags if tag.kind == kind] for kind in ("topic", "institution")}
    available = {"coauthor": len(candidates.people), "topic": len(by_kind["topic"])}
    close = _one_of_each_name(candidates.people)
    # Works and far people are there only where they join the people shown; more people never join fewer.
    surely = close[: PLACES["coauthor"]]
    available |= {"work": len(_works(candidates, surely)), "beyond": len(_beyond(candidates, surely))}
    given = shares(available | {"institution": len(by_kind["institution"])})
    people = close[: given["coauthor"]]
    return Choice(
        candidates=candidates,
        people=people,
        works=_works(candidates, people)[: given["work"]],
        tags=[tag for kind, tags in by_kind.items() for tag in tags[: given[kind]]],
        beyond=_beyond(candidates, people)[: given["beyond"]],
    )


def _one_of_each_name[Person: (PersonRow, Far)](people: Sequence[Person]) -> list[Person]:
    # Two records of one name may be one person: no second one is shown before everybody else has a place.
    first = {person.name: person.id for person in reversed(people)}
    return sorted(people, key=lambda person: first[person.name] != person.id)


def _works(candidates: Candidates, people: Sequence[PersonRow]) -> list[Shown]:
    writers: dict[int, list[PersonRow]] = defaultdict(list)
    for person in people:
        for work in person.works:
            writers[work].append(person)
    own = [Shown(row, writers[row.id], own=True) for row in candidates.works]
    among = [(row, [person for person in people if person.id in row.people]) for row in candidates.joining]
    joining = [Shown(row, shown, own=False) for row, shown in among if len(shown) > 1]
    return sorted([*own, *joining], key=Shown.rank)


def _beyond(candidates: Candidates, people: Sequence[PersonRow]) -> list[Far]:
    shown = {person.id: person for person in people}
    far: dict[int, Far] = {}
    for pair in candidates.pairs:
        if pair.public_id and pair.a in shown:
            person = far.setdefault(pair.b, Far(pair.b, pair.public_id, pair.slug or "", pair.name or "", {}))
            person.bridges[pair.a] = pair.shared
    return _one_of_each_name(sorted(far.values(), key=Far.rank))

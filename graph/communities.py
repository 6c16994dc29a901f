"""Groups of people who write with one another more than with others, found by networkx; the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.pictures import Kind, Tie

if TYPE_CHECKING:
    import networkx as nx

# As many as there are colours, badges and letters to tell them apart.
MOST = 8
SEED = 1


def of(woven: nx.Graph[str], focus: str) -> dict[str, int]:
    """The number of each person's group, 0 for that of the person who stands first; who is in none is left out.

    By modularity (Blondel and others, "Fast unfolding of communities", 2008) over the works that people share,
    without the focus, which is near everybody; of more than MOST groups the largest count.
    """
    import networkx as nx

    place = {key: number for number, key in enumerate(woven)}
    people = [key for key, data in woven.nodes(data=True) if data["node"].kind is Kind.PERSON and key != focus]
    between: nx.Graph[str] = nx.Graph()
    # In an order of their own, so that the groups depend on who is near, not on who stands first.
    between.add_nodes_from(sorted(people))
    shown = set(people)
    ties = [(a, b, data["edge"]) for a, b, data in woven.edges(data=True) if a in shown and b in shown]
    pairs = sorted((min(a, b), max(a, b), edge.weight) for a, b, edge in ties if edge.tie is Tie.TOGETHER)
    between.add_weighted_edges_from(pairs)
    if not pairs:
        return {}
    found = nx.community.louvain_communities(between, seed=SEED)
    groups = [sorted(group, key=place.__getitem__) for group in found if len(group) > 1]
    largest = sorted(groups, key=lambda group: (-len(group), place[group[0]]))[:MOST]
    largest.sort(key=lambda group: place[group[0]])
    return {key: number for number, group in enumerate(largest) for key in group}

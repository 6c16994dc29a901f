"""What stands beside an author's works, from the network instead of the database: as works.side gathers it."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from works import metrics
from works.generation.network import Network
from works.side import MOST_CHOICES, Side

UNKNOWN = -1


@dataclass(slots=True)
class Told:
    """What is told of each work, by number: year, place of the kind and of the topic, citations and their day."""

    kinds: list[str]
    topics: list[dict[str, Any]]
    year: array[int] = field(default_factory=lambda: array("h"))
    kind: array[int] = field(default_factory=lambda: array("b"))
    topic: array[int] = field(default_factory=lambda: array("h"))
    citations: array[int] = field(default_factory=lambda: array("i"))
    cited_on: array[int] = field(default_factory=lambda: array("i"))


class Sides:
    """The sides of all authors; `people` are their cards in JSON, by number."""

    def __init__(
        self, network: Network, told: Told, days: Mapping[int, str], people: Sequence[tuple[str, str, str]]
    ) -> None:
        self.network, self.told, self.days, self.people = network, told, days, people
        self.starts, self.works = network.by_author()

    def each(self) -> Iterator[Side]:
        """The side of every author, in their order, without what pages say of the person."""
        for author in range(self.network.authors):
            yield self._side(author, self.works[self.starts[author] : self.starts[author + 1]])

    def _side(self, author: int, works: array[int]) -> Side:
        told, count = self.told, len(works)
        side = Side(works=count, backed_works=count, undisputed_works=count)
        topics = Counter(topic for work in works if (topic := told.topic[work]) >= 0)
        ranked = sorted(topics.items(), key=lambda pair: (-pair[1], told.topics[pair[0]]["code"]))
        side.topics = [{**told.topics[topic], "works": number} for topic, number in ranked]
        side.backed_topics = len(topics)
        side.years = sorted(Counter(year for work in works if (year := told.year[work]) > 0).items(), reverse=True)
        kinds = Counter(told.kinds[told.kind[work]] for work in works if told.kind[work] >= 0)
        side.kinds = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        if cited := [work for work in works if told.citations[work] >= 0]:
            oldest = self.days[min(told.cited_on[work] for work in cited)]
            side.computed = metrics.of_counts([told.citations[work] for work in cited]) | {"as_of": oldest}
        self._coauthors(side, author, works)
        return side

    def _coauthors(self, side: Side, author: int, works: array[int]) -> None:
        starts, members = self.network.starts, self.network.members
        shared: dict[int, int] = defaultdict(int)
        weight: dict[int, float] = defaultdict(float)
        for work in works:
            first, last = starts[work], starts[work + 1]
            if 2 <= last - first <= settings.COAUTHOR_LIMIT:
                each = 1 / (last - first - 1)
                for other in members[first:last]:
                    shared[other] += 1
                    weight[other] += each
        shared.pop(author, None)
        side.coauthors = len(shared)
        closest = sorted(shared, key=lambda other: (-shared[other], -round(weight[other], 9), other))[:MOST_CHOICES]
        for other in closest:
            public_id, url, name = self.people[other]
            side.closest.append({"id": public_id, "url": url, "name": name, "works": shared[other]})

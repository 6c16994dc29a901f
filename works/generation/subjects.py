"""Topics, institutions, kinds and venues of a made-up installation; what is near in the network has much in common."""

from __future__ import annotations

from itertools import accumulate
from random import Random

from profiles.names import fold_words, slug
from works import taxonomy, topics
from works.models import Institution, Topic

_FIRST = "LG CV CL AI RO quant-ph astro-ph.GA cond-mat.mtrl-sci math.CO stat.ML IR NE CR SE DS SI HC"
_KINDS = {"Preprint": 45, "Article": 30, "Conference paper": 18, "Book chapter": 2, "": 5}
_VENUES = "Journal of {}|Annals of {}|Transactions on {}|Proceedings of the Conference on {}|Workshop on {}|{} Letters"
_PLACES = ("University of {}", "{} University", "{} Institute of Technology", "Universität {}", "Université de {}",
           "Universidad de {}", "Academy of Sciences, {}", "{} National Laboratory", "École Polytechnique de {}",
           "Uniwersytet {}ski")  # fmt: skip
_STARTS = "Al Bar Cam Dür Eber Fran Göt Hei Ibar Kra Lau Mün Nor Oxen Pots Qing Reyk São Tou Upp Vál Wro Xi Yoko Zür"
_ENDS = "ana berg bridge burg dam ford furt grad han heim ingen kow land lin mouth nia polis sala stad ton vik zhou"
NEAR = 0.7


class Subjects:
    """Which subjects there are, and draws those of a work: mostly what its place in the network is about."""

    def __init__(self, authors: int, dice: Random) -> None:
        self.dice, self.authors = dice, authors
        first = [taxonomy.code(code) for code in _FIRST.split()]
        rest = [category.code for category in taxonomy.every() if category.code not in first]
        self.codes = [*first, *rest]
        self._topic_shares = list(accumulate(1 / (rank + 2) for rank in range(len(self.codes))))
        self.institutions = _institutions(min(8_000, max(20, authors // 150)), dice)
        self._institution_shares = list(accumulate(1 / (rank + 9) for rank in range(len(self.institutions))))
        names = [topics.new(code).name for code in self.codes]
        self.venues = [venue.format(name)[:100] for name in names for venue in _VENUES.split("|")]
        # One street of authors after another works on one topic, at one institution.
        self._homes = dice.choices(range(len(self.codes)), cum_weights=self._topic_shares, k=authors // 40 + 1)
        seats = range(len(self.institutions))
        self._seats = dice.choices(seats, cum_weights=self._institution_shares, k=authors // 15 + 1)

    def topic(self, author: int) -> int:
        """The topic of a work of this author; below zero for none."""
        luck = self.dice.random()
        if luck < NEAR:
            return self._homes[author // 40]
        if luck > 0.96:
            return -1
        return self.dice.choices(range(len(self.codes)), cum_weights=self._topic_shares)[0]

    def seat(self, author: int) -> int:
        """The institution of this author."""
        return self._seats[author // 15]

    def seats(self, team: list[int]) -> list[int]:
        """The institutions that a source tags a work of this team with: none, one or two."""
        luck = self.dice.random()
        if luck < 0.65:
            return []
        return sorted({self.seat(author) for author in (team[:1] if luck < 0.9 else team[:2])})

    def kind(self) -> str:
        """The kind of a work; "" for none."""
        return self.dice.choices(list(_KINDS), list(_KINDS.values()))[0]

    def venue(self, kind: str, topic: int) -> str:
        """Where a work of this kind and topic was published; "" where nobody says."""
        if kind == "Preprint":
            return "arXiv"
        each = len(self.venues) // len(self.codes)
        return self.venues[max(topic, 0) * each + self.dice.randrange(each)] if kind else ""

    def kept_topics(self) -> list[Topic]:
        """The topics as they are stored, in the order of the codes; made where they are new."""
        made = [topics.new(code) for code in self.codes]
        Topic.objects.bulk_create(made, ignore_conflicts=True)
        found = {topic.slug: topic for topic in Topic.objects.all()}
        return [found[topic.slug] for topic in made]

    def kept_institutions(self) -> list[Institution]:
        """The institutions as they are stored, in the order of the names; made where they are new."""
        made = [Institution(name=n, folded_name=fold_words(n)[:300], slug=slug(n)) for n in self.institutions]
        Institution.objects.bulk_create(made, ignore_conflicts=True, batch_size=2_000)
        found = {institution.slug: institution for institution in Institution.objects.all()}
        return [found[institution.slug] for institution in made]


def _institutions(count: int, dice: Random) -> list[str]:
    cities = [start + end for start in _STARTS.split() for end in _ENDS.split()]
    every = {slug(name): name for city in cities for place in _PLACES if (name := place.format(city))}
    return dice.sample(list(every.values()), min(count, len(every)))

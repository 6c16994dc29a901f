"""What a record says about its person, as keys that two records can share; and how common each key is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from profiles.names import ascii_key
from works.identity import vocabulary
from works.identity.mentions import Mention
from works.identity.naming import Name, parse
from works.identity.priors import NameCounts
from works.tex import to_text

_WORD = re.compile("[a-z0-9]+")
_STOP = vocabulary.words(
    "a an the of for and in on with to from by using via based at as is are or its into towards toward over under "
    "between through new novel approach method methods study analysis case some one two can how what we it that this "
    "be not no der die das und fur von des la le les et en de del"
)
_VENUE_STOP = vocabulary.words(
    "proceedings proc of the on and in for international conference intl int annual workshop symposium journal "
    "transactions trans ieee acm j a an first second third ieice lecture notes to"
)
_PLACE_STOP = vocabulary.words(
    "university univ of the department dept and for in school institute college faculty center centre laboratory lab "
    "de sciences science engineering computer technology research dep division section group information national"
)
_NO_VENUE = re.compile(r"arxiv|\bcorr\b|computing research repository|preprint|\b[a-z]{2,8}\.[a-z]{2}\b")
# Known words are this rare until the installation has counts of its own.
_DOCUMENTS = 500
# What stands on one work in five hundred is as telling as anything: a score must not grow with the installation.
MOST_RARITY = 6.2
VENUE_SHARE = 0.5
# About three rare words: two works called “Editorial” are not alike for it.
LEAST_TOPIC_LENGTH = 10.0


@lru_cache(maxsize=65_536)
def title_words(title: str) -> tuple[str, ...]:
    """The telling words of a title, folded, without plural endings; in order, each once."""
    words = (_stem(word) for word in _WORD.findall(ascii_key(to_text(title))) if word not in _STOP and len(word) > 1)
    return tuple(dict.fromkeys(words))


def _stem(word: str) -> str:
    for ending, least in (("ies", 3), ("ing", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


@lru_cache(maxsize=16_384)
def venue_key(venue: str) -> str:
    """The venue without years and parts; "" for archives, which say nothing about a person."""
    lowered = venue.lower()
    if _NO_VENUE.search(lowered):
        return ""
    text = re.sub(r"\([^)]*\)|\d+(st|nd|rd|th)?|'\d\d", " ", lowered)
    return " ".join(_WORD.findall(ascii_key(text)))


@lru_cache(maxsize=16_384)
def venue_words(key: str) -> tuple[str, ...]:
    """The telling words of a venue."""
    return tuple(dict.fromkeys(_stem(word) for word in key.split() if word not in _VENUE_STOP))


@lru_cache(maxsize=16_384)
def place_words(affiliation: str) -> tuple[str, ...]:
    """The telling words of an affiliation."""
    words = _WORD.findall(ascii_key(affiliation))
    return tuple(dict.fromkeys(word for word in words if word not in _PLACE_STOP and len(word) > 1))


@dataclass(slots=True)
class Knowledge:
    """How common names, words, venues and places are in this installation."""

    names: NameCounts = field(default_factory=NameCounts)
    works: int = 0
    words: Counter[str] = field(default_factory=Counter)
    venues: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)

    def learn(self, mentions: Iterable[Mention], names: Iterable[Name]) -> None:
        """Count one work: the mentions on it (each says the same of title and venue) and all names of its byline."""
        self.names.add(names)
        places: set[str] = set()
        for number, mention in enumerate(mentions):
            if not number:
                self.works += 1
                self.words.update(mention.title_words)
                self.venues.update([venue_key(mention.venue)])
            places.update(word for text in mention.affiliations for word in place_words(text))
        self.places.update(places)

    def rarity(self, counts: Counter[str], key: str) -> float:
        """Inverse document frequency: 0 for what stands everywhere, 6.2 for what hardly ever does."""
        return min(MOST_RARITY, math.log((self.works + _DOCUMENTS) / (counts[key] + 0.5)))

    def topic(self, words: Iterable[str], venue: str) -> dict[str, float]:
        """Title words and, for half as much, the venue's, weighted by rarity; of length 1, or less for few words."""
        weights = {word: self.rarity(self.words, word) for word in words}
        for word in venue_words(venue):
            weights[word] = max(weights.get(word, 0.0), VENUE_SHARE * self.rarity(self.words, word))
        return _unit(weights, LEAST_TOPIC_LENGTH)

    def vector(self, counts: Counter[str], keys: Iterable[str]) -> dict[str, float]:
        """The keys weighted by rarity, of length 1."""
        return _unit({key: self.rarity(counts, key) for key in keys})


def _unit(weights: dict[str, float], least: float = 0.0) -> dict[str, float]:
    length = max(least, math.sqrt(sum(weight * weight for weight in weights.values())))
    return {key: weight / length for key, weight in weights.items()} if length else {}


@lru_cache(maxsize=65_536)
def coauthor_keys(name: str) -> tuple[str, str]:
    """Block and joined given name of a co-author; both empty where that is no person with a given name."""
    parsed = parse(name)
    return (parsed.initial_key, parsed.joined) if parsed and parsed.joined else ("", "")

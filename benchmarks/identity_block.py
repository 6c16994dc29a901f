"""How long a name block takes: to decide all of it from nothing, and to decide one new work that falls into it."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from statistics import median

from works.identity.decide import Block
from works.identity.mentions import Mention
from works.identity.terms import Knowledge

ROUNDS = 9
GOAL_MS = 250
PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people who bear a name: from how many words and venues they take, how many names their co-authors have."""

    name: str
    words: int
    venues: int
    families: int


# Each with a team and words of their own; and all of one small field, where everybody shares something with everybody.
SPARSE = Crowd("sparse", words=400, venues=0, families=6)
DENSE = Crowd("dense", words=60, venues=4, families=1)


def mentions(count: int, crowd: Crowd, name: str = "Wei Wang") -> list[Mention]:
    """Mentions of one name by sixty people, oldest first."""
    chance = random.Random(7)
    words = [tuple(f"word{chance.randrange(crowd.words)}" for _ in range(12)) for _ in range(PEOPLE)]
    made = []
    for number in range(count):
        person = number % PEOPLE
        surname = f"Namesake{chr(97 + chance.randrange(crowd.families))}{chr(97 + person // 26)}"
        team = tuple(f"Given{chr(97 + person % 26)}{letter} {surname}" for letter in "ab")
        title = tuple(dict.fromkeys(chance.sample(words[person], 5)))
        venue = f"Venue {chr(97 + chance.randrange(crowd.venues))}" if crowd.venues else ""
        year = 1990 + number // 20
        made.append(Mention(number, number, name, 1, coauthors=team, title_words=title, venue=venue, year=year))
    return made


def decide(count: int, crowd: Crowd) -> float:
    """Milliseconds of processor time for deciding a block of so many mentions from nothing."""
    block = mentions(count, crowd)
    knowledge = Knowledge()
    for one in block:
        knowledge.learn([one], [])
    began = time.process_time()
    Block(knowledge).decide(block)
    return (time.process_time() - began) * 1000


def run() -> None:
    """Measures the two sizes in turn, for both crowds, and prints them."""
    for crowd in (SPARSE, DENSE):
        few, many = zip(*((decide(100, crowd), decide(400, crowd)) for _ in range(ROUNDS)), strict=True)
        print(f"{crowd.name} block of 100 mentions decided from nothing {median(few):8.1f} ms")
        ratio = f"× {median(many) / median(few):.1f}   goal {GOAL_MS} ms"
        print(f"{crowd.name} block of 400 mentions decided from nothing {median(many):8.1f} ms   {ratio}")

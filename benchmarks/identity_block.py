"""How long one name block takes to decide: 400 mentions against 100, medians of the same run."""

from __future__ import annotations

import random
import time
from statistics import median

from works.identity.decide import Block
from works.identity.mentions import Mention
from works.identity.terms import Knowledge

ROUNDS = 9
GOAL_MS = 250
PEOPLE = 60


def mentions(count: int) -> list[Mention]:
    """Mentions of one name by sixty people, each with a team and words of their own."""
    chance = random.Random(7)
    words = [tuple(f"word{chance.randrange(400)}" for _ in range(12)) for _ in range(PEOPLE)]
    made = []
    for number in range(count):
        person = number % PEOPLE
        surname = f"Namesake{chr(97 + chance.randrange(6))}{chr(97 + person // 26)}"
        team = tuple(f"Given{chr(97 + person % 26)}{letter} {surname}" for letter in "ab")
        title = tuple(chance.sample(words[person], 5))
        year = 1990 + number // 20
        made.append(Mention(number, number, "Wei Wang", 1, coauthors=team, title_words=title, year=year))
    return made


def decide(count: int) -> float:
    """Milliseconds of processor time for deciding a block of so many mentions from nothing."""
    block = mentions(count)
    knowledge = Knowledge()
    for one in block:
        knowledge.learn([one], [])
    began = time.process_time()
    Block(knowledge).decide(block)
    return (time.process_time() - began) * 1000


def run() -> None:
    """Measures the two sizes in turn and prints them."""
    few, many = zip(*((decide(100), decide(400)) for _ in range(ROUNDS)), strict=True)
    print(f"block of 100 mentions {median(few):8.1f} ms")
    print(f"block of 400 mentions {median(many):8.1f} ms   × {median(many) / median(few):.1f}   goal {GOAL_MS} ms")

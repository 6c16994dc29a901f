"""Made-up captured pages, the same at every run: people, titles and abstracts with TeX, in the form of Scholar Feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

GIVEN = re.findall(
    r"\w+", "Ada Ben Cleo Dana Emil Fay Gus Hanna Ivo Jun Kaya Lena Mei Nils Olga Pia Rosa Sven Tao Uma Vera"
)
SYLLABLES = re.findall("..", "anbechdaekfigahuitjakilumonaokparosatauevowaxuyizh")
WORDS = re.findall(
    r"\w+",
    "attention gradient kernel sparse layer token policy reward graph node edge sample noise score diffusion bound "
    "loss entropy prior latent image speech scene depth tensor matrix spectral rank flow transport margin cluster "
    "anchor query index cache robust causal neural linear deep local global adaptive efficient unified scalable "
    "learning training inference retrieval generation alignment tracking detection segmentation estimation",
)
FORMULAS = (
    r"$K_t$",
    r"$\mathcal{O}(n \log n)$",
    r"$\sim25\times$",
    r"$\ell_2$",
    r"$\alpha = 0.5$",
    r"\textit{in situ}",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
TOPICS = ("LG", "CV", "CL", "AI", "RO", "ML", "IR", "NE")


def page(name: str, works: int, seed: int) -> bytes:
    """The page of this person with so many works, as its capture would read."""
    dice = Random(f"{name} {seed}")
    head = f"{name}\n\nLG\nh-index{works // 3}\n{works}papers\n{works * 12:,}citations\nNovelty50%\nAI Score40\n\n"
    return (head + f"{works:,} Papers\n\n" + "\n\n".join(_works(dice, works))).encode()


def name(dice: Random) -> str:
    """The name of somebody; one of 300,000."""
    family = "".join(dice.choice(SYLLABLES) for _ in range(3))
    return f"{dice.choice(GIVEN)} {family.capitalize()}"


def _works(dice: Random, count: int) -> Iterator[str]:
    for number in range(count):
        heat = f"{dice.uniform(0.1, 20):.1f}" if dice.random() < 0.3 else ""
        date = f"{dice.choice(MONTHS)} {dice.randint(1, 28)}, {dice.randint(2005, 2025)}"
        badge = "Code" if dice.random() < 0.3 else ""
        title = " ".join(dice.choice(WORDS) for _ in range(dice.randint(5, 10))).capitalize() + f" {number}"
        authors = ", ".join(name(dice) for _ in range(3))
        yield f"{heat}{dice.choice(TOPICS)}{date}{badge}\n{title}\n\n{authors} et al.\n\n{_abstract(dice)}"


def _abstract(dice: Random) -> str:
    sentences = []
    for _ in range(dice.randint(5, 9)):
        sentence = [dice.choice(WORDS) for _ in range(dice.randint(8, 16))]
        if dice.random() < 0.3:
            sentence.insert(dice.randrange(1, len(sentence)), dice.choice(FORMULAS))
        sentences.append(" ".join(sentence).capitalize() + ".")
    return " ".join(sentences)

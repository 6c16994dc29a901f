"""Mentions for tests of who is who."""

from __future__ import annotations

from typing import Any

from works.identity.mentions import Mention
from works.identity.terms import Knowledge


def mention(number: int, **changes: Any) -> Mention:
    """A mention of Jiacheng Sun on a work of its own that shares nothing with others."""
    plain = {"id": number, "work": number, "name": "Jiacheng Sun", "position": 1, "year": 2000}
    return Mention(**{**plain, **changes})


def bylines(name: str, count: int, first: int = 1, **changes: Any) -> list[Mention]:
    """As many mentions of one name, on different works."""
    return [mention(first + i, name=name, **changes) for i in range(count)]


def trained() -> Knowledge:
    """Knowledge of an installation that has seen a few hundred works."""
    knowledge = Knowledge()
    for i in range(300):
        knowledge.learn([mention(i, title_words=(f"word{i % 50}",), venue=f"Venue {chr(97 + i % 20)}")], [])
    return knowledge

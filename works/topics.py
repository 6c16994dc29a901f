"""Topics: what sources print as their codes, and the one name and address that each has here.

"LG" and "cs.LG" are one topic: see works.taxonomy, which imports ask. Its address comes from the code that it goes by.
"""

from __future__ import annotations

from profiles.names import fold_words, slug
from works import taxonomy
from works.models import Topic


def new(printed: str) -> Topic:
    """An unsaved topic for this code, with its full name where the code has one."""
    own = taxonomy.code(printed)
    known = taxonomy.find(own)
    name = known.name if known else own
    return Topic(code=own, name=name, folded_name=fold_words(name)[:200], slug=slug(own))


def elsewhere(address: str) -> str | None:
    """The slug of the topic that another spelling of its code leads to ("cslg", "cs-lg"); None where none does."""
    return _ELSEWHERE.get(address)


def kicker(topic: Topic) -> str:
    """Where the topic's code comes from, in a few words."""
    known = taxonomy.find(topic.code)
    if known is None:
        return f"Topic {topic.code}"
    if known.name == known.archive:
        return f"{topic.code}, an archive of arXiv"
    return f"{topic.code} in arXiv’s {known.archive}"


def spellings(topic: Topic) -> tuple[str, ...]:
    """The other ways in which sources write the topic's code."""
    known = taxonomy.find(topic.code)
    return tuple(other for other in known.spellings if other != topic.code) if known else ()


def _elsewhere() -> dict[str, str]:
    found = {}
    for category in taxonomy.every():
        for spelling in category.spellings:
            for address in (slug(spelling), slug(spelling.replace(".", "-"))):
                found[address] = slug(category.code)
    return {address: own for address, own in found.items() if address != own}


_ELSEWHERE = _elsewhere()

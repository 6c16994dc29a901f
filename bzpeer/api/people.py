"""Authors' records in the words of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bzpeer.api import numbers
from bzpeer.api.places import Places
from bzpeer.api.schemas.numbers import Number
from bzpeer.api.schemas.people import (
    Author,
    AuthorBrief,
    Counts,
    Level,
    Link,
    Said,
    TopicShare,
    Trust,
    TrustBrief,
    TrustMove,
    TrustPart,
)
from profiles import models, trust
from profiles.addresses import address
from works import metrics
from works.owners import links

WORKS = "works that are listed on the record"
COAUTHORS = "people with whom works of the record were written, those of large teams left out"
MOST_NAMESAKES = 100
# Of a list no more is read than it shows.
BRIEF = (
    "id", "public_id", "slug", "name", "role", "affiliation", "locked", "level", "works_count", "side__said",
)  # fmt: skip


def brief(row: Mapping[str, Any], at: Places) -> AuthorBrief:
    """An author as lists show one, from a row of BRIEF."""
    return AuthorBrief(**_brief(row, at))


def _brief(row: Mapping[str, Any], at: Places) -> dict[str, Any]:
    return {
        "id": row["public_id"],
        "name": row["name"],
        "url": at.here("authors", row["public_id"]),
        "page": at.page(address(row["public_id"], row["slug"])),
        "role": _said(row, "role"),
        "affiliation": _said(row, "affiliation"),
        "level": level(row["level"]),
        "works": numbers.counted(row["works_count"], WORKS),
    }


def _said(row: Mapping[str, Any], field: str) -> Said | None:
    if not row[field]:
        return None
    told = (row["side__said"] or {}).get(field, {})
    by_source = field not in row["locked"] and told.get("value") == row[field]
    return Said(value=row[field], source=told["source"] if by_source else None)


def level(number: int) -> Level:
    """A rung of the ladder, with its name."""
    return Level(number=number, name=trust.LEVEL_NAMES[number])


def whole(author: models.Author, at: Places) -> Author:
    """An author's whole record."""
    row = {name: getattr(author, name) for name in BRIEF if name != "side__said"}
    here = at.here("authors", author.public_id)
    return Author(
        **_brief(row | {"side__said": author.side.get("said")}, at),
        claimed=author.level >= trust.CLAIMED,
        open_to_collaborate=author.open_to_collaborate,
        counts=_counts(author),
        metrics=numbers.of_author(author, at),
        flags=metrics.flags(author),
        trust=TrustBrief(**_trust(author)),
        topics=[_topic(told, at) for told in author.side.get("topics", ())],
        links=[Link(href=link["url"], name=link["name"], origin=link["origin"]) for link in links.dress(author)],  # type: ignore[arg-type]
        works_url=f"{here}/works",
        coauthors_url=f"{here}/coauthors",
        trust_url=f"{here}/trust",
        graph_url=f"{at.here('graph')}?focus=author:{author.public_id}",
    )


def _counts(author: models.Author) -> Counts:
    namesakes: int = getattr(author, "namesakes", 0)
    others = numbers.counted(namesakes, "other public records of the name", or_more=namesakes >= MOST_NAMESAKES)
    return Counts(
        works=numbers.counted(author.works_count, WORKS),
        coauthors=numbers.known(author.coauthors_count, COAUTHORS),
        topics=numbers.known(len(author.side.get("topics", ())), "topics that works of the record carry"),
        followers=numbers.counted(author.followers_count, "people with an account who follow the record"),
        works_in_doubt=numbers.known(author.side.get("doubted", 0), "works that may be another person's"),
        namesakes=others if namesakes else None,
    )


def _topic(told: Mapping[str, Any], at: Places) -> TopicShare:
    slug = told["url"].strip("/").rpartition("/")[2]
    works = numbers.counted(told["works"], "works of the record that carry it")
    url, page = at.here("topics", slug), at.page(told["url"])
    return TopicShare(code=told["code"], name=told["name"], slug=slug, url=url, page=page, works=works)


def _trust(author: models.Author) -> dict[str, Any]:
    band = trust.compute(trust.TrustInputs.from_stored(author.trust_inputs)).band
    score = Number(
        value=author.trust_score, origin="computed", as_of=numbers.today(), formula=trust.VERSION,
        scope="how well the record is backed, from 0 to 100",
    )  # fmt: skip
    return {
        "score": score,
        "band": band,
        "state": "recomputing" if getattr(author, "trust_is_due", False) else "current",
        "under_review_since": author.contested_at,
    }


def trust_of(author: models.Author, at: Places) -> Trust:
    """The trust in a record with its sum, and what moved it."""
    computed = trust.compute(trust.TrustInputs.from_stored(author.trust_inputs))
    moves = author.side.get("trust_history", ())
    return Trust(
        **_trust(author),
        level=level(author.level),
        parts=[
            TrustPart(name=part.name, points=part.points, cap=part.cap, reason=part.reason)
            for part in computed.components
        ],
        next_step=computed.next_step,
        history=[
            TrustMove(on=move["on"], change=int(move["change"]), after=move["after"], reason=move["reason"])
            for move in moves
        ],
        explained=at.page("/about/#trust"),
    )

"""Authors, and what is said of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from bzpeer.api.schemas.lists import NEXT, Listed
from bzpeer.api.schemas.numbers import Metric, Number
from bzpeer.api.schemas.subjects import TopicRef

ID = Field(description="The public id: it stays, whatever the record is called.", examples=["bcdfghjkmn"])
PAGE = Field(description="The page for readers.")
URL = Field(description="The address of this record here.")


class Said(BaseModel):
    """Something that is said of a person, and by whom."""

    value: str = Field(examples=["Peking University"])
    source: str | None = Field(description="Which source says so; null where the person or a curator entered it here.")


class Level(BaseModel):
    """How far the record is verified: a rung of a ladder, and no measure of the person."""

    number: int = Field(ge=0, le=4, examples=[1])
    name: str = Field(examples=["Imported record"])


class Link(BaseModel):
    """A web address on a record, with who put it there."""

    href: str
    name: str
    origin: Literal["owner", "curator", "source"]


class AuthorBrief(BaseModel):
    """An author in a list."""

    id: str = ID
    name: str = Field(description="The name that readers see; of whom renamed themselves the new one.")
    url: str = URL
    page: str = PAGE
    role: Said | None = Field(description="Null: not imported, which differs from none.")
    affiliation: Said | None = Field(description="Null: not imported, which differs from none.")
    level: Level
    works: Number


class Shared(BaseModel):
    """An author with whom another one wrote works."""

    id: str = ID
    name: str
    url: str = URL
    page: str = PAGE
    works_shared: Number


class TopicShare(TopicRef):
    """A topic of an author's works."""

    works: Number


class Counts(BaseModel):
    """What there is on the record, counted here; null where nothing is known that could be counted."""

    works: Number
    coauthors: Number | None
    topics: Number | None
    followers: Number
    works_in_doubt: Number | None = Field(
        description="Works of which a curator is asked whether they are this person's."
    )
    namesakes: Number | None = Field(description="Other public records of the same name; counted up to 100.")


class TrustBrief(BaseModel):
    """How well the record is backed, not how good the person is."""

    score: Number
    band: str = Field(examples=["Unverified"])
    state: Literal["current", "recomputing"] = Field(description="Whether a worker is still to compute it anew.")
    under_review_since: dt.datetime | None = Field(description="Since when somebody contests the claim on the record.")


class Author(AuthorBrief):
    """An author's record."""

    claimed: bool = Field(description="Whether somebody owns the record; never who.")
    open_to_collaborate: bool | None = Field(description="Null where nobody said.")
    counts: Counts
    metrics: list[Metric] = Field(description="Reported and computed numbers, each with its origin; none is no 0.")
    flags: list[str] = Field(description="Why a reported number does not fit what is known here, in sentences.")
    trust: TrustBrief
    topics: list[TopicShare] = Field(description="Those of the works, the most frequent first.")
    links: list[Link]
    works_url: str
    coauthors_url: str
    trust_url: str
    graph_url: str


class AuthorsAsked(Listed):
    """Which authors."""

    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="How the name begins, without regard to case, accents and hyphens. Search finds names otherwise.",
        examples=["jiacheng s"],
    )


class AuthorList(BaseModel):
    """Authors in the order of their names; people are never ordered by a number."""

    items: list[AuthorBrief]
    next: str | None = NEXT


class People(BaseModel):
    """People of a topic or an institution, in the order of their names."""

    items: list[AuthorBrief]
    scope: str = Field(description="Which people these are.")


class Coauthors(BaseModel):
    """With whom an author wrote, the closest first: by works shared, works of large teams left out."""

    items: list[Shared] = Field(description="At most the 30 closest.")
    total: Number | None = Field(description="How many there are; null where none is known.")
    complete: bool = Field(description="Whether `items` are all of them.")


class TrustPart(BaseModel):
    """One line of the sum."""

    name: str = Field(examples=["Source-backed works"])
    points: int = Field(examples=[8])
    cap: int = Field(description="At most so many.", examples=[14])
    reason: str


class TrustMove(BaseModel):
    """What moved the score on a day."""

    on: dt.date
    change: int = Field(examples=[2])
    after: int = Field(examples=[17])
    reason: str


class Trust(TrustBrief):
    """The trust score with its sum: the parts' points add up to it."""

    level: Level
    parts: list[TrustPart]
    next_step: str = Field(description="What would raise it next.")
    history: list[TrustMove] = Field(description="The newest moves, as the page shows them.")
    explained: str = Field(description="The page that says how it is computed.")

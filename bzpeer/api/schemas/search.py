"""What a search finds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bzpeer.api.schemas.lists import NEXT, Listed
from bzpeer.api.schemas.numbers import Number
from bzpeer.api.schemas.people import AuthorBrief
from bzpeer.api.schemas.subjects import InstitutionRef, TopicRef
from bzpeer.api.schemas.works import WorkBrief

Kind = Literal["works", "authors", "topics", "institutions"]


class SearchAsked(Listed):
    """For what, and where."""

    q: str = Field(
        min_length=1,
        max_length=200,
        description="Words of a title or an abstract, a name, or a DOI, arXiv id or ORCID iD.",
        examples=["attention sink"],
    )
    in_: Kind = Field(default="works", alias="in", description="Among what.")
    year: int | None = Field(default=None, ge=1000, le=9999, description="Only works of this year.")
    topic: str | None = Field(
        default=None, min_length=1, max_length=60, description="Only works of the topic with this code."
    )
    kind: str | None = Field(default=None, min_length=1, max_length=40, description="Only works of this kind.")
    source: str | None = Field(
        default=None, min_length=1, max_length=60, description="Only works that this source lists."
    )
    has_code: bool | None = Field(
        default=None, description="true: only works whose code is known; anything else is no restriction."
    )


class AuthorHit(AuthorBrief):
    """An author who was found, told apart from namesakes."""

    type: Literal["author"] = "author"
    topics: list[str] = Field(description="The names of the most frequent ones.")
    coauthors: list[str] = Field(description="The names of the closest ones.")


class WorkHit(WorkBrief):
    """A work that was found."""

    type: Literal["work"] = "work"
    snippet_html: str = Field(description="The piece of the abstract that shows why; safe HTML, words in <mark>.")


class TopicHit(TopicRef):
    """A topic that was found."""

    type: Literal["topic"] = "topic"
    works: Number


class InstitutionHit(InstitutionRef):
    """An institution that was found."""

    type: Literal["institution"] = "institution"
    works: Number


class Straight(BaseModel):
    """The record that an identifier names."""

    type: Literal["author", "work"]
    url: str
    page: str


class FacetValue(BaseModel):
    """How many of the works that were found bear a value."""

    value: str = Field(examples=["2024"])
    label: str = Field(examples=["2024"])
    works: Number


Hit = Annotated[AuthorHit | WorkHit | TopicHit | InstitutionHit, Field(discriminator="type")]


class Results(BaseModel):
    """What was found, the best first; people are in the order of how their names match, never of a number."""

    items: list[Hit]
    straight: Straight | None = Field(description="Where the text is an identifier: the one record that bears it.")
    guessed: bool = Field(description="Whether nothing bears the name, and these are like it.")
    partial: bool = Field(description="Whether of the many that match only some were looked at.")
    nothing_to_look_for: bool = Field(description="Whether the text holds nothing but very common words.")
    total: Number | None = Field(description="How many works match; null of names.")
    facets: dict[str, list[FacetValue]] | None = Field(description="What works can be narrowed down by; null of names.")
    next: str | None = NEXT

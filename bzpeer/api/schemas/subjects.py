"""Topics, institutions and sources."""

from __future__ import annotations

from pydantic import BaseModel, Field

from bzpeer.api.schemas.lists import NEXT, Listed
from bzpeer.api.schemas.numbers import Number

SLUG = Field(description="What stands for it in addresses.", examples=["lg"])


class TopicRef(BaseModel):
    """A topic that something else names."""

    code: str = Field(description="As the archive codes it.", examples=["LG"])
    name: str = Field(
        description="The full name where the code is known, else the code.", examples=["Machine Learning"]
    )
    slug: str = SLUG
    url: str
    page: str


class InstitutionRef(BaseModel):
    """An institution that something else names, as sources name it."""

    name: str = Field(examples=["pku"])
    slug: str = SLUG
    url: str
    page: str


class Topic(TopicRef):
    """A topic."""

    works: Number
    followers: Number
    works_url: str


class Institution(InstitutionRef):
    """An institution, as sources tag works with it."""

    works: Number
    followers: Number
    works_url: str


class SubjectsAsked(Listed):
    """Which topics or institutions."""

    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="How the name begins, without regard to case and accents.",
    )


class TopicList(BaseModel):
    """Topics in the order of their names."""

    items: list[Topic]
    next: str | None = NEXT


class InstitutionList(BaseModel):
    """Institutions in the order of their names."""

    items: list[Institution]
    next: str | None = NEXT


class Source(BaseModel):
    """A system that reports works."""

    slug: str = Field(examples=["scholar-feed"])
    name: str = Field(examples=["Scholar Feed"])
    registered: bool = Field(description="Whether what it reports adds to trust.")


class SourceList(BaseModel):
    """Every source of which a captured page stands."""

    items: list[Source]

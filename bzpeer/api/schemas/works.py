"""Works, and what each source asserts of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from bzpeer.api.schemas.lists import NEXT, Listed
from bzpeer.api.schemas.numbers import Number
from bzpeer.api.schemas.subjects import InstitutionRef, TopicRef

Day = dt.date


class Writer(BaseModel):
    """One author of a work, as a byline prints the name or as the person calls themselves by now."""

    name: str
    id: str | None = Field(description="Null where no record leads on.")
    url: str | None
    page: str | None
    position: int | None = Field(description="1 is first; null where it is not known, as behind “et al.”", examples=[1])


class Identifier(BaseModel):
    """An id of the work elsewhere."""

    scheme: str = Field(examples=["arxiv"])
    value: str = Field(examples=["2306.00001"])


class SourceRef(BaseModel):
    """A source that lists the work."""

    name: str = Field(examples=["Scholar Feed"])
    captured_on: Day = Field(description="When it was last captured listing the work.")


class WorkBrief(BaseModel):
    """A work in a list."""

    id: str = Field(description="The public id: it stays.", examples=["bcdfghjkmn"])
    title: str = Field(description="Plain text.")
    url: str
    page: str
    kind: str | None = Field(examples=["preprint"])
    host: str | None = Field(description="Where it was published.", examples=["arXiv"])
    published_on: Day | None = Field(description="Null where only the year is known, or nothing.")
    year: int | None = Field(examples=[2024])
    authors: list[Writer] = Field(description="In the order of the byline; who is hidden behind “et al.” comes last.")
    byline_complete: bool = Field(description="Whether the byline that is known ends, or ended in “et al.”")
    topics: list[TopicRef]
    institutions: list[InstitutionRef]
    identifiers: list[Identifier]
    has_code: bool
    code_url: str | None
    heat: Number | None = Field(description="Recent activity, as a source measures it; null where none reports it.")
    citations: Number | None = Field(description="Null where no source reports them.")
    sources: list[SourceRef]


class OwnWork(WorkBrief):
    """A work in the list of one of its authors."""

    position: int | None = Field(description="The author's place in the byline; null where it is not known.")
    in_doubt: bool = Field(description="Whether a curator is asked if the work is this person's.")


class Page(BaseModel):
    """A captured page of a source that lists the work."""

    person: str | None = Field(description="Whose page it is; null of who is hidden.")
    captured_on: Day
    line: int = Field(description="The line of the captured page, from 1.", examples=[17])
    reason: str = Field(description="Why this listing is this work.")


class Asserted(BaseModel):
    """What a source says of the work, as it says it, the same on all these pages; null is what it does not say."""

    source: str = Field(examples=["Scholar Feed"])
    pages: list[Page] = Field(description="The newest capture of each page, at most 20.")
    title: str | None = Field(description="As printed, TeX and all.")
    abstract: str | None = Field(description="As printed, TeX and all.")
    abstract_cut: bool | None
    byline: list[str] = Field(description="The names it prints; of whom renamed themselves the new one.")
    byline_complete: bool | None
    kind: str | None
    host: str | None
    category: str | None
    published_on: Day | None
    year: int | None
    has_code: bool | None
    heat: Number | None
    citations: Number | None
    institutions: list[str]


class Work(WorkBrief):
    """A work with everything that is public of it."""

    title_tex: str = Field(description="The title as its source writes it, TeX and all.")
    abstract: str | None = Field(description="Plain text; null where no source gave one.")
    abstract_cut: bool = Field(description="Whether the source cut it.")
    asserted: list[Asserted] = Field(description="What each source says of it; of many, the first 20.")
    pages: Number = Field(description="How many pages of sources list it.")


class SubjectWorksAsked(Listed):
    """Which works of a topic or an institution."""

    year: int | None = Field(default=None, ge=1000, le=9999, description="The year of publication.", examples=[2024])


class WorksAsked(SubjectWorksAsked):
    """Which works."""

    identifier: str | None = Field(
        default=None,
        min_length=3,
        max_length=300,
        pattern=r"^[a-z0-9]+:[^\x00]+$",
        description="An id elsewhere, as scheme:value.",
        examples=["arxiv:2306.00001", "doi:10.1000/1"],
    )


class AuthorWorksAsked(Listed):
    """Which of an author's works, in which order."""

    year: int | None = Field(default=None, ge=1000, le=9999, description="The year of publication.", examples=[2024])
    topic: str | None = Field(default=None, max_length=60, description="A topic's code.", examples=["LG"])
    kind: str | None = Field(default=None, max_length=40, description="As sources call it.", examples=["preprint"])
    with_: str | None = Field(
        default=None,
        alias="with",
        max_length=32,
        description="A co-author's public id.",
        examples=["bcdfghjkmn"],
    )
    q: str | None = Field(default=None, max_length=200, description="Words of title and abstract.")
    sort: Literal["newest", "oldest", "heat", "citations", "title"] = Field(
        default="newest", description="In which order."
    )


class WorkList(BaseModel):
    """Works, newest first; of an unknown date last."""

    items: list[WorkBrief]
    next: str | None = NEXT


class OwnWorkList(BaseModel):
    """Works of one author."""

    items: list[OwnWork]
    total: Number | None = Field(description="How many there are on the record; null for a selection.")
    next: str | None = NEXT

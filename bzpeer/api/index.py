"""The first address of the API: where the others are."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from bzpeer.api import reads
from bzpeer.api.places import DOCS, DOCUMENT, Places

router = Router(tags=["the beginning"])


class Index(BaseModel):
    """Where everything is."""

    name: str = Field(examples=["BZPEER"])
    version: str = Field(examples=["1.0"])
    documentation: str
    description: str = Field(description="The OpenAPI document.")
    authors: str
    works: str
    topics: str
    institutions: str
    sources: str
    search: str
    graph: str


@reads.get(router, "/", Index, "Where everything is")
def index(request: HttpRequest) -> Index:
    """The addresses of the lists, of the documentation, and of the OpenAPI document."""
    at = Places.of(request)
    return Index(
        name="BZPEER", version="1.0", documentation=at.page(DOCS), description=at.page(DOCUMENT),
        authors=at.here("authors"), works=at.here("works"), topics=at.here("topics"),
        institutions=at.here("institutions"), sources=at.here("sources"), search=at.here("search"),
        graph=at.here("graph"),
    )  # fmt: skip

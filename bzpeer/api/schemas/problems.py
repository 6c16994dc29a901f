"""What went wrong, as RFC 9457 writes it."""

from __future__ import annotations

from pydantic import BaseModel, Field


class FieldError(BaseModel):
    """What is wrong with one parameter."""

    field: str = Field(examples=["limit"])
    message: str = Field(examples=["Input should be less than or equal to 100"])


class Problem(BaseModel):
    """Why there is no other answer (application/problem+json, RFC 9457)."""

    type: str = Field(description="The kind of problem: an address that explains it.")
    title: str = Field(description="The kind in words.", examples=["Not found"])
    status: int = Field(description="The status of the answer.", examples=[404])
    detail: str = Field(description="What happened here, in a sentence.")
    instance: str = Field(description="What was asked for.", examples=["/api/v1/authors/bcdfghjkmn"])
    errors: list[FieldError] | None = Field(
        default=None, description="What is wrong with which parameter, with status 422."
    )
    location: str | None = Field(default=None, description="Where it is now, with status 301.")

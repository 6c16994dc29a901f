"""What the addresses that give lists have in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

MOST = 100
USUAL = 25

NEXT: Any = Field(
    default=None,
    description="The address of the next page; null on the last one. Follow it as it is: what it holds may change.",
)
LIMIT: Any = Field(
    default=USUAL,
    ge=1,
    le=MOST,
    description="How many at most. A page may hold fewer although more follow: `next` alone says where the list ends.",
)
CURSOR: Any = Field(
    default=None,
    min_length=1,
    max_length=2_000,
    description="Where the page begins, as `next` of the page before says it. Good for this list and order only.",
)


class Listed(BaseModel):
    """The parameters of every list."""

    limit: int = LIMIT
    cursor: str | None = CURSOR

"""Problems: why there is no other answer, each as application/problem+json (RFC 9457)."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, override

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from bzpeer.api.places import DOCS
from bzpeer.api.schemas.problems import FieldError, Problem

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
LONGEST_INSTANCE = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem, as the docs explain it."""

    slug: str
    status: int
    title: str
    explained: str


MOVED = Kind(
    "moved",
    301,
    "Moved",
    "The record was merged into another, or is known by another address. `Location` names it. A merge can be undone.",
)
NOT_FOUND = Kind("not-found", 404, "Not found", "There is nothing at this address, and there never was.")
NOT_ALLOWED = Kind("not-allowed", 405, "Method not allowed", "The API is read-only: GET, HEAD and OPTIONS.")
GONE = Kind(
    "gone",
    410,
    "Gone",
    "What stood here is not shown any more: it was withdrawn, or somebody objected. It may come back, or not.",
)
CHANGED = Kind("changed", 412, "Precondition failed", "A condition of the request, such as `If-Match`, does not hold.")
UNREADABLE = Kind(
    "unreadable",
    422,
    "A parameter cannot be read",
    "`errors` names every parameter that is wrong. A parameter that the address does not know is wrong too: it may be"
    " a slip, and an answer without it would look right.",
)
TOO_MANY = Kind(
    "too-many-requests", 429, "Too many requests", "More requests came from your address than a minute allows."
)
BROKEN = Kind("broken", 500, "A fault of ours", "Nothing is wrong with the request; the fault stands in the log.")
UNAVAILABLE = Kind("unavailable", 503, "Not available now", "Ask again after `Retry-After` seconds.")
KINDS = (MOVED, NOT_FOUND, NOT_ALLOWED, GONE, CHANGED, UNREADABLE, TOO_MANY, BROKEN, UNAVAILABLE)


class Refused(Exception):
    """An answer that is a problem; raised wherever it becomes clear."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        errors: Sequence[FieldError] | None = None,
        location: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors, self.location = kind, detail, errors, location
        self.headers = headers or {}


class Moved(Exception):
    """What this id or slug stood for has another one by now."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} is {new} by now.")
        self.old, self.new = old, new

    @override
    def __str__(self) -> str:
        return f"This is {self.new} by now."


def missing(what: str) -> Refused:
    """The problem of a record that is not there."""
    return Refused(NOT_FOUND, f"There is no {what} here.")


def gone(what: str) -> Refused:
    """The problem of a record that is not shown any more."""
    return Refused(GONE, f"This {what} is not shown any more.")


def wrong(field: str, message: str) -> Refused:
    """The problem of one parameter."""
    return Refused(UNREADABLE, f"{field}: {message}", errors=[FieldError(field=field, message=message)])


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The problem as an answer; caches ask again each time, since most of them may pass."""
    kind = refused.kind
    body = Problem(
        type=request.build_absolute_uri(f"{DOCS}#problem-{kind.slug}"),
        title=kind.title,
        status=kind.status,
        detail=refused.detail,
        instance=request.get_full_path()[:LONGEST_INSTANCE],
        errors=list(refused.errors) if refused.errors else None,
        location=refused.location,
    )
    response = HttpResponse(
        body.model_dump_json(exclude_none=True), status=kind.status, content_type=CONTENT_TYPE, headers=refused.headers
    )
    response.setdefault("Cache-Control", "no-cache" if kind.status < 412 else "no-store")
    if refused.location:
        response["Location"] = refused.location
    return response


def install(api: NinjaAPI) -> None:
    """Lets every error of the API's views become a problem."""
    api.add_exception_handler(Refused, lambda request, refused: answer(request, refused))  # type: ignore[arg-type]
    api.add_exception_handler(Moved, _moved)
    api.add_exception_handler(Http404, lambda request, _: answer(request, missing("such record")))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Exception, _broken)


def _moved(request: HttpRequest, moved: Any) -> HttpResponse:
    # In the path, or behind the colon of the focus.
    there = re.sub(rf"(?<=[/:]){re.escape(moved.old)}(?![-\w])", moved.new, request.get_full_path(), count=1)
    return answer(request, Refused(MOVED, str(moved), location=request.build_absolute_uri(there)))


def _invalid(request: HttpRequest, invalid: Any) -> HttpResponse:
    errors = [FieldError(field=str(error["loc"][-1]), message=error["msg"]) for error in invalid.errors]
    return answer(request, unreadable(errors))


def unreadable(errors: Sequence[FieldError]) -> Refused:
    """The problem of parameters that cannot be read."""
    return Refused(UNREADABLE, "; ".join(f"{e.field}: {e.message}" for e in errors), errors=errors)


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s failed", request.path, exc_info=error)
    return answer(request, Refused(BROKEN, "The answer could not be made; the fault was noted."))

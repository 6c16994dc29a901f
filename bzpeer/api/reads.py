"""How an address is registered: its answer, its problems, and that no parameter is passed over in silence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Router
from pydantic import BaseModel

from bzpeer.api import problems
from bzpeer.api.problems import GONE, MOVED, NOT_FOUND, Kind
from bzpeer.api.schemas.problems import FieldError

RECORD = (MOVED, NOT_FOUND, GONE)
LIST: tuple[Kind, ...] = ()
SUBJECT = (NOT_FOUND, GONE)
type Made = BaseModel | HttpResponse


def get(
    router: Router,
    path: str,
    answers: type[BaseModel] | Mapping[int, type[BaseModel]],
    summary: str,
    fails: Sequence[Kind] = LIST,
) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Registers a view; what it returns leaves as JSON, with the next page in `Link` where there is one."""

    def register(view: Callable[..., Made]) -> Callable[..., Made]:
        @wraps(view)
        def checked(request: HttpRequest, **values: Any) -> HttpResponse:
            _refuse_unknown(request, values)
            made = view(request, **values)
            return made if isinstance(made, HttpResponse) else json(made)

        # ninja looks for names in the module of the function it is given, which is this one.
        checked.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        response = dict(answers) if isinstance(answers, Mapping) else {200: answers}
        extra = {"x-problems": [kind.slug for kind in fails]}
        name = view.__name__
        # Names of their own: those of the pages are the same words.
        router.get(
            path, response=response, summary=summary, operation_id=name, url_name=f"api-{name}", openapi_extra=extra
        )(checked)
        return view

    return register


def json(made: BaseModel, status: int = 200, **headers: str) -> HttpResponse:
    """The answer as JSON."""
    response = HttpResponse(made.model_dump_json(), status=status, content_type="application/json", headers=headers)
    if following := getattr(made, "next", None):
        response["Link"] = f'<{following}>; rel="next"'
    return response


def since(response: HttpResponse, seconds: float) -> HttpResponse:
    """The answer with the moment at which what it says came to be."""
    response["Last-Modified"] = http_date(seconds)
    return response


def _refuse_unknown(request: HttpRequest, values: Mapping[str, Any]) -> None:
    known: set[str] = set()
    for value in values.values():
        if isinstance(value, BaseModel):
            known |= {field.alias or name for name, field in type(value).model_fields.items()}
    errors = [
        FieldError(field=name[:100], message="This address knows no such parameter.")
        for name in request.GET
        if name not in known
    ]
    errors += [
        FieldError(field=name, message="Given more than once.")
        for name, given in request.GET.lists()
        if name in known and len(given) > 1
    ]
    if errors:
        raise problems.unreadable(errors[:20])

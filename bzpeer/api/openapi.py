"""The OpenAPI document: what ninja knows of the addresses, with every problem, header and example beside it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

from bzpeer.api import examples, problems
from bzpeer.api.limits import POLICY, WINDOW
from bzpeer.api.places import DOCS, ROOT
from bzpeer.api.problems import Kind
from bzpeer.api.schemas.problems import Problem
from bzpeer.api.v1 import api
from profiles.identifiers import ALPHABET, LENGTH

REF = "#/components/schemas/{model}"
EVERYWHERE = (problems.CHANGED, problems.UNREADABLE, problems.TOO_MANY, problems.BROKEN)
_TEXT = {"type": "string"}
_HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "Send it back in `If-None-Match`.", "schema": _TEXT, "example": 'W/"0123456789abcdef0123"'},
    "Link": {"description": "`service-desc`, `service-doc`, and `next` where a page follows.", "schema": _TEXT},
    "RateLimit-Policy": {"description": "How many requests in how many seconds.", "schema": _TEXT},
    "RateLimit": {
        "description": "How many are left (`r`), and in how many seconds all are again (`t`).",
        "schema": _TEXT,
    },
    "Retry-After": {"description": "Seconds.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
    "Location": {"description": "Where it is by now.", "schema": {"type": "string", "format": "uri"}},
    "Last-Modified": {"description": "When the slice was built.", "schema": _TEXT},
    "Allow": {"description": "GET, HEAD, OPTIONS.", "schema": _TEXT},
}
_ALWAYS = ("RateLimit-Policy", "RateLimit", "Link")
_OF_STATUS = {200: ("ETag",), 202: ("Retry-After",), 301: ("Location",), 304: ("ETag",)}
_OF_STATUS |= {429: ("Retry-After",), 503: ("Retry-After",)}
_IN_PATH = {
    "id": {"type": "string", "pattern": f"^[{ALPHABET}]{{{LENGTH}}}$"},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,80}$"},
}
_SAID_OF = {"id": "A public id.", "slug": "What stands for it in addresses."}


@lru_cache(maxsize=8)
def document(site: str) -> dict[str, Any]:
    """The document for readers who reached the site under this address; not to be changed."""
    made: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema(path_prefix=f"{ROOT}/")))
    # Under one address each, without the slash that only the index has.
    made["servers"] = [{"url": site}]
    made["info"]["license"] = {"name": "See the note on use in the documentation", "url": f"{site}{DOCS}#use"}
    made["externalDocs"] = {"url": f"{site}{DOCS}", "description": "Documentation for people"}
    schemas = made["components"]["schemas"]
    for name, schema in _problem_schemas():
        schemas[name] = schema
    made["components"]["headers"] = _limited()
    for path, operations in made["paths"].items():
        for operation in operations.values():
            _complete(operation, path, schemas, site)
    return made


def _problem_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    schema = Problem.model_json_schema(ref_template=REF)
    yield from schema.pop("$defs").items()
    yield "Problem", schema


def _limited() -> dict[str, dict[str, Any]]:
    found = copy.deepcopy(_HEADERS)
    most = settings.API_REQUESTS_PER_MINUTE
    found["RateLimit-Policy"]["example"] = f'"{POLICY}";q={most};w={WINDOW}'
    found["RateLimit"]["example"] = f'"{POLICY}";r={max(0, most - 1)};t={WINDOW}'
    return found


def _complete(operation: dict[str, Any], path: str, schemas: Mapping[str, Any], site: str) -> None:
    slugs = operation.pop("x-problems", [])
    fails = [kind for kind in problems.KINDS if kind.slug in slugs or kind in EVERYWHERE]
    responses = {str(status): response for status, response in operation["responses"].items()}
    for response in responses.values():
        media = response["content"]["application/json"]
        media["example"] = examples.of(media["schema"], schemas, site)
    responses["304"] = {"description": "Not modified. The answer is the one whose tag was sent."}
    responses |= {str(kind.status): _problem(kind, path, site) for kind in fails}
    for status, response in responses.items():
        names = (*_ALWAYS, *_OF_STATUS.get(int(status), ()))
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    operation["responses"] = dict(sorted(responses.items()))
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter |= {"schema": _IN_PATH[parameter["name"]], "description": _SAID_OF[parameter["name"]]}
    operation["parameters"].append(_condition())


def _condition() -> dict[str, Any]:
    said = "The `ETag` of the answer you have: where it is still the same, the answer is 304 and empty."
    return {"in": "header", "name": "If-None-Match", "required": False, "description": said, "schema": _TEXT}


def _problem(kind: Kind, path: str, site: str) -> dict[str, Any]:
    example: dict[str, Any] = {
        "type": f"{site}{DOCS}#problem-{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.explained,
        "instance": path,
    }
    if kind is problems.UNREADABLE:
        example |= {"detail": "limit: Input should be less than or equal to 100"}
        example |= {"errors": [{"field": "limit", "message": "Input should be less than or equal to 100"}]}
    if kind is problems.MOVED:
        example |= {"location": f"{site}{path}"}
    media = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": f"{kind.title}. {kind.explained}", "content": {problems.CONTENT_TYPE: media}}

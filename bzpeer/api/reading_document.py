"""The OpenAPI document as its page shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_CODE = re.compile(r"`([^`]+)`")
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
_FORMATS = {"date": "day, as 2026-05-31", "date-time": "moment, as 2026-05-31T12:00:00Z", "uri": "address"}
# What may stand in an address as it is.
_PLAIN = "/{}:,"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address."""

    name: str
    place: str
    type: SafeString
    required: bool
    description: SafeString


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address."""

    anchor: str
    path: str
    summary: str
    paragraphs: Sequence[SafeString]
    parameters: Sequence[Parameter]
    shape: str
    statuses: Sequence[tuple[str, str]]
    curl: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses that belong together."""

    name: str
    endpoints: Sequence[Endpoint]


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of object, with its fields: (name, type, description)."""

    name: str
    description: SafeString
    fields: Sequence[tuple[str, SafeString, SafeString]]


def groups(document: Mapping[str, Any], site: str) -> list[Group]:
    """The addresses by what they are about, in the order of the document."""
    found: dict[str, list[Endpoint]] = {}
    for path, operations in document["paths"].items():
        operation = operations["get"]
        found.setdefault(operation["tags"][0], []).append(_endpoint(path, operation, site))
    return [Group(name, endpoints) for name, endpoints in found.items()]


def shapes(document: Mapping[str, Any]) -> list[Shape]:
    """The kinds of objects in answers, in the order of the alphabet."""
    schemas = document["components"]["schemas"]
    found = []
    for name in sorted(schemas):
        fields = schemas[name].get("properties", {})
        told = [(field, _type(schema), prose(schema.get("description", ""))) for field, schema in fields.items()]
        found.append(Shape(name, prose(schemas[name].get("description", "")), told))
    return found


def _endpoint(path: str, operation: Mapping[str, Any], site: str) -> Endpoint:
    answer = operation["responses"]["200"]["content"]["application/json"]
    return Endpoint(
        anchor=operation["operationId"].replace("_", "-"),
        path=path,
        summary=operation["summary"],
        paragraphs=[prose(part) for part in operation.get("description", "").split("\n\n")],
        parameters=[_parameter(told) for told in operation["parameters"] if told["in"] != "header"],
        shape=answer["schema"]["$ref"].rpartition("/")[2],
        statuses=[(status, told["description"].partition(".")[0]) for status, told in operation["responses"].items()],
        curl=f"curl '{site}{_asked(path, operation)}'",
        example=json.dumps(answer["example"], indent=2, ensure_ascii=False),
    )


def _asked(path: str, operation: Mapping[str, Any]) -> str:
    # With what has to be given, and what says most of what can be.
    given: dict[str, str] = {}
    for told in operation["parameters"]:
        if told["in"] == "query" and (told["required"] or told["schema"].get("examples")) and len(given) < 2:
            given[told["name"]] = told["schema"].get("examples", ["…"])[0]
    return path + (f"?{urlencode(given, safe=_PLAIN)}" if given else "")


def _parameter(told: Mapping[str, Any]) -> Parameter:
    schema = told["schema"]
    said = prose(told.get("description", ""))
    # That it may be left out is said once; nobody sends null in an address.
    given = [choice for choice in schema.get("anyOf", [schema]) if choice.get("type") != "null"]
    return Parameter(told["name"], told["in"], _type({"anyOf": given}), told["required"], said)


def _type(schema: Mapping[str, Any]) -> SafeString:
    return mark_safe(", or ".join(dict.fromkeys(_types(schema))))  # noqa: S308 - escaped below


def _types(schema: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        yield f'<a href="#shape-{name}">{name}</a>'
    elif choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        for choice in choices:
            yield from _types(choice)
    elif "enum" in schema:
        yield " · ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    elif "const" in schema:
        yield f"<code>{escape(json.dumps(schema['const']))}</code>"
    elif schema.get("type") == "array":
        yield f"list of {', or '.join(_types(schema['items']))}"
    else:
        yield _FORMATS.get(schema.get("format", ""), _WORDS[schema.get("type", "object")]) + _bounds(schema)


def _bounds(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    bounds = f", {low}–{high}" if low is not None and high is not None else ""
    default = schema.get("default")
    return bounds + ("" if default is None or default is False else f", else {default}")


def prose(text: str) -> SafeString:
    """A description as safe HTML: what stands between backticks as code."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S308 - escaped

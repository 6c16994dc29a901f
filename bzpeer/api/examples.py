"""An example of an answer, made from what its schema says of each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXTS = {
    "date": "2026-05-31",
    "date-time": "2026-05-31T12:00:00Z",
}
_BY_TYPE: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "string": "…", "null": None, "object": {}}
# What a field of this name holds, where its schema gives no example.
_BY_NAME = {
    "name": "Ada Lovelace",
    "title": "Notes on the Analytical Engine",
    "title_tex": r"Notes on the \textit{Analytical Engine}",
    "abstract": "The engine weaves algebraical patterns.",
    "snippet_html": "The engine weaves <mark>algebraical</mark> patterns.",
    "byline": "Ada Lovelace",
    "coauthors": "Charles Babbage",
    "person": "Ada Lovelace",
    "reason": "the same title on both pages",
    "scope": "works that are listed on the record",
    "source": "Scholar Feed",
    "near": "3 shared works, 2024",
    "category": "LG",
    "next_step": "A claim by the researcher lifts the record to L2: 25 points instead of 5.",
    "flags": "The h-index 37 that Scholar Feed reports is larger than the number of works known here.",
    "institutions": "Peking University",
    "topics": "Machine Learning",
    "focus": "person:bcdfghjkmn",
    "target": "work:bcdfghjkmn",
}
# What one thing of this name is, as a whole: its parts would not fit one another.
_COUNT = {"value": 39, "origin": "computed", "as_of": "2026-05-31", "scope": "works that are listed on the record"}
_PRINTED = {"origin": "reported", "source": "Scholar Feed", "as_of": "2026-05-31"}
_OF_SCHEMA: dict[str, dict[str, Any]] = {"Number": _COUNT, "Origin": {k: v for k, v in _COUNT.items() if k != "value"}}
_OF_FIELD: dict[str, dict[str, Any]] = {
    "heat": {"value": 11.1, **_PRINTED, "scope": "recent activity on the work, as the source measures it"},
    "citations": {"value": 12, **_PRINTED, "scope": "citations of the work, as the source counts them"},
    "score": _COUNT | {"value": 17, "scope": "how well the record is backed, from 0 to 100", "formula": "trust-v1"},
    "role": {"value": "Researcher", "source": "BZPEER"},
    "metrics": {
        "value": 37,
        **_PRINTED,
        "kind": "h_index",
        "label": "h-index",
        "explained": "https://bzpeer.example.org/about/#h-index",
    },
}
_ADDRESSES = ("url", "page", "next", "explained", "documentation", "href")
_DEPTH = 8


def of(schema: Mapping[str, Any], schemas: Mapping[str, Any], site: str, name: str = "", depth: int = 0) -> Any:
    """The example of a schema; lists hold one thing, and what may be null is shown with a value."""
    if "$ref" in schema:
        found = schema["$ref"].rpartition("/")[2]
        if whole := _OF_FIELD.get(name) or _OF_SCHEMA.get(found):
            return whole
        return of(schemas[found], schemas, site, name, depth) if depth < _DEPTH else None
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return of(choices[0], schemas, site, name, depth)
    if "properties" in schema:
        return {key: of(told, schemas, site, key, depth + 1) for key, told in schema["properties"].items()}
    if schema.get("type") == "array":
        return [of(schema["items"], schemas, site, name, depth + 1)]
    return _value(schema, site, name)


def _value(schema: Mapping[str, Any], site: str, name: str) -> Any:
    if name.endswith(_ADDRESSES):
        return f"{site}/…"
    if schema.get("type") == "string":
        return _TEXTS.get(schema.get("format", ""), _BY_NAME.get(name, "…"))
    return schema.get("minimum", _BY_TYPE[schema.get("type", "null")])

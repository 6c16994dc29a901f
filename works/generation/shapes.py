"""Cards of works by the template itself, rendered once for each shape of a card and then filled."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import get_template
from django.utils.dateformat import format as date_format
from django.utils.html import escape
from django.utils.safestring import mark_safe

from works import cards

# Values that stand for others while a shape is rendered: nothing else on a card looks like them.
_DAYS = {
    "published_on": dt.date(9871, 11, 23), "heat_on": dt.date(9872, 11, 24), "citations_on": dt.date(9873, 11, 25),
    "captured_on": dt.date(9874, 11, 26),
}  # fmt: skip
_NUMBERS = {"year": 98_765, "more": 987_651, "citations": 987_654_321}
_HEAT = Decimal("98765.4")
_FORMATS = re.compile(r"""\|date:['"]([^'"]+)['"]""")


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a card is there at all, and how often; `dated` is "day", "year" or "", `cited` "one", "some" or ""."""

    kind: bool
    dated: str
    host: bool
    topics: int
    institutions: int
    code: str
    heat: bool
    cited: str
    names: int
    more: bool
    hidden: bool
    abstract: str
    cut: bool


class Cards:
    """Fills cards; the values are escaped already where they have to be."""

    def __init__(self) -> None:
        self._template = get_template("works/card.html")
        source = (settings.BASE_DIR / "templates" / "works" / "card.html").read_text()
        self._formats = sorted(set(_FORMATS.findall(source)))
        self._shapes: dict[Shape, tuple[str, tuple[Any, ...]]] = {}
        self._day = lru_cache(100_000)(date_format)

    def card(self, shape: Shape, values: Mapping[str, Any]) -> str:
        """The card of this shape with these values, by the names that the shapes give them."""
        found = self._shapes.get(shape) or self._shapes.setdefault(shape, self._rendered(shape))
        pattern, keys = found
        return pattern % tuple([self._value(key, values) for key in keys])

    def _value(self, key: Any, values: Mapping[str, Any]) -> str:
        if isinstance(key, str):
            return values[key]  # type: ignore[no-any-return]
        name, how = key
        return str(intcomma(values[name])) if how == "," else self._day(values[name], how)

    def _rendered(self, shape: Shape) -> tuple[str, tuple[Any, ...]]:
        html = self._template.render(_context(shape))
        forms: dict[str, Any] = {str(number): name for name, number in _NUMBERS.items()}
        forms |= {str(intcomma(number)): (name, ",") for name, number in _NUMBERS.items()}
        forms |= {date_format(day, how): (name, how) for name, day in _DAYS.items() for how in self._formats}
        forms[str(_HEAT)] = "heat"
        pattern = re.compile("|".join([r"\ue000(\w+)\ue001", *map(re.escape, sorted(forms, key=len, reverse=True))]))
        keys: list[Any] = []

        def place(match: re.Match[str]) -> str:
            keys.append(match[1] or forms[match[0]])
            return "%s"

        return pattern.sub(place, html.replace("%", "%%")), tuple(keys)


def _mark(name: str) -> str:
    return f"\ue000{name}\ue001"


def _context(shape: Shape) -> dict[str, Any]:
    listing = {"source": _mark("source"), "name": _mark("lister"), "captured_on": _DAYS["captured_on"]}
    return {
        "work": _work(shape),
        "byline": [{"url": _mark(f"url{n}"), "name": _mark(f"name{n}")} for n in range(shape.names)],
        "more": _NUMBERS["more"] if shape.more else 0,
        "hidden": shape.hidden,
        "listings": [listing],
        "is_short": shape.abstract == "short",
        "place": mark_safe(cards.PLACE),  # noqa: S308 - a constant
    }


def _work(shape: Shape) -> SimpleNamespace:
    tagged = {
        noun: SimpleNamespace(
            all=[
                SimpleNamespace(
                    get_absolute_url=_mark(f"{noun}_url{n}"),
                    name=_mark(f"{noun}_name{n}"),
                    code=_mark(f"{noun}_code{n}"),
                )
                for n in range(count)
            ]
        )
        for noun, count in (("topics", shape.topics), ("institutions", shape.institutions))
    }
    return SimpleNamespace(
        kind=_mark("kind") if shape.kind else "",
        published_on=_DAYS["published_on"] if shape.dated == "day" else None,
        year=_NUMBERS["year"] if shape.dated else None,
        host=_mark("host") if shape.host else "",
        has_code=bool(shape.code),
        code_url=_mark("code_url") if shape.code == "linked" else "",
        heat=_HEAT if shape.heat else None,
        heat_on=_DAYS["heat_on"] if shape.heat else None,
        citations={"": None, "one": 1, "some": _NUMBERS["citations"]}[shape.cited],
        citations_on=_DAYS["citations_on"] if shape.cited else None,
        get_absolute_url=_mark("url"),
        title_html=_mark("title_html"),
        abstract_html=_mark("abstract_html") if shape.abstract else "",
        abstract_cut=shape.cut,
        **tagged,
    )


escaped = lru_cache(1_000_000)(escape)

"""What addresses of graphs ask for: read, and written back in one way."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.parameters import MOST_EXPANDED, PLAIN, NotReadable, Parameters, parse, query
from graph.pictures import Kind

KEYS = st.from_regex(r"(author|work):[2-9b-d]{10}|(topic|institution):[-a-zA-Z0-9_]{1,80}", fullmatch=True)
YEARS = st.none() | st.integers(1000, 2999)


@st.composite
def asked(draw: st.DrawFn) -> Parameters:
    """Any parameters that can be meant."""
    first, last = draw(YEARS), draw(YEARS)
    if first and last and first > last:
        first, last = last, first
    keys = draw(st.lists(KEYS, max_size=MOST_EXPANDED, unique=True).filter(lambda some: len(",".join(some)) < 450))
    return Parameters(
        depth=draw(st.integers(1, 3)),
        kinds=draw(st.frozensets(st.sampled_from(Kind), min_size=1)),
        first_year=first,
        last_year=last,
        least=draw(st.integers(1, 9999)),
        most=draw(st.sampled_from((40, 80))),
        expanded=tuple(keys),
        is_map=draw(st.booleans()),
    )


@given(asked())
def test_what_is_written_is_read_as_it_was(parameters: Parameters) -> None:
    assert parse(dict(parse_qsl(query(parameters)))) == parameters


def test_an_address_names_only_what_is_not_as_always() -> None:
    assert query(PLAIN) == ""
    people_and_topics = replace(PLAIN, kinds=frozenset({Kind.TOPIC, Kind.PERSON}), depth=3, first_year=2020, least=2)
    assert query(people_and_topics) == "depth=3&kinds=author,topic&from=2020&weight=2"
    expanded = replace(PLAIN, expanded=("topic:lg", "author:bcdfghjkmn"), most=80)
    assert query(expanded) == "most=80&with=topic:lg,author:bcdfghjkmn"
    assert query(replace(people_and_topics, expanded=("topic:lg",)).as_map) == "depth=3&with=topic:lg&map=1"
    assert (replace(PLAIN, most=80).is_plain, people_and_topics.is_plain) == (True, False)


@pytest.mark.parametrize(
    "values",
    [
        {"depth": "0"}, {"depth": "4"}, {"depth": "x"}, {"depth": "٣"}, {"depth": "1\0"}, {"from": "9" * 20},
        {"from": "999"}, {"from": "2020", "to": "2019"}, {"weight": "0"}, {"weight": "-1"}, {"kinds": "person"},
        {"kinds": "author,<script>"}, {"with": "author:a b"}, {"with": "a:b"}, {"most": "1e9"}, {"map": "2"},
        {"with": ",".join(f"topic:t{number}" for number in range(13))},
        {"with": ",".join(f"institution:{number}{'x' * 79}" for number in range(6))},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_gets_a_sentence(values: dict[str, str]) -> None:
    with pytest.raises(NotReadable) as problem:
        parse(values)
    assert str(problem.value).endswith(".")


def test_empty_fields_of_a_form_are_as_always() -> None:
    names = ("depth", "kinds", "from", "to", "weight", "most", "with", "map")
    assert parse(dict.fromkeys(names, "")) == PLAIN
    assert parse({"most": "57"}).most == 80
    assert parse({"with": "topic:a,,topic:a"}).expanded == ("topic:a",)

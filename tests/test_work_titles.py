"""How alike two titles are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from works.imports import titles

modest = settings(max_examples=200, deadline=None)
letters = st.text("abc1", max_size=12)


@modest
@given(letters, letters)
def test_the_distance_is_that_of_the_table(one: str, other: str) -> None:
    table = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        before, table[0] = table[0], row
        for column, counterpart in enumerate(other, start=1):
            edits = min(table[column] + 1, table[column - 1] + 1, before + (letter != counterpart))
            before, table[column] = table[column], edits
    assert titles.distance(one, other) == table[-1]


@modest
@given(st.text("abcde1", min_size=0, max_size=60), st.text("abcde1", max_size=3), st.integers(0, 60))
def test_alike_titles_are_within_a_tenth_both_ways(title: str, more: str, at: int) -> None:
    other = title[:at] + more + title[at + 1 :]
    assert titles.are_alike(title, other) == titles.are_alike(other, title)
    if titles.are_alike(title, other):
        assert titles.likeness(title, other) >= titles.ALIKE - 1e-9
    elif titles.likeness(title, other) >= titles.ALIKE and title != other:
        # Alike but for a number.
        assert any(letter in "1ivx" for letter in {*title, *other})

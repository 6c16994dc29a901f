"""Whether two names can be one person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.names import could_be

ONE_PERSON = [
    ("Jiacheng Sun", "J. Sun"),
    ("Jiacheng Sun", "Sun, Jiacheng"),
    ("Jiacheng Sun", "Sun Jiacheng"),
    ("Jiacheng Sun", "Sun J"),
    ("Jiacheng Sun", "Jia-Cheng Sun"),
    ("Jiacheng Sun", "Jia Cheng Sun"),
    ("Jia-Cheng Sun", "J.-C. Sun"),
    ("Jia-Cheng Sun", "J.C. Sun"),
    ("Sun Jiacheng", "Sun J"),
    ("José García", "Jose Garcia"),
    ("Jürgen Müller", "Juergen Mueller"),
    ("Jürgen Müller", "Jurgen Muller"),
    ("Ada King Lovelace", "Ada Lovelace"),
    ("Jan van der Berg", "J. van der Berg"),
    ("Jan van der Berg", "van der Berg, Jan"),
    ("Sean O’Neil", "S. O'Neil"),
    ("Ada", "ADA"),
    ("孙嘉城", "孙嘉城"),
]
NOT_ONE = [
    ("Jiacheng Sun", "Jiachen Sun"),
    ("Jiacheng Sun", "K. Sun"),
    ("Jiacheng Sun", "Jiacheng Song"),
    ("Wei Zhang", "Wei Zheng"),
    ("James Lee", "James L. Brown"),
    ("Ada Lovelace", "Ada Byron"),
    ("Ada Lovelace", "Ada"),
    ("Jiacheng Sun", "J S"),
    ("Ada Lovelace", ""),
    ("", ""),
    ("…", "†"),
]
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8).map(str.title)


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_names_that_can_be_one_persons(one: str, other: str) -> None:
    assert could_be(one, other)
    assert could_be(other, one)


@pytest.mark.parametrize(("one", "other"), NOT_ONE)
def test_names_that_cannot(one: str, other: str) -> None:
    assert not could_be(one, other)
    assert not could_be(other, one)


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_does_not_matter_which_is_which(one: str, other: str) -> None:
    assert could_be(one, other) == could_be(other, one)


@given(WORD, WORD)
def test_a_name_can_be_itself_turned_round_and_with_an_initial(given_name: str, family: str) -> None:
    name = f"{given_name} {family}"
    for other in (
        name,
        f"{family} {given_name}",
        f"{family}, {given_name}",
        f"{given_name[0]}. {family}",
        name.upper(),
    ):
        assert could_be(name, other)


@given(WORD, WORD, WORD)
def test_another_family_name_is_another_person(given_name: str, family: str, other: str) -> None:
    same = {family.lower(), given_name.lower()} & {other.lower()}
    runs = {f"{given_name}{family}".lower(), f"{family}{given_name}".lower()}
    if not same and f"{given_name}{other}".lower() not in runs and f"{other}{given_name}".lower() not in runs:
        assert not could_be(f"{family}, {given_name}", f"{other}, {given_name}")


@given(WORD, WORD)
def test_accents_do_not_matter(given_name: str, family: str) -> None:
    assert could_be(f"{given_name} {family}", f"{given_name} {family}".replace("e", "é").replace("o", "ô"))

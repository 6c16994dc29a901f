"""Names of people as keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.names import fold, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jia-Cheng Sun", "Jiacheng Sun"),
        ("Sun, Jiacheng", "Jiacheng Sun"),
        ("J. Sun", "J Sun"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("Jose\u0301 García", "José Garcia"),
        ("O'Neil", "O’Neil"),
        ("  Ada   Lovelace ", "ada lovelace"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


DIFFERENT = [("Jiacheng Sun", "Jiachen Sun"), ("Yu Xuejun", "Xuejun Yu"), ("J. Sun", "Jiacheng Sun")]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("junk", ["--", "…", " , ", "", "†"])
def test_what_is_no_name_folds_to_nothing(junk: str) -> None:
    assert fold(junk) == ""


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=400))
def test_a_slug_is_fit_for_an_address(text: str) -> None:
    assert 0 < len(slug(text)) <= 80
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_names_of_other_scripts_have_slugs() -> None:
    assert slug("孙嘉城") != "unnamed"
    assert slug("") == "unnamed"


def test_nobodys_address_is_a_page_beside_their_own() -> None:
    assert slug("Works") == "works-named"
    assert slug("Ann Works") == "ann-works"

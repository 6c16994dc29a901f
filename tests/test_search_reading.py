"""What a reader types into the search box, read; and how a piece of a text is marked: pure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from works.search import marks, reading, snippets
from works.search.facets import Facets
from works.search.found import Place


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Müller", ("muller", "mueller")),
        ("mueller", ("mueller", "muller")),
        ("Yue Sue", ("yue sue",)),
        ("Jia-Cheng  SUN", ("jiacheng sun",)),
        ("Sun, Jiacheng", ("jiacheng sun",)),
        ("O’Brien", ("obrien",)),
        ("%_", ()),
        ("", ()),
    ],
)
def test_a_name_is_read_in_every_spelling_it_may_have_here(typed: str, names: tuple[str, ...]) -> None:
    assert reading.read(typed).names == names


def test_the_words_of_a_name_may_stand_in_any_order() -> None:
    assert "jiacheng sun" in reading.orders("sun jiacheng")
    assert "jiacheng sun" in reading.orders("sun jia cheng")
    assert "jiacheng sun" in reading.orders("jia cheng sun")
    assert reading.orders("sun") == ("sun",)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("10.1000/ABC", ("doi", "10.1000/abc")),
        ("https://doi.org/10.1000/abc", ("doi", "10.1000/abc")),
        ("doi:10.1000/abc", ("doi", "10.1000/abc")),
        ("arXiv:2101.00001v3", ("arxiv", "2101.00001")),
        ("https://arxiv.org/abs/2101.00001", ("arxiv", "2101.00001")),
        ("https://doi.org/10.48550/arXiv.2101.00001", ("arxiv", "2101.00001")),
        ("hep-th/9901001", ("arxiv", "hep-th/9901001")),
    ],
)
def test_an_identifier_of_a_work_is_read_bare_as_an_address_and_with_its_prefix(
    typed: str, found: tuple[str, str]
) -> None:
    assert reading.read(typed).ids == {found}


@pytest.mark.parametrize(
    "typed",
    [
        "0000-0002-1825-0097", "0000000218250097", "https://orcid.org/0000-0002-1825-0097",
        "ORCID: 0000-0002-1825-0097",
        "orcid.org/0000-0002-1825-0097/", "orcid iD 0000-0002-1825-0097",
    ],
)  # fmt: skip
def test_an_orcid_is_read_however_it_is_written(typed: str) -> None:
    assert reading.read(typed).orcid == "0000-0002-1825-0097"


def test_an_orcid_with_a_mistyped_digit_is_none() -> None:
    assert reading.read("0000-0002-1825-0096").orcid == ""


def test_only_what_may_be_a_persons_name_looks_like_one() -> None:
    assert all(reading.read(name).looks_like_name for name in ("sun", "Jia-Cheng Sun", "J. Sun", "孙嘉诚"))
    assert not any(reading.read(text).looks_like_name for text in ('"sun"', "gpt-4", "-sun", "a & b", "👩‍🔬"))


@given(st.text(max_size=1_000))
def test_any_text_is_read_and_stays_a_single_line_that_postgresql_takes(text: str) -> None:
    query = reading.read(text)
    assert len(query.text) <= reading.LONGEST
    assert "\0" not in query.text
    assert query.text == " ".join(query.text.split())
    query.text.encode()
    for name in query.names:
        assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", name)
        assert name in reading.orders(name)


@given(st.text(max_size=100))
def test_a_place_in_an_address_is_a_place_or_none(text: str) -> None:
    place = Place.read(text)
    assert place is None or Place.read(str(place)) == place
    assert Place.read(f"3~{text}~17") == (None if "\0" in text else Place(3, text, 17))


def test_facets_that_make_no_sense_are_no_restriction() -> None:
    assert Facets.from_query({"year": "20²6", "code": ""}).pairs() == {}
    given = {"year": "2024", "topic": "LG", "code": "1", "in": "works", "kind": "pre\0print"}
    assert Facets.from_query(given).pairs() == {"year": "2024", "topic": "LG", "kind": "pre print", "code": "yes"}


@given(st.dictionaries(st.sampled_from(["year", "topic", "kind", "source", "code"]), st.text(max_size=120)))
def test_any_facet_is_a_mark_that_is_quoted(query: dict[str, str]) -> None:
    wanted = marks.every(Facets.from_query(query).marks())
    inside = re.sub(r"''|\\\\", "", wanted)
    assert inside.count("'") == 2 * len(Facets.from_query(query).pairs())


def marked(text: str, *words: str) -> tuple[snippets.Spelled, list[tuple[int, int]]]:
    """The text, and where these words stand in it, told as the database tells it."""
    spelled = snippets.Spelled.of(text)
    told = spelled.plain
    for word in words:
        told = told.replace(word, f"{snippets.BEGIN}{word}{snippets.END}")
    return spelled, spelled.ranges(told)


def test_a_word_is_marked_as_the_text_spells_it() -> None:
    text, ranges = marked("Das Straßen-Modell von Schrödinger & <Born>", "Schrodinger", "Strassen")
    assert snippets.whole(text.text, ranges) == (
        "Das <mark>Straßen</mark>-Modell von <mark>Schrödinger</mark> &amp; &lt;Born&gt;"
    )


def test_a_piece_is_cut_at_words_around_most_of_the_marks() -> None:
    text, ranges = marked(f"{'before ' * 60}the loom weaves the loom {'behind ' * 60}", "loom")
    piece = snippets.piece(text.text, ranges)
    assert piece.count("<mark>loom</mark>") == 2
    assert piece.startswith("… before")
    assert piece.endswith("behind …")
    assert len(piece) < 350


def test_a_text_without_marks_shows_its_beginning() -> None:
    assert snippets.piece("word " * 100, []).startswith("word word")
    assert snippets.piece("", []) == ""


@given(st.text(max_size=600), st.lists(st.tuples(st.integers(0, 600), st.integers(1, 9)), max_size=6))
def test_a_piece_is_a_part_of_the_text_and_holds_no_tag_but_marks(text: str, pairs: list[tuple[int, int]]) -> None:
    ranges = sorted((at, at + length) for at, length in pairs if at + length <= len(text))
    bare = re.sub("</?mark>", "", snippets.piece(text, ranges))
    assert "<" not in bare
    spelled = snippets.Spelled.of(text)
    assert len(spelled.origins) == len(spelled.plain) + 1
    assert spelled.ranges(spelled.plain) == []

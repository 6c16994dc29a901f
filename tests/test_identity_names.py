"""Names taken apart, their blocks, and which of them can be one person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from works.identity.cleaning import clean
from works.identity.naming import Compat, Name, block_keys, compat, parse


def name(text: str) -> Name:
    parsed = parse(text)
    assert parsed is not None, text
    return parsed


@pytest.mark.parametrize(
    ("text", "given_parts", "particles", "family"),
    [
        ("Jiacheng Sun", ("jiacheng",), "", ("sun",)),
        ("Sun, Jia-Cheng", ("jia-cheng",), "", ("sun",)),
        ("Jia Cheng Sun", ("jia-cheng",), "", ("sun",)),
        ("J.-C. Sun", ("j-c",), "", ("sun",)),
        ("J.C. Sun", ("j", "c"), "", ("sun",)),
        ("JC Sun", ("j-c",), "", ("sun",)),
        ("WANG Wei", ("wei",), "", ("wang",)),
        ("E. J. Weldon Jr", ("e", "j"), "", ("weldon",)),
        ("Smith, John, Jr.", ("john",), "", ("smith",)),
        ("Prof. Ada Lovelace", ("ada",), "", ("lovelace",)),
        ("Ludwig van Beethoven", ("ludwig",), "van", ("beethoven",)),
        ("van der Waals, J.", ("j",), "vander", ("waals",)),
        ("Maria Garcia-Lopez", ("maria",), "", ("garcia", "lopez")),
        ("O’Neil, Pat", ("pat",), "", ("oneil",)),
        ("孙嘉城", ("jiacheng",), "", ("sun",)),
        ("Bin Yu", ("bin",), "", ("yu",)),
        ("Mausam", (), "", ("mausam",)),
    ],
)
def test_parts(text: str, given_parts: tuple[str, ...], particles: str, family: tuple[str, ...]) -> None:
    parsed = name(text)
    assert (parsed.given, parsed.particles, parsed.family) == (given_parts, particles, family)


JUNK = [
    *("--", "", "†", "II", "Jr.", "Italy", "et al.", "Anonymous", "12", "J.", "a, b, c, d", "Ann Lee and Bob Ray"),
    *("The HERMES Collaboration", "OpenAI Team", "Department of Physics, University of York"),
    *("J\ufffdrgen M\ufffdller", "ÃŸÃ? MÃ¼ller"),
]


@pytest.mark.parametrize("junk", JUNK)
def test_groups_and_junk_are_no_person(junk: str) -> None:
    assert parse(junk) is None


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("JosÃ© GarcÃ\xada", "José García"),
        ("Jose\u0301 Garci\u0301a", "José García"),
        ("\u202aAnna Bell\u202c", "Anna Bell"),
        ("Anna\x7f Bell", "Anna Bell"),
        ("Anna Arase†", "Anna Arase"),
        ("Wei Zhang1", "Wei Zhang"),
        ("Wei Wang 0001", "Wei Wang"),
        ("Jean‐Pierre Serre", "Jean-Pierre Serre"),
    ],
)
def test_marks_and_broken_letters_are_mended(printed: str, plain: str) -> None:
    assert name(printed) == name(plain)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Jia-Cheng Sun", "Jiacheng Sun", Compat.EXACT),
        ("Jia Cheng Sun", "Jiacheng Sun", Compat.EXACT),
        ("Hong bin Yu", "Hongbin Yu", Compat.EXACT),
        ("Stefan Müller", "Stefan Mueller", Compat.EXACT),
        ("JC Sun", "J.-C. Sun", Compat.EXACT),
        ("J. Sun", "Jiacheng Sun", Compat.EXPAND),
        ("J.-C. Sun", "Jiacheng Sun", Compat.EXPAND),
        ("J.-C. Sun", "Jia-Cheng Sun", Compat.EXPAND),
        ("C. J. Lin", "Chih-Jen Lin", Compat.EXPAND),
        ("John F. McDonald", "John McDonald", Compat.EXPAND),
        ("Maria Garcia-Lopez", "Maria Lopez", Compat.EXPAND),
        ("Ludwig van Beethoven", "Ludwig Beethoven", Compat.EXPAND),
        ("Yu Xuejun", "Xuejun Yu", Compat.SWAP),
        ("Bill Gates", "William Gates", Compat.SWAP),
        ("Jiachen Sun", "Jiacheng Sun", Compat.NO),
        ("J.-C. Sun", "Jiawei Sun", Compat.NO),
        ("John Smith", "Jane Smith", Compat.NO),
        ("John F. McDonald", "J. G. McDonald", Compat.NO),
        ("Wei Jun Zhang", "Wei Zhang", Compat.NO),
        ("Anna von Berg", "Anna van Berg", Compat.NO),
        ("Mausam", "Ann Mausam", Compat.NO),
        ("孙嘉城", "孙佳成", Compat.NO),
        ("孙嘉城", "Jiacheng Sun", Compat.EXACT),
    ],
)
def test_compat(one: str, other: str, expected: Compat) -> None:
    assert compat(name(one), name(other)) is compat(name(other), name(one)) is expected


def test_compatible_names_meet_in_a_block() -> None:
    for one, other in [
        ("Yu Xuejun", "Xuejun Yu"),
        ("J.-C. Sun", "Jiacheng Sun"),
        ("Maria Garcia-Lopez", "Maria Lopez"),
        ("Stefan Müller", "Stefan Mueller"),
        ("Bill Gates", "William Gates"),
    ]:
        assert set(block_keys(name(one))) & set(block_keys(name(other))), (one, other)


def test_the_main_block_comes_first() -> None:
    assert block_keys(name("Sun, Jia-Cheng"))[0] == "j sun"


WORDS = (
    "Jia-Cheng",
    "Jiacheng",
    "J.",
    "J.-C.",
    "C.",
    "Wei",
    "Jun",
    "John",
    "Jane",
    "Anna",
    "Maria",
    "van",
    "de",
    "Sun",
)
words = st.sampled_from([*WORDS, "Smith", "Garcia-Lopez", "Müller", "Yu"])
names = st.lists(words, min_size=2, max_size=4).map(" ".join)


@given(names, names)
def test_compat_is_symmetrical_and_reflexive(one: str, other: str) -> None:
    a, b = parse(one), parse(other)
    if a and b:
        assert compat(a, b) is compat(b, a)
        assert compat(a, a) is Compat.EXACT


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_is_not(text: str) -> None:
    parsed = parse(text)
    if parsed:
        assert parsed.surname.isascii()
        assert parsed.surname
        assert all(block_keys(parsed))
    assert not set(clean(text)) & set("†‡§\x7f\u202a0123456789")

"""Ids of works, as people and sources type them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from works.imports.work_ids import label, work_ids

modest = settings(max_examples=200, deadline=None)


def values(scheme: str, text: str) -> set[str]:
    found = work_ids(scheme, text)
    assert {kind for kind, _ in found} <= {scheme}
    return {value for _, value in found}


@pytest.mark.parametrize(
    "text",
    [
        "10.1007/s11390-016-1673-z",
        "10.1007/S11390-016-1673-Z",
        "doi:10.1007/s11390-016-1673-z",
        "DOI: 10.1007/s11390-016-1673-z.",
        "doi.org/10.1007/s11390-016-1673-z",
        "https://doi.org/10.1007/s11390-016-1673-z",
        "http://dx.doi.org/10.1007/S11390-016-1673-z",
        "https://doi.org/doi:10.1007/s11390-016-1673-z",
        "https://www.doi.org/10.1007%2Fs11390-016-1673-z",
        "https://link.springer.com/doi/10.1007/s11390-016-1673-z",
        " 10.1007/s11390-016-1673-z; ",
        "\ufeff10.1007/s11390-016-1673-z",
    ],
)
def test_a_doi_in_every_dress(text: str) -> None:
    assert values("doi", text) == {"10.1007/s11390-016-1673-z"}


@pytest.mark.parametrize("between", [" ", "; ", ";", ", ", ",", " | "])
def test_two_dois_in_one_field_are_both_read(between: str) -> None:
    both = {"10.1145/3154499", "10.1007/978-3-030-58548-8_12"}
    assert values("doi", f"10.1145/3154499{between}10.1007/978-3-030-58548-8_12") == both
    assert values("doi", f"https://doi.org/10.1145/3154499{between}doi:10.1007/978-3-030-58548-8_12") == both


@pytest.mark.parametrize(
    "text",
    [
        "0.1007/s11390-016-1673-z",
        "110.1007/s11390",
        "10.1007",
        "10.1007/",
        "10. 1145/3154499",
        "10.1007/s11390- 016-1673-z",
        "10.1109/CVPR. 2020.1",
        "10.1007/s11390 (to appear)",
        "1904.04794",
        "to appear",
        "",
        "10.1000/ä",
        "10.1000/a\x00b" * 200,
    ],
)
def test_a_broken_doi_is_none(text: str) -> None:
    assert work_ids("doi", text) == frozenset()


def test_signs_that_belong_to_a_doi_stay() -> None:
    old = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"
    assert values("doi", old) == {old.lower()}
    assert values("doi", "10.1016/S0022-0000(05)80001-5") == {"10.1016/s0022-0000(05)80001-5"}
    assert values("doi", "10.1016/0022-0000(92)90001-0)") == {"10.1016/0022-0000(92)90001-0"}
    assert values("doi", r"10.1007/978-3-030-58548-8{\_}12") == {"10.1007/978-3-030-58548-8_12"}


@pytest.mark.parametrize(
    "text",
    [
        "2101.00001",
        "2101.00001v3",
        "arXiv:2101.00001",
        "arXiv: 2101.00001v2 [cs.LG]",
        "https://arxiv.org/abs/2101.00001v1",
        "http://export.arxiv.org/pdf/2101.00001v12.pdf",
        "10.48550/arXiv.2101.00001",
        "https://doi.org/10.48550/arxiv.2101.00001v2",
    ],
)
def test_an_arxiv_id_has_no_version(text: str) -> None:
    assert work_ids("arxiv", text) == {("arxiv", "2101.00001")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cs/0101001", "cs/0101001"),
        ("arXiv:cs.AI/0101001v2", "cs/0101001"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("0704.0001", "0704.0001"),
        ("1412.9999", "1412.9999"),
        ("1501.00001", "1501.00001"),
    ],
)
def test_arxiv_ids_of_all_ages(text: str, value: str) -> None:
    assert values("arxiv", text) == {value}


@pytest.mark.parametrize(
    "text",
    # Numbers that lost a zero at an end, months that are none, and what is no id at all.
    [
        "1901.1",
        "1901.1234",
        "1901.0123",
        "704.0001",
        "1401.00001",
        "2113.00001",
        "2100.00001",
        "cs/0113001",
        "cs/01",
        "x",
    ],
)
def test_what_is_no_arxiv_id_is_none(text: str) -> None:
    assert work_ids("arxiv", text) == frozenset()


def test_the_doi_of_an_arxiv_preprint_is_its_arxiv_id() -> None:
    assert work_ids("doi", "10.48550/arXiv.2101.00001v2") == {("arxiv", "2101.00001")}
    both = {("arxiv", "2101.00001"), ("doi", "10.1145/3154499")}
    assert work_ids("doi", "https://doi.org/10.48550/ARXIV.2101.00001, 10.1145/3154499") == both


def test_ids_of_other_schemes_stay_as_they_are() -> None:
    assert work_ids("acl", " 2020.acl-main.1 ") == {("acl", "2020.acl-main.1")}
    assert work_ids("acl", "see below") == work_ids("acl", "") == frozenset()
    assert label(("acl", "P17-1001")) == "ACL Anthology id P17-1001"
    assert label(("isbn", "1")) == "isbn id 1"


suffixes = st.from_regex(r"[a-z0-9][a-z0-9._()/<>:-]{0,30}[a-z0-9]", fullmatch=True)
dois = st.builds("10.{}/{}".format, st.integers(1000, 999_999_999), suffixes)
arxiv_ids = st.builds("{:02}{:02}.{:05}".format, st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999))
dresses = st.sampled_from(["", "doi:", "DOI: ", "https://doi.org/", "http://dx.doi.org/", "https://DX.DOI.ORG/"])


@modest
@given(dois, dresses, st.sampled_from([str.upper, str.lower, str]), st.sampled_from(["", ".", " ", ";", ","]))
def test_every_doi_is_read_in_every_dress(doi: str, dress: str, case: type[str], end: str) -> None:
    assert work_ids("doi", f"{dress}{case(doi)}{end}") == {("doi", doi)}


@modest
@given(st.lists(dois, min_size=1, max_size=4), st.sampled_from([" ", ";", "; ", ", ", ","]))
def test_every_doi_of_a_field_is_read(several: list[str], between: str) -> None:
    assert values("doi", between.join(several)) == set(several)


@modest
@given(arxiv_ids, st.integers(0, 30), st.sampled_from(["", "arXiv:", "https://arxiv.org/abs/"]))
def test_versions_of_an_arxiv_id_are_one(arxiv: str, version: int, dress: str) -> None:
    assert work_ids("arxiv", f"{dress}{arxiv}{f'v{version}' if version else ''}") == {("arxiv", arxiv)}


@modest
@given(arxiv_ids)
def test_no_arxiv_id_is_read_from_a_number_that_lost_a_zero(arxiv: str) -> None:
    number = str(float(arxiv))
    assert values("arxiv", number) == ({arxiv} if number == arxiv else set())


@modest
@given(st.sampled_from(["doi", "arxiv", "acl"]), st.text(max_size=80) | st.text("10.5/;, vxiardoV%2F[]()", max_size=60))
def test_any_text_makes_clean_ids_that_are_read_as_themselves(scheme: str, text: str) -> None:
    for kind, value in work_ids(scheme, text):
        assert work_ids(kind, value) == {(kind, value)}
        assert value == value.strip()
        if kind != "acl":
            assert re.fullmatch("[!-~]+", value)

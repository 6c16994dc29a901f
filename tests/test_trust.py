"""The trust score as a pure function."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.trust import BANDS, TrustInputs, compute

counts = st.integers(0, 10_000)
inputs = st.builds(
    TrustInputs,
    level=st.integers(0, 4),
    works=counts,
    topics=counts,
    verified_collaborators=counts,
    authorities=counts,
    independent_followers=counts,
)


@given(inputs)
def test_the_score_is_the_sum_of_its_lines_and_lies_between_0_and_100(given_inputs: TrustInputs) -> None:
    trust = compute(given_inputs)
    assert trust.score == sum(line.points for line in trust.components)
    assert 0 <= trust.score <= 100
    assert all(0 <= line.points <= line.cap for line in trust.components)
    assert sum(line.cap for line in trust.components) == 100


@given(inputs, st.sampled_from([field.name for field in fields(TrustInputs)]))
def test_more_of_anything_never_lowers_the_score(given_inputs: TrustInputs, name: str) -> None:
    more = replace(given_inputs, **{name: min(getattr(given_inputs, name) + 1, 4 if name == "level" else 10_001)})
    assert compute(more).score >= compute(given_inputs).score


@given(inputs)
def test_an_unclaimed_record_cannot_pass_23_and_stays_unverified(given_inputs: TrustInputs) -> None:
    trust = compute(replace(given_inputs, level=1))
    assert trust.score <= 23
    assert trust.band == "Unverified"


@given(inputs, counts)
def test_followers_do_not_move_an_unclaimed_record(given_inputs: TrustInputs, followers: int) -> None:
    unclaimed = replace(given_inputs, level=1)
    assert compute(replace(unclaimed, independent_followers=followers)).score == compute(unclaimed).score


@given(inputs)
def test_the_label_never_outranks_the_level(given_inputs: TrustInputs) -> None:
    names = [name for _, name in BANDS]
    assert names.index(compute(given_inputs).band) <= (0, 0, 1, 3, 3)[given_inputs.level]


@given(inputs)
def test_inputs_come_back_as_they_were_kept(given_inputs: TrustInputs) -> None:
    assert TrustInputs.from_stored(given_inputs.stored()) == given_inputs


@pytest.mark.parametrize(
    ("given_inputs", "score", "band"),
    [
        (TrustInputs(level=1, works=4, topics=2), 17, "Unverified"),
        (TrustInputs(level=1, works=1, topics=2), 11, "Unverified"),
        (TrustInputs(level=0), 0, "Unverified"),
        (TrustInputs(level=2, works=7, topics=2), 43, "Claimed"),
        (TrustInputs(2, 99, 99, 99, 99, 9_999), 70, "Claimed"),
        (TrustInputs(level=3, works=7, topics=2), 63, "Verified"),
        (TrustInputs(4, 99, 99, 99, 99, 9_999), 100, "Corroborated"),
    ],
)
def test_known_scores(given_inputs: TrustInputs, score: int, band: str) -> None:
    assert (compute(given_inputs).score, compute(given_inputs).band) == (score, band)


def test_there_is_no_fifth_level() -> None:
    with pytest.raises(ValueError, match="no verification level 5"):
        compute(TrustInputs(level=5))

"""The ladder: which proofs make which level, by example and by property."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.claims import ladder
from profiles.claims.ladder import Facts, level, missing
from profiles.models import Proof

BASE = Facts(email=True, name=True)
QUIET = replace(BASE, quiet=True)


def having(*kinds: str, **fields: Any) -> Facts:
    return replace(BASE, kinds=frozenset(kinds), **fields)


# What the claim has, and the level it makes.
TABLE = [
    (Facts(), 1),
    (BASE, 1),
    (QUIET, 2),
    (replace(QUIET, email=False), 1),
    (replace(QUIET, name=False), 1),
    (replace(QUIET, alone=False), 1),
    (replace(QUIET, barred=True), 1),
    (replace(BASE, owner=True), 2),
    (replace(BASE, owner=True, name=False, alone=False), 2),
    (having("orcid"), 3),
    (having("affiliation"), 3),
    (having("homepage"), 3),
    (having("curator"), 3),
    (having("review"), 1),
    (having("orcid", email=False), 1),
    (having("orcid", name=False), 1),
    (having("orcid", name=False, owner=True), 3),
    (having("curator", name=False), 3),
    (having("curator", email=False), 1),
    (having("orcid", alone=False), 1),
    (having("orcid", barred=True), 1),
    (having("orcid", "homepage", "review", barred=True), 1),
    (having("curator", barred=True), 3),
    (having(vouches=(3,)), 1),
    (having(vouches=(3, 2)), 1),
    (having(vouches=(3, 3)), 3),
    (having(vouches=(4, 3)), 3),
    (having("orcid", "review"), 3),
    (having("orcid", "homepage"), 3),
    (having("orcid", "homepage", "review"), 4),
    (having("curator", "affiliation", "review"), 4),
    (having("orcid", "review", vouches=(3, 3)), 3),
    (having("orcid", "review", vouches=(4, 3)), 4),
    (having("orcid", "review", vouches=(4,)), 3),
    (having("review", vouches=(4, 4)), 3),
]


@pytest.mark.parametrize(("facts", "expected"), TABLE)
def test_the_table_of_proofs_and_levels(facts: Facts, expected: int) -> None:
    assert level(facts) == expected


HAD: list[dict[str, Any]] = [{name: True} for name in ("email", "name", "owner", "alone", "quiet")]
ANY = st.builds(
    Facts,
    *[st.booleans()] * 6,
    st.frozensets(st.sampled_from(sorted(ladder.STRONG | {ladder.REVIEW}))),
    st.lists(st.integers(0, 4), max_size=4).map(tuple),
)


@given(ANY)
def test_a_level_is_one_of_four_and_only_the_highest_lacks_nothing(facts: Facts) -> None:
    assert level(facts) in (1, 2, 3, 4)
    assert bool(missing(facts)) is (level(facts) < 4)


@given(ANY, st.sampled_from(sorted(ladder.STRONG | {ladder.REVIEW})), st.integers(0, 4))
def test_more_never_lowers_a_level(facts: Facts, kind: str, voucher: int) -> None:
    better = [
        replace(facts, kinds=facts.kinds | {kind}),
        replace(facts, vouches=(*facts.vouches, voucher)),
        *(replace(facts, **had) for had in HAD),
        replace(facts, barred=False),
    ]
    assert all(level(one) >= level(facts) for one in better)


@given(ANY)
def test_without_a_confirmed_address_nobody_owns_anything(facts: Facts) -> None:
    assert level(replace(facts, email=False)) == 1


@given(ANY)
def test_time_alone_verifies_nobody(facts: Facts) -> None:
    assert level(replace(facts, kinds=frozenset(), vouches=(), quiet=True)) <= 2


@given(ANY)
def test_without_a_review_nobody_is_confirmed(facts: Facts) -> None:
    assert level(replace(facts, kinds=facts.kinds - {ladder.REVIEW})) <= 3


def test_the_names_are_those_of_stored_proofs() -> None:
    others = {Proof.Kind.EMAIL, Proof.Kind.VOUCH, Proof.Kind.REVIEW}
    assert set(Proof.Kind.values) - others == ladder.STRONG
    assert (Proof.Kind.CURATOR, Proof.Kind.REVIEW) == (ladder.CURATOR, ladder.REVIEW)


def test_what_is_missing_is_said_in_sentences() -> None:
    assert missing(Facts(email=False, name=False, quiet=True)) == (
        "A confirmed e-mail address.",
        "A name that can be the record’s; where you publish under another one, a curator’s word.",
    )
    assert missing(BASE) == ("The time without objection; one strong proof makes it unnecessary.",)
    assert "2 co-authors who vouch (1 of them did)" in missing(replace(QUIET, vouches=(3,)))[0]
    assert missing(having("orcid")) == ("A second strong proof, of another kind.", "A curator’s recorded review.")
    assert missing(having("orcid", "homepage", "review")) == ()

"""Which author a byline goes to, what is asked, and what a machine never does."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identity_builders import bylines, mention, trained
from works.identity.compare import LARGE
from works.identity.decide import Block, Decision, Kind, KnownAuthor, Rules
from works.identity.mentions import Mention
from works.identity.naming import Compat, compat

TEAM = ("Zbigniew Kowalczyk", "Mari Tamm")
OTHERS = ("Oddvar Haugland", "Ieva Ozola")
ORCID = ("orcid", "0000-0002-1825-0097")
OTHER_ORCID = ("orcid", "0000-0001-5109-3700")


def decide(known: Iterable[KnownAuthor], new: Iterable[Mention], rules: Rules | None = None) -> tuple[Decision, ...]:
    return Block(trained(), known, rules).decide(new)


def kinds(decisions: Iterable[Decision]) -> list[Kind]:
    return [decision.kind for decision in decisions]


def author(number: int, *mentions: Mention, claimed: bool = False) -> KnownAuthor:
    return KnownAuthor(number, mentions, claimed)


def barrier(decisions: tuple[Decision, ...]) -> str:
    """Why the question is asked instead of answered."""
    assert Kind.LINK not in kinds(decisions)
    [asked] = [decision for decision in decisions if decision.kind is Kind.ASK]
    assert asked.best is not None
    return asked.best.barrier


def test_shared_co_authors_link() -> None:
    [decision] = decide([author(7, mention(1, coauthors=TEAM))], [mention(2, coauthors=TEAM)])
    assert (decision.kind, decision.mention, decision.author) == (Kind.LINK, 2, 7)
    assert decision.best
    assert decision.best.evidence


def test_a_name_alone_never_links() -> None:
    [decision] = decide([author(7, mention(1, coauthors=TEAM))], [mention(2, coauthors=OTHERS)])
    assert decision.kind is Kind.NEW
    assert decision.author == -1


def test_an_owner_hidden_in_et_al_links() -> None:
    [decision] = decide([author(7, mention(1, coauthors=TEAM))], [mention(2, position=None, coauthors=TEAM)])
    assert decision.kind is Kind.LINK


def test_two_slots_of_one_work_are_two_people() -> None:
    slots = [mention(1, work=5, position=1, coauthors=TEAM), mention(2, work=5, position=2, coauthors=TEAM)]
    assert kinds(decide([], slots)) == [Kind.NEW, Kind.NEW]


@pytest.mark.parametrize(
    ("name", "kind"), [("J.-C. Sun", Kind.LINK), ("Jia-Cheng Sun", Kind.LINK), ("Jiachen Sun", Kind.NEW)]
)
def test_spellings(name: str, kind: Kind) -> None:
    assert kinds(decide([author(7, mention(1, coauthors=TEAM))], [mention(2, name=name, coauthors=TEAM)])) == [kind]


def test_turned_order_only_asks() -> None:
    known = author(7, mention(1, name="Xuejun Yu", coauthors=TEAM))
    assert "turned order" in barrier(decide([known], [mention(2, name="Yu Xuejun", coauthors=TEAM)]))


def test_initials_with_two_candidates_ask() -> None:
    known = [author(7, mention(1, coauthors=TEAM)), author(8, mention(2, name="Jiachen Sun", coauthors=TEAM))]
    assert "cannot be the same person" in barrier(decide(known, [mention(3, name="J. Sun", coauthors=TEAM)]))


def test_john_and_jane_never_meet_through_an_initial() -> None:
    block = Block(trained(), [author(7, mention(1, name="John Tamm", coauthors=TEAM))])
    block.decide([mention(2, name="J. Tamm", coauthors=TEAM)])
    block.decide([mention(3, name="Jane Tamm", coauthors=TEAM)])
    assert block.author_of(1) == block.author_of(2) == 7 != block.author_of(3)


def test_an_initial_that_fits_two_joins_neither_later() -> None:
    block = Block(
        trained(), [author(7, mention(1, name="John Tamm", coauthors=OTHERS)), author(8, *bylines("J. Tamm", 1, 2))]
    )
    block.decide([mention(3, name="Jane Tamm", coauthors=TEAM), mention(4, name="J. Tamm", coauthors=(*TEAM, *OTHERS))])
    assert block.author_of(1) != block.author_of(3)


def test_the_same_orcid_links_and_another_asks() -> None:
    known = author(7, mention(1, coauthors=TEAM, ids=frozenset({ORCID})))
    assert kinds(decide([known], [mention(2, ids=frozenset({ORCID}))])) == [Kind.LINK]
    other = mention(2, coauthors=TEAM, ids=frozenset({OTHER_ORCID}))
    assert "different ORCID" in barrier(decide([known], [other]))


def test_one_orcid_on_incompatible_names_asks() -> None:
    known = author(7, mention(1, ids=frozenset({ORCID})))
    assert "cannot be" in barrier(decide([known], [mention(2, name="Ada Lovelace", ids=frozenset({ORCID}))]))


def test_a_distrusted_id_says_nothing() -> None:
    known = author(7, mention(1, ids=frozenset({ORCID})))
    rules = Rules(distrusted={ORCID})
    assert kinds(decide([known], [mention(2, ids=frozenset({ORCID}))], rules)) == [Kind.NEW]


def test_a_claimed_author_is_asked() -> None:
    known = author(7, mention(1, coauthors=TEAM), claimed=True)
    assert "owner" in barrier(decide([known], [mention(2, coauthors=TEAM)]))
    with_id = author(7, mention(1, ids=frozenset({ORCID})), claimed=True)
    assert "owner" in barrier(decide([with_id], [mention(2, ids=frozenset({ORCID}))]))


def test_what_people_have_decided_stays() -> None:
    known = author(7, mention(1, coauthors=TEAM))
    assert kinds(decide([known], [mention(2, coauthors=TEAM)], Rules(not_of={2: frozenset({7})}))) == [Kind.NEW]
    apart = [author(7, mention(1, coauthors=TEAM)), author(8, mention(2, coauthors=OTHERS))]
    rules = Rules(different={frozenset({7, 8})})
    decisions = decide(apart, [mention(3, coauthors=(*TEAM, *OTHERS))], rules)
    assert Kind.MERGE not in kinds(decisions)
    assert "cannot be the same" in barrier(decisions)


def test_a_new_work_can_join_two_records() -> None:
    known = [author(7, mention(1, coauthors=TEAM)), author(8, mention(2, coauthors=OTHERS))]
    linked, merged = decide(known, [mention(3, coauthors=(*TEAM, *OTHERS))])
    assert linked.kind is Kind.LINK
    assert (merged.kind, merged.author, merged.other) == (Kind.MERGE, 7, 8)


def test_two_large_records_are_joined_by_people_only() -> None:
    known = [
        author(7, *bylines("Jiacheng Sun", LARGE, 1, coauthors=TEAM, venue="X", title_words=("frog", "pond"))),
        author(8, *bylines("Jiacheng Sun", LARGE, 50, coauthors=TEAM, venue="X", title_words=("frog", "pond"))),
    ]
    decisions = decide(known, [mention(99, coauthors=TEAM, venue="X", title_words=("frog", "pond"))])
    assert kinds(decisions) == [Kind.LINK, Kind.ASK]
    assert decisions[1].best
    assert str(LARGE) in decisions[1].best.barrier


def test_one_word_names_need_an_id() -> None:
    known = author(7, mention(1, name="Mausam", coauthors=TEAM, ids=frozenset({ORCID})))
    assert Kind.LINK not in kinds(decide([known], [mention(2, name="Mausam", coauthors=TEAM)]))
    assert kinds(decide([known], [mention(2, name="Mausam", ids=frozenset({ORCID}))])) == [Kind.LINK]


def test_groups_are_nobody() -> None:
    [decision] = decide([], [mention(1, name="The HERMES Collaboration")])
    assert (decision.kind, decision.author) == (Kind.NO_PERSON, None)
    assert kinds(decide([author(7, mention(1, name="--"))], [mention(2)])) == [Kind.NEW]


def test_a_question_is_asked_once() -> None:
    known = author(7, mention(1, name="Xuejun Yu", coauthors=TEAM))
    turned = author(8, mention(2, name="Yu Xuejun", coauthors=TEAM))
    new = mention(3, name="Yu Xuejun", coauthors=TEAM)
    assert Kind.ASK in kinds(decide([known, turned], [new]))
    assert Kind.ASK not in kinds(decide([known, turned], [new], Rules(asked={frozenset({7, 8})})))


def test_the_refused_candidate_is_kept() -> None:
    known = author(7, mention(1, name="Wei Wang", venue="Journal of Frogs", coauthors=TEAM))
    [decision] = decide([known], [mention(2, name="Wei Wang", venue="Journal of Frogs", coauthors=OTHERS)])
    assert decision.kind is Kind.NEW
    assert decision.best
    assert decision.best.author == 7


NAMES = ("Jiacheng Sun", "J. Sun", "J.-C. Sun", "Jiachen Sun", "Sun Jiacheng", "Sun, Jia-Cheng", "Mausam", "--")
PEOPLE = (*TEAM, *OTHERS, "Wei Wang", "Ann Lee")


def attributes(**values: Any) -> dict[str, Any]:
    return values


def numbered(parts: list[dict[str, Any]]) -> list[Mention]:
    return [mention(number, **part) for number, part in enumerate(parts, start=1)]


some_mentions = st.lists(
    st.builds(
        attributes,
        name=st.sampled_from(NAMES),
        work=st.integers(1, 12),
        year=st.sampled_from((None, 2000, 2001)),
        coauthors=st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple),
        title_words=st.lists(st.sampled_from(("frog", "pond", "graph", "tree")), max_size=3, unique=True).map(tuple),
        venue=st.sampled_from(("", "Venue", "Journal of Frogs")),
        ids=st.sampled_from((frozenset(), frozenset(), frozenset({ORCID}), frozenset({OTHER_ORCID}))),
    ),
    max_size=14,
).map(numbered)


def grouping(block: Block, mentions: Iterable[Mention]) -> set[frozenset[int]]:
    found: dict[int | None, set[int]] = {}
    for one in mentions:
        found.setdefault(block.author_of(one.id), set()).add(one.id)
    return {frozenset(group) for place, group in found.items() if place is not None}


@settings(max_examples=60, deadline=None)
@given(some_mentions, st.integers(0, 5))
def test_the_order_of_the_input_is_irrelevant(mentions: list[Mention], seed: int) -> None:
    shuffled = mentions.copy()
    random.Random(seed).shuffle(shuffled)
    one, other = Block(trained()), Block(trained())
    assert one.decide(mentions) == other.decide(shuffled)
    assert grouping(one, mentions) == grouping(other, mentions)


@settings(max_examples=60, deadline=None)
@given(some_mentions)
def test_no_veto_is_ever_broken(mentions: list[Mention]) -> None:
    block = Block(trained())
    block.decide(mentions)
    for one, other in combinations(mentions, 2):
        place = block.author_of(one.id)
        if place is None or place != block.author_of(other.id):
            continue
        assert one.work != other.work
        assert one.parsed
        assert other.parsed
        fit = compat(one.parsed, other.parsed)
        same_id = bool(block.clusters[place].ids)
        assert fit in (Compat.EXACT, Compat.EXPAND) or (same_id and fit is Compat.SWAP)
        assert not one.ids or not other.ids or one.ids == other.ids


@settings(max_examples=40, deadline=None)
@given(some_mentions)
def test_deciding_again_changes_nothing(mentions: list[Mention]) -> None:
    block = Block(trained())
    block.decide(mentions)
    before = grouping(block, mentions)
    assert block.decide(mentions) == ()
    by_id = {one.id: one for one in mentions}
    known = [KnownAuthor(i, tuple(by_id[number] for number in group)) for i, group in enumerate(map(sorted, before), 1)]
    again = Block(trained(), known)
    assert again.decide(one for one in mentions if one.parsed) == ()
    assert grouping(again, mentions) == before

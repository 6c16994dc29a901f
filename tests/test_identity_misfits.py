"""Which works of a list do not fit the rest: the captures, and what must hold for any list."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import captures
from tests.identity_builders import mention
from works.identity.misfits import ListedWork, Misfit, find
from works.identity.naming import parse
from works.identity.terms import Knowledge, title_words

TOPICS = ("graph cut matching clique", "protein folding enzyme ligand", "verb syntax treebank parser")
SPORTS = {
    "Iterative Scale-Up ExpansionIoU and Deep Features Association for Multi-Object Tracking in Sports",
    "ToddlerAct: A Toddler Action Recognition Dataset for Gross Motor Development Assessment",
    "GTA: Global Tracklet Association for Multi-Object Tracking in Sports",
}
POLYGON = {"Towards Instance Segmentation with Polygon Detection Transformers"}


def listed(*numbers: str) -> tuple[list[str], list[ListedWork]]:
    """Titles and works of the author of these captures, each work once; a page with bylines comes first."""
    titles: dict[tuple[str, ...], str] = {}
    works: list[ListedWork] = []
    for number in numbers:
        page = captures.records(captures.raw(number))
        own = page.person.name
        for record in page.works:
            words = title_words(record.title)
            if words not in titles:
                position = record.byline.index(own) + 1 if own in record.byline else None
                others = tuple(name for name in record.byline if name != own)
                slot = mention(len(works), name=own, position=position, coauthors=others, year=record.year)
                slot = replace(slot, title_words=words)
                works.append(ListedWork(slot, title_words(record.abstract), record.category))
                titles[words] = record.title
    return list(titles.values()), works


def suggested(*numbers: str) -> list[set[str]]:
    titles, works = listed(*numbers)
    return [{titles[number] for number in misfit.mentions} for misfit in find(works, Knowledge())]


@pytest.mark.parametrize("pages", [("003",), ("003", "000")])
def test_the_list_of_jiacheng_sun_holds_two_other_people(pages: tuple[str, ...]) -> None:
    groups = suggested(*pages)
    assert len(listed(*pages)[1]) == 39
    assert len(groups) == 2
    assert SPORTS in groups
    assert POLYGON in groups


def test_the_work_on_fairness_is_by_another_kaiqi_jiang() -> None:
    assert suggested("002") == [{"Fairness Risks for Group-conditionally Missing Demographics"}]


@pytest.mark.parametrize("pages", [("000",), ("001",), ("004",), ("001", "004")])
def test_lists_without_bylines_or_with_few_works_give_no_suggestion(pages: tuple[str, ...]) -> None:
    assert suggested(*pages) == []


def test_the_evidence_is_said_in_words_and_adds_up() -> None:
    _, works = listed("003")
    for misfit in find(works, Knowledge()):
        assert sum(part.points for part in misfit.evidence) == pytest.approx(misfit.score)
        assert all(part.sentence.endswith(".") and "{" not in part.sentence for part in misfit.evidence)
        if len(misfit.mentions) == 3:
            said = {part.feature: part.sentence for part in misfit.evidence}
            assert "None of their 2 named co-authors" in said["coauthors"]
            assert "other 36 works" in said["coauthors"]
            assert said["companions"].startswith("All 3 are by Cheng-Yen Yang and Hsiang-Wei Huang")


def test_what_an_installation_has_read_leaves_the_answers_as_they_are() -> None:
    knowledge = Knowledge()
    _, everything = listed("003", "002", "001", "000", "004")
    for work in everything:
        names = (parse(name) for name in (work.mention.name, *work.mention.coauthors))
        knowledge.learn([work.mention], [name for name in names if name])
    for pages in (("003", "000"), ("002",), ("001", "004")):
        _, works = listed(*pages)
        assert groups(find(works, knowledge)) == groups(find(works, Knowledge()))


def test_one_shared_co_author_is_enough_to_belong() -> None:
    titles, works = listed("003")
    at = next(number for number, title in enumerate(titles) if title in POLYGON)
    slot = works[at].mention
    works[at] = replace(works[at], mention=replace(slot, coauthors=(*slot.coauthors, "Weijian Luo")))
    groups = [{titles[number] for number in misfit.mentions} for misfit in find(works, Knowledge())]
    assert groups == [SPORTS]


def test_other_orcids_are_a_reason_to_ask_even_in_a_short_list() -> None:
    def work(number: int, orcid: str) -> ListedWork:
        ids = frozenset({("orcid", orcid)})
        return ListedWork(mention(number, ids=ids, title_words=("graph", "cut", "matching")))

    one, other = "0000-0002-1825-0097", "0000-0001-5109-3700"
    [misfit] = find([work(1, one), work(2, one), work(3, other)], Knowledge())
    assert misfit.mentions == (3,)
    assert other in misfit.evidence[0].sentence
    assert find([work(1, one), work(2, one), work(3, one)], Knowledge()) == ()


@st.composite
def lists(draw: st.DrawFn) -> list[ListedWork]:
    """Up to twenty works of up to three people, with words and teams of their own, some bylines cut or missing."""
    works = []
    for number in range(draw(st.integers(1, 20))):
        person = draw(st.sampled_from([0, 0, 0, 1, 2]))
        team = [f"{given} Namesake{'abc'[person]}" for given in ("Adabert", "Benedetta", "Corvin", "Dragomir")]
        names = tuple(draw(st.lists(st.sampled_from(team), max_size=3, unique=True)))
        words = tuple(draw(st.lists(st.sampled_from(TOPICS[person].split()), min_size=1, max_size=4, unique=True)))
        slot = mention(
            number, coauthors=names, title_words=words, position=draw(st.sampled_from([None, 1, 2, 3])), year=2000
        )
        works.append(ListedWork(slot, (), draw(st.sampled_from(["", "cs.LG", "q-bio.BM"]))))
    return works


def groups(misfits: tuple[Misfit, ...]) -> list[tuple[int, ...]]:
    return [misfit.mentions for misfit in misfits]


@given(lists(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_the_list_is_irrelevant(works: list[ListedWork], chance: random.Random) -> None:
    shuffled = chance.sample(works, len(works))
    assert find(shuffled, Knowledge()) == find(works, Knowledge())


@given(lists())
@settings(max_examples=150, deadline=None)
def test_a_suggestion_is_less_than_half_of_the_list_and_no_work_is_in_two(works: list[ListedWork]) -> None:
    found = groups(find(works, Knowledge()))
    assert all(2 * len(group) < len(works) for group in found)
    assert len({number for group in found for number in group}) == sum(map(len, found))


@given(lists(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_missing_bylines_are_no_evidence(works: list[ListedWork], chance: random.Random) -> None:
    bare = [replace(work, mention=replace(work.mention, coauthors=(), position=None)) for work in works]
    assert find(bare, Knowledge()) == ()
    some = [chance.choice(pair) for pair in zip(works, bare, strict=True)]
    named = {work.mention.id for work in some if work.mention.coauthors}
    assert all(number in named for group in groups(find(some, Knowledge())) for number in group)


def test_two_teams_with_words_and_places_of_their_own_are_told_apart() -> None:
    own = [mention(i, position=3, coauthors=("Adabert Namesake", f"Corvin Other{'abcdefghij'[i]}")) for i in range(10)]
    works = [ListedWork(replace(slot, title_words=tuple(TOPICS[0].split()))) for slot in own]
    other = mention(10, position=1, coauthors=("Dragomir Else", "Ludmila Else"), title_words=tuple(TOPICS[1].split()))
    assert groups(find([*works, ListedWork(other)], Knowledge())) == [(10,)]
    hidden = replace(other, position=None)
    assert find([*works, ListedWork(hidden)], Knowledge()) == ()

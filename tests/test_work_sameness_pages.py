"""Whole pages beside whole shelves: the five captures, works stored twice, and anything at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import captures
from tests.sameness_builders import (
    APPLES,
    ARXIV,
    DOI,
    HERE,
    LONG,
    ORANGES,
    OTHER,
    PAGE,
    listing,
    page,
    placed,
    the_doubt,
    work,
)
from works import tex
from works.imports import facts, titles
from works.imports.doubts import Doubt
from works.imports.records import WorkRecord
from works.imports.sameness import KnownWork, Placed, place
from works.imports.store import asserted

modest = settings(max_examples=200, deadline=None)

# Several at once.


@pytest.mark.parametrize("turned", [False, True])
def test_a_weaker_reason_takes_no_listing_from_another_work(turned: bool) -> None:
    apples = work(1, names=("ada lovelace",), abstract=APPLES)
    oranges = work(2, names=("wei zhang",), abstract=ORANGES)
    record = listing(byline=["Ada Lovelace", "Wei Zhang"], abstract=ORANGES if turned else APPLES)
    assert placed(page(record), apples, oranges) == ([2 if turned else 1], [])
    both = page(listing(byline=["Ada Lovelace"]), listing(byline=["Ada Lovelace"], abstract=APPLES, line=9))
    assert placed(both, apples)[0] == [None, 1]


def test_a_known_work_is_taken_by_one_listing_of_a_page() -> None:
    homes, asked = placed(page(listing(), listing(line=12)), work())
    assert (homes, asked) == ([1, None], [(1, -2)])
    doubt = the_doubt(page(listing(), listing(line=12)), work())
    assert doubt.evidence[-1].sentence == "The same page lists both, on lines 7 and 12."


def test_two_new_works_of_one_title_on_a_page_are_asked_about() -> None:
    assert placed(page(listing(), listing(line=12))) == ([None, None], [(-1, -2)])
    assert placed(page(listing("Editorial"), listing("Editorial", line=12))) == ([None, None], [])
    assert placed(page(listing(ids=frozenset({DOI})), listing(OTHER, ids=frozenset({DOI})))) == (
        [None, None],
        [(-1, -2)],
    )


def test_a_work_that_is_stored_twice_gets_the_listing_once_and_a_question() -> None:
    twice = work(5), work(3)
    assert placed(page(listing()), *twice) == ([3], [(3, 5)])
    assert placed(page(listing()), *twice, settled={frozenset({3, 5})}) == ([3], [])
    assert placed(page(listing()), *twice, listed={5}) == ([5], [(3, 5)])
    assert the_doubt(page(listing()), *twice).evidence[-1].sentence == f"Line 7 of {PAGE} fits both."


def test_of_equal_works_the_one_of_the_same_year_is_taken() -> None:
    assert placed(page(listing(year=2021)), work(3, year=2019), work(5, year=2021))[0] == [5]


def test_a_listing_that_bridges_two_works_asks_whether_they_are_one() -> None:
    by_id, by_abstract = work(1, title=OTHER, ids=[DOI]), work(2, abstract=APPLES)
    assert placed(page(listing(ids=frozenset({DOI}), abstract=APPLES)), by_id, by_abstract) == ([2], [(1, 2)])


def test_a_title_that_hundreds_bear_makes_three_questions_at_most() -> None:
    many = [work(n, names=("cleo patra",), byline_length=0, byline_complete=False) for n in range(1, 300)]
    homes, asked = placed(page(listing()), *many)
    assert homes == [None]
    assert asked == [(1, -1), (2, -1), (3, -1)]


# The five captures.


class Shelf:
    """What is known after some pages, kept as the database would keep it."""

    def __init__(self) -> None:
        self.listings: list[list[tuple[str, dict[str, Any], int, str]]] = []
        self.doubts: list[Doubt] = []

    def known(self) -> list[KnownWork]:
        return [self._work(number, rows) for number, rows in enumerate(self.listings, start=1)]

    @staticmethod
    def _work(number: int, rows: list[tuple[str, dict[str, Any], int, str]]) -> KnownWork:
        fact = facts.choose((captures.MAY_2026, record) for _, record, _, _ in rows)
        written = {name for owner, record, _, _ in rows for name in (owner, *record["byline"])}
        return work(
            number,
            fact.title,
            [tex.to_text(name).lower() for name in written],
            fact.abstract,
            year=fact.year,
            kind=fact.kind,
            sources=frozenset(source for _, _, source, _ in rows),
            byline_length=len(fact.byline),
            byline_complete=fact.byline_complete,
        )

    def take(self, number: str) -> tuple[Placed, ...]:
        parsed = captures.parse(captures.raw(number))
        assert parsed.records
        assert parsed.source
        source = {"bzpeer": 1, "scholar-feed": 2}.get(parsed.source.slug, 3)
        found, doubts = place(parsed.records, source, f"page {number}", self.known())
        self.doubts += doubts
        for one in found:
            row = (parsed.records.person.name, asserted(one.record), source, one.squash)
            if one.work:
                self.listings[one.work.id - 1].append(row)
            else:
                self.listings.append([row])
        return found


ORDERS = [captures.NUMBERS, *Random(3).sample(list(permutations(captures.NUMBERS)), 8)]


@pytest.mark.parametrize("order", ORDERS)
def test_the_56_listings_of_the_captures_are_48_works_in_any_order(order: Sequence[str]) -> None:
    shelf = Shelf()
    assert sum(len(shelf.take(number)) for number in order) == 56
    assert len(shelf.listings) == 48
    assert shelf.doubts == []
    assert all(len({squash for *_, squash in rows}) == 1 for rows in shelf.listings)


def test_captures_read_again_add_nothing() -> None:
    shelf = Shelf()
    for number in (*captures.NUMBERS, *captures.NUMBERS):
        shelf.take(number)
    assert len(shelf.listings) == 48
    assert shelf.doubts == []


def test_ids_are_kept_as_sorted_pairs() -> None:
    assert asserted(listing(ids=frozenset({DOI, ARXIV})))["ids"] == [list(ARXIV), list(DOI)]


# Anything at all.

some_titles = st.sampled_from([LONG, OTHER, "Editorial", "On Engines", "???", f"Comment on {LONG}", LONG + "s"])
some_names = st.lists(
    st.sampled_from(["Ada Lovelace", "A. Lovelace", "Ben Ray", "Cleo Patra"]), max_size=3, unique=True
)
some_ids = st.frozensets(st.sampled_from([DOI, ARXIV, ("arxiv", "2101.00002"), ("doi", "10.1000/2")]), max_size=2)
some_years = st.none() | st.integers(2015, 2024)
some_listings = st.builds(
    listing,
    some_titles,
    some_names,
    ids=some_ids,
    year=some_years,
    abstract=st.sampled_from(["", APPLES, ORANGES]),
    line=st.integers(1, 99),
    byline_complete=st.booleans(),
)
some_works = st.lists(
    st.builds(
        work,
        st.integers(1, 6),
        some_titles,
        st.sampled_from([("ada lovelace",), ("ben ray", "cleo patra"), ("a lovelace",)]),
        st.sampled_from(["", APPLES, ORANGES]),
        some_ids,
        year=some_years,
        byline_complete=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda work: work.id,
)


@modest
@given(st.lists(some_listings, max_size=5), some_works, st.randoms(use_true_random=False))
def test_any_page_beside_any_works(records: list[WorkRecord], known: list[KnownWork], random: Random) -> None:
    found, doubts = place(page(*records), HERE, PAGE, known)
    assert [one.record for one in found] == records
    homes = [one.work.id for one in found if one.work]
    assert len(homes) == len(set(homes))
    new = {-number for number, one in enumerate(found, start=1) if one.work is None}
    pairs = [frozenset(doubt.works) for doubt in doubts]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 and pair <= new | {work.id for work in known} for pair in pairs)
    assert all(piece.sentence.endswith(".") for doubt in doubts for piece in doubt.evidence)
    for one in found:
        if one.work:
            ours, theirs = ({v for s, v in ids if s == "arxiv"} for ids in (one.record.ids, one.work.ids))
            assert not ours or not theirs or ours & theirs
            assert not titles.is_notice_of(one.squash, one.work.squash)
    assert place(page(*records), HERE, PAGE, random.sample(known, len(known))) == (found, doubts)


@modest
@given(st.lists(some_listings, max_size=4, unique_by=lambda record: record.title))
def test_a_page_read_again_finds_its_own_works(records: list[WorkRecord]) -> None:
    found, _ = place(page(*records), HERE, PAGE, [])
    known = [
        work(
            number,
            record.title,
            [name.lower().replace(".", "") for name in ("Ada Lovelace", *record.byline)],
            record.abstract,
            sorted(record.ids),
            year=record.year,
            sources=frozenset({HERE}),
        )
        for number, record in enumerate(records, start=1)
    ]
    found, _ = place(page(*records), HERE, PAGE, known)
    for number, one in enumerate(found, start=1):
        assert one.work is None or one.work.id == number
        assert one.work or not one.squash

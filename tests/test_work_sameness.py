"""Which listing is which known work, which is another, and which two a curator is asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.sameness_builders import (
    APPLES,
    ARXIV,
    DOI,
    HERE,
    LONG,
    ORANGES,
    OTHER,
    PAGE,
    THERE,
    listing,
    only,
    page,
    placed,
    reason,
    the_doubt,
    work,
)
from works import tex

# One id in one scheme.


def test_the_same_id_is_the_same_work_whatever_became_of_its_title() -> None:
    renamed = work(title="A Long Title About Careless Exports, Revisited", names=("cleo",), ids=[DOI])
    assert only(listing(ids=frozenset({DOI, ARXIV})), renamed) == "same"
    assert only(listing(ids=frozenset({DOI})), work(title=OTHER, ids=[DOI])) == "same"
    assert only(listing(ids=frozenset({DOI})), work(title=OTHER, names=("b ray",), ids=[DOI])) == "same"


def test_the_same_id_under_another_title_by_other_people_is_asked_about() -> None:
    stranger = work(title=OTHER, names=("cleo patra",), ids=[DOI])
    assert only(listing(ids=frozenset({DOI})), stranger) == "asked"
    texts = [piece.sentence for piece in the_doubt(page(listing(ids=frozenset({DOI}))), stranger).evidence]
    assert texts == ["The titles have nothing in common.", "Same DOI 10.1000/1.", "No author is shared."]


def test_the_same_value_in_two_schemes_is_no_shared_id() -> None:
    stranger = work(title=OTHER, ids=[("isbn", DOI[1])])
    assert only(listing(ids=frozenset({DOI})), stranger) == "two"


def test_an_id_that_many_works_bear_says_nothing() -> None:
    volume = [
        work(n, title, ids=[DOI]) for n, title in enumerate([LONG, OTHER, "On Bees and Their Many Ways"], start=1)
    ]
    assert placed(page(listing("What Ships Carry Home Again", ids=frozenset({DOI}))), *volume) == ([None], [])
    assert placed(page(listing(OTHER, ids=frozenset({DOI}))), *volume) == ([2], [])


def test_an_id_typed_for_two_works_of_a_page_goes_to_the_one_with_its_title() -> None:
    records = page(listing(OTHER, ids=frozenset({DOI})), listing(ids=frozenset({DOI})))
    assert placed(records, work(ids=[DOI])) == ([None, 1], [(1, -1)])


def test_the_titles_a_work_bears_are_no_many_works() -> None:
    known = [work(title=title, ids=[DOI]) for title in (LONG, OTHER, "On Bees and Their Many Ways")]
    record = listing("What Ships Carry Home Again", ids=frozenset({DOI}))
    assert placed(page(record), *known) == ([1], [])


# Equal titles.


def test_a_long_title_and_a_shared_author_are_the_same_work() -> None:
    assert only(listing(), work()) == "same"
    assert reason(listing(), work()) == "Same title of 6 words, and a shared author name (ada lovelace)."
    assert reason(listing(byline=["Zoe"]), work()) == "Same title of 6 words, and a shared author name (ada lovelace)."
    assert only(listing("A long title — about “careful” {Imports}"), work()) == "same"


def test_nobody_knows_a_work_first_listed() -> None:
    assert reason(listing()) == f"First listed by {PAGE}."


@pytest.mark.parametrize(
    ("listed", "known", "outcome"),
    [
        ((2020, ""), (2024, ""), "same"),
        ((2020, ""), (2025, ""), "asked"),
        ((2020, "preprint"), (2024, "article"), "same"),
        ((2020, "preprint"), (2025, "article"), "asked"),
        ((2023, "preprint"), (2020, "article"), "same"),
        ((2024, "preprint"), (2020, "article"), "asked"),
        ((2020, "article"), (2023, "preprint"), "same"),
        ((2020, "article"), (2024, "preprint"), "asked"),
        ((2024, "article"), (2020, "preprint"), "same"),
        ((2020, "preprint"), (2024, "preprint"), "same"),
        ((None, "preprint"), (1990, "article"), "same"),
    ],
)
def test_versions_lie_few_years_apart(
    listed: tuple[int | None, str], known: tuple[int | None, str], outcome: str
) -> None:
    record = listing(year=listed[0], kind=listed[1])
    assert only(record, work(year=known[0], kind=known[1])) == outcome


def test_a_day_gives_the_year_where_no_year_is_given() -> None:
    assert only(listing(published_on=dt.date(2020, 1, 1)), work(year=2025)) == "asked"


def test_people_in_other_spelling_are_asked_about() -> None:
    assert only(listing(byline=["A. Lovelace"]), work(names=("a lovelace", "b ray"))) == "same"
    assert only(listing(byline=["B. Ray"]), work(names=("ben ray",))) == "asked"
    assert only(listing(byline=["Bob Ray"]), work(names=("ben ray",))) == "two"


def test_equal_titles_of_other_people_are_two_works() -> None:
    assert only(listing(), work(names=("cleo patra", "dora day"))) == "two"
    assert only(listing(abstract=ORANGES), work(names=("cleo patra",), abstract=ORANGES)) == "same"


def test_where_one_side_shows_no_authors_a_curator_is_asked() -> None:
    assert only(listing(byline=[]), work(names=("cleo patra",), byline_complete=False)) == "asked"
    assert only(listing(), work(names=("cleo patra",), byline_length=0, byline_complete=False)) == "asked"
    assert only(listing(byline=[]), work(names=("cleo patra",), abstract=APPLES, byline_complete=False)) == "asked"
    agreeing = work(names=("cleo patra",), abstract=APPLES, byline_complete=False)
    assert only(listing(byline=[], abstract=APPLES), agreeing) == "same"


def test_a_complete_byline_without_the_pages_person_is_another_work() -> None:
    assert only(listing(byline=[]), work(names=("cleo patra",))) == "two"


def test_a_short_title_needs_the_pages_own_person() -> None:
    short = work(title="On Engines", names=("ben ray", "cleo patra"))
    assert only(listing("On Engines"), short) == "asked"
    assert only(listing("On Engines", byline=[]), replace(short, byline_complete=False)) == "asked"
    assert only(listing("On Engines", byline=["Zoe Zorn"]), short) == "two"
    own = work(title="On Engines")
    assert reason(listing("On Engines"), own) == "Same title, and the page's own person is among its authors."
    assert only(listing("On Engines", year=2000), replace(own, year=2010)) == "asked"


def test_a_generic_title_needs_the_same_year_as_well() -> None:
    editorial = work(title="Editorial", names=("ada lovelace",), year=2020)
    assert only(listing("Editorial.", year=2020), editorial) == "same"
    assert only(listing("Editorial", year=2021), editorial) == "asked"
    assert only(listing("Editorial", year=2026), editorial) == "two"
    assert only(listing("Editorial", year=2020), work(title="Editorial", names=("cleo patra",))) == "two"
    assert only(listing("Introduction to the Special Issue"), work(title="Introduction to the special issue")) == "same"
    apples = replace(editorial, abstract_key=tex.abstract_fingerprint(APPLES))
    assert only(listing("Editorial", year=2021, abstract=APPLES), apples) == "same"
    assert only(listing("Editorial", year=2020, abstract=ORANGES), apples) == "two"


def test_titles_of_signs_only_are_nobodys_equal() -> None:
    assert only(listing("???"), work(title="!!!", abstract=APPLES)) == "two"
    assert placed(page(listing("???"), listing("???"))) == ([None, None], [])


# One source's own ids.


def test_two_ids_of_one_source_are_never_joined_by_a_machine() -> None:
    record = listing(ids=frozenset({("acl", "P17-1001")}), abstract=APPLES)
    known = work(ids=[("acl", "W17-1001")], abstract=APPLES, sources=frozenset({HERE, THERE}))
    assert only(record, known, own_scheme="acl") == "asked"
    assert only(record, replace(known, sources=frozenset({THERE})), own_scheme="acl") == "same"
    assert only(record, known) == "same"
    assert only(record, replace(known, ids=known.ids | record.ids), own_scheme="acl") == "same"


def test_two_arxiv_ids_are_never_joined_whoever_reports_them() -> None:
    record = listing(ids=frozenset({ARXIV, DOI}))
    assert only(record, work(ids=[("arxiv", "2101.00002"), DOI])) == "asked"
    assert only(record, work(ids=[("doi", "10.1000/2")])) == "same"


# Titles that are nearly equal.


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("Discovering Facets in Online Ideological Dialog", "Discovering Facets in Online Idealogical Dialog", "asked"),
        (
            "The Code2Text Challenge: Text in Source Libraries",
            "The Code2Text Challenge: Texts in Source Libraries",
            "asked",
        ),
        ("Careful Imports of Long Titles, Part I", "Careful Imports of Long Titles, Part II", "two"),
        ("Careful Imports Part II: Long Titles in Use", "Careful Imports Part IV: Long Titles in Use", "two"),
        ("Findings of the 2019 Task on Careful Imports", "Findings of the 2020 Task on Careful Imports", "two"),
        ("Engines of All the Ages", "Engines of All the Pages of Books", "two"),
        ("On Engine", "On Engines", "two"),
    ],
)
def test_fuzzy_titles_only_ask(one: str, other: str, outcome: str) -> None:
    assert only(listing(one), work(title=other)) == outcome
    assert only(listing(other), work(title=one)) == outcome


def test_fuzzy_titles_of_other_people_are_not_asked_about() -> None:
    assert only(listing("A Long Title About Carefull Imports"), work(names=("cleo patra",))) == "two"
    assert only(listing("A Long Title About Carefull Imports"), work()) == "asked"


@pytest.mark.parametrize(
    "notice",
    [
        "Correction to: {}",
        "Corrections to “{}”",
        "Author Correction: {}",
        "Reply to “{}”",
        "Reply to the Comment on {}",
        "Comment on '{}'",
        "Comments on the Paper “{}”",
        "Erratum: {}",
        "Corrigendum to {}",
        "Retraction Note: {}",
        "RETRACTED: {}",
        "{} [Retracted]",
        "{}: Erratum",
    ],
)
def test_a_notice_about_a_work_is_a_work_of_its_own(notice: str) -> None:
    title = "A Rather Long Title About the Careful Import of Works That Were Published a Long Time Ago"
    about = notice.format(title)
    for known, new in ((title, about), (about, title)):
        assert only(listing(new, ids=frozenset({DOI})), work(title=known, ids=[DOI])) == "two"
        assert only(listing(new), work(title=known)) == "two"
    assert only(listing(about), work(title=about)) == "same"


def test_a_title_that_begins_like_a_notice_is_no_notice() -> None:
    title = "Correction of Motion Blur in Photographs"
    assert only(listing(title), work(title=title)) == "same"
    assert only(listing(title), work(title="Correction of Motion Blurr in Photographs")) == "asked"
    renamed = work(title="Removing Motion Blur from Photographs", ids=[DOI])
    assert only(listing(title, ids=frozenset({DOI})), renamed) == "same"

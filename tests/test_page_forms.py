"""Forms that the five captures do not show, but pages of their kinds may have."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.captures import feed, minor, records, text, work


def test_an_imported_affiliation_stands_between_role_and_openness() -> None:
    page = text("000").replace("Affiliation not imported", "McGill University")
    assert records(page).person.affiliation == "McGill University"


def test_openness_that_a_profile_does_not_mention_is_unknown() -> None:
    page = text("000").replace("Open to collaborate", "")
    assert records(page).person.open_to_collaborate is None


def test_an_abstract_that_its_source_cut_is_marked_and_no_problem() -> None:
    page = feed(work(abstract="We build an engine while maintaining"), work(title="On Looms"))
    assert [listed.abstract_cut for listed in records(page).works] == [True, False]
    assert minor(page) == []
    assert records(feed(work(abstract="We build an engine while…"))).works[0].abstract_cut


def test_an_abstract_may_have_several_lines_and_paragraphs() -> None:
    page = feed(work(abstract="It runs.\nOn steam.\n\nAnd fast."), work(title="On Looms"))
    assert records(page).works[0].abstract == "It runs.\nOn steam.\n\nAnd fast."


def test_a_work_in_the_list_may_lack_its_abstract_or_its_byline() -> None:
    page = feed(work(abstract=""), work(title="On Looms", byline=""), work(title="On Cards"))
    first, second, _ = records(page).works
    assert (first.byline, first.abstract) == (("Ada Lovelace", "Ben Byron"), "")
    assert (second.byline, second.abstract) == ((), "It runs.")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Mausam", ("Mausam",)),
        ("John Smith, Jr., Ada Lovelace", ("John Smith, Jr.", "Ada Lovelace")),
        ("A. B. Noether, C. D. Ng, E. F.", ("A. B. Noether", "C. D. Ng", "E. F.")),
        ("The HERMES Collaboration, José Arase†", ("The HERMES Collaboration", "José Arase†")),
    ],
)
def test_bylines_hold_all_sorts_of_names(byline: str, names: tuple[str, ...]) -> None:
    listed = records(feed(work(byline=byline))).works[0]
    assert (listed.byline, listed.byline_complete) == (names, True)


def test_a_day_without_a_year_that_would_lie_in_the_future_is_of_the_year_before() -> None:
    page = feed(work("LGDec 30"), work("LGJan 3", "On Looms"), work("LGJan 4", "On Cards"))
    days = [listed.published_on for listed in records(page, dt.date(2026, 1, 2)).works]
    assert days == [dt.date(2025, 12, 30), dt.date(2026, 1, 3), dt.date(2025, 1, 4)]


def test_a_29th_of_february_without_a_year_fits_a_leap_year() -> None:
    assert records(feed(work("LGFeb 29")), dt.date(2028, 5, 1)).works[0].published_on == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("head", "category"), [("2.5quant-phMay 7", "quant-ph"), ("math.OCMay 7, 2023Code", "math.OC"), ("May 7", "")]
)
def test_a_head_line_may_name_any_archive_or_none(head: str, category: str) -> None:
    assert records(feed(work(head))).works[0].category == category


def test_a_list_of_no_works_is_a_page_too() -> None:
    assert records(feed()).works == ()


def test_a_profiles_work_may_have_another_kind_and_no_year() -> None:
    page = text("000").replace("preprint2022arXiv", "conference paper2022NeurIPS")
    page = page.replace("preprint2021arXiv", "preprintarXiv")
    found = [(listed.kind, listed.year, listed.host) for listed in records(page).works[1:3]]
    assert found == [("conference paper", 2022, "NeurIPS"), ("preprint", None, "arXiv")]


def test_a_plain_list_holds_nothing_but_titles_and_abstracts() -> None:
    page = "Ada Lovelace\nPublications\nOn Engines\nIt runs.\nOn Looms\nOn Cards.\nWe punch. They weave.\nAnd on."
    found = [(listed.title, listed.abstract) for listed in records(page).works]
    assert found == [("On Engines", "It runs."), ("On Looms", ""), ("On Cards.", "We punch. They weave.\nAnd on.")]

"""One bad value or work on a good page: it is left out and named, and the rest stays."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.captures import feed, minor, parse, records, text, work


def test_a_title_that_is_listed_twice_is_kept_once_and_named() -> None:
    page = feed(work(), work("MLMay 6", "On engines"), work(title="On Looms"))
    assert minor(page) == [("listed_twice", 17)]
    assert [listed.title for listed in records(page).works] == ["On Engines", "On Looms"]


@pytest.mark.parametrize("without", ["", "Ada Lovelace, Ben Byron et al."])
def test_a_work_without_a_title_is_left_out_and_named(without: str) -> None:
    page = feed(work(title=without, byline="", abstract=""), work())
    assert minor(page) == [("no_title", 10)]
    assert len(records(page).works) == 1


@pytest.mark.parametrize("head", ["LGFeb 29", "LGFeb 30, 2024", "LGJun 0, 2023", "LGMay 7, 0000"])
def test_a_day_that_is_not_in_the_calendar_is_left_out_and_named(head: str) -> None:
    assert minor(feed(work(head))) == [("no_such_day", 10)]
    assert records(feed(work(head))).works[0].published_on is None


def test_a_date_after_the_capture_is_left_out_and_named() -> None:
    assert minor(feed(work("LGJun 22, 2031"))) == [("future_date", 10)]


def test_parsing_survives_the_ends_of_the_calendar() -> None:
    for day in (dt.date.min, dt.date.max):
        assert parse(feed(work("LGDec 31")), day).records is not None


@pytest.mark.parametrize(
    "header", ["h-index", "h-index1,62", "h-index3\nNovelty101%", "h-index3\nAI Score—", "h-index" + "9" * 20]
)
def test_a_header_number_that_cannot_be_is_left_out_and_named(header: str) -> None:
    page = feed(work(), header=header)
    assert [code for code, _ in minor(page)] == ["absurd_number"]
    assert "absurd" not in repr(records(page))


def test_a_heat_that_cannot_be_is_left_out_and_named() -> None:
    assert minor(feed(work("1,23.4LGMay 7"))) == [("absurd_number", 10)]


def test_a_header_line_that_is_not_understood_is_named() -> None:
    assert minor(feed(work(), header="h-index3\nFollow me!")) == [("unknown_line", 5)]


def test_a_year_that_cannot_be_is_left_out_and_named() -> None:
    page = text("000").replace("preprint2020arXiv", "preprint2099arXiv")
    assert minor(page) == [("absurd_year", 73)]
    assert records(page).works[-1].year is None


def test_a_trust_beyond_100_is_left_out_and_named() -> None:
    page = text("000").replace("Trust 17", "Trust 170")
    assert minor(page) == [("absurd_number", 13)]


def test_a_name_of_absurd_length_leaves_its_byline_incomplete() -> None:
    page = feed(work(byline=f"Ada Lovelace, {'B' * 10_000} et al."))
    assert minor(page) == [("absurd_name", 13)]
    assert records(page).works[0].byline == ("Ada Lovelace",)

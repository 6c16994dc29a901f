"""Bad input: what is wrong, and where, in a sentence; nothing raises and nothing vanishes in silence."""

from __future__ import annotations

import time

import pytest

from tests.captures import fatal, feed, minor, parse, raw, records, text, work
from works.imports.registry import MAX_PAGE_BYTES


@pytest.mark.parametrize("page", [b"", b"\n \n", b"\xef\xbb\xbf", "\u200b\u202e\n".encode()])
def test_an_empty_page_is_named(page: bytes) -> None:
    assert fatal(page) == ("empty", None, "The page is empty.")


def test_a_page_of_60_mb_is_refused_without_reading_it() -> None:
    began = time.perf_counter()
    code, line, message = fatal(b"\xff" * 60_000_000)
    assert (code, line) == ("too_large", None)
    assert "60,000,000 bytes" in message
    assert time.perf_counter() - began < 5


def test_a_page_just_within_the_limit_is_read() -> None:
    page = raw("003") + b" " * (MAX_PAGE_BYTES - len(raw("003")))
    assert len(records(page).works) == 39


def test_a_page_of_millions_of_lines_is_refused() -> None:
    assert fatal(b"Ada Lovelace\nPublications\n" + b"a\n" * 2_000_000)[0] == "too_large"


def test_a_nul_byte_is_named_with_its_place() -> None:
    assert fatal(b"Ada Lovelace\nPubli\0cations")[:2] == ("binary", 2)


def test_a_binary_file_is_no_text() -> None:
    assert fatal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")[0] == "binary"


@pytest.mark.parametrize("page", ["<!DOCTYPE html>\n<html>", "\n  <html lang=en>", "<div>Ada</div>", "<?xml?>"])
def test_html_is_named(page: str) -> None:
    code, _, message = fatal(page)
    assert code == "html"
    assert "its text is needed" in message


def test_invalid_utf_8_is_named_with_line_and_byte() -> None:
    code, line, message = fatal("Ada Lovelace\nPublications\nCafé".encode("latin-1"))
    assert (code, line) == ("not_utf8", 3)
    assert "byte 29 is 0xe9" in message


def test_bytes_are_counted_from_the_start_of_the_file_behind_a_byte_order_mark() -> None:
    assert "byte 4 is 0xff" in fatal(b"\xef\xbb\xbfA\xff")[2]


@pytest.mark.parametrize(
    "page",
    [
        "Dear Ada,\n\nthe engine runs.\n\nYours, Ben",
        "Curriculum vitae\nAda Lovelace\nPublications\nOn Engines",
        "h-index\nThe h-index is a number.\n\nNovelty\nAI",
        "3 Papers",
        "The page is called Researcher profile",
    ],
)
def test_text_that_no_parser_knows_is_named(page: str) -> None:
    code, _, message = fatal(page)
    assert code == "unknown_kind"
    assert "it begins with" in message


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    assert parse(b"\xef\xbb\xbf" + raw("003").replace(b"\n", b"\r\n")) == parse(raw("003"))


def test_old_mac_line_ends_are_line_ends_where_there_are_no_others() -> None:
    assert parse(raw("003").replace(b"\n", b"\r")) == parse(raw("003"))


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c", "\x1e", "\r"])
def test_other_line_separators_neither_split_fields_nor_shift_lines(separator: str) -> None:
    page = text("001").replace("Structural Origin", f"Structural{separator}Origin")
    assert parse(page) == parse(raw("001"))


@pytest.mark.parametrize("sign", ["\u200f", "\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\x7f", "\x01"])
def test_invisible_signs_in_names_and_titles_are_removed(sign: str) -> None:
    page = feed(work(title=f"On {sign}Engines", byline=f"Ada{sign} Lovelace, Ben Byron"), name=f"Ada Love{sign}lace")
    assert parse(page) == parse(feed(work()))


def test_joiners_stay_where_a_script_is_spelled_with_them() -> None:
    assert records(feed(work(), name="علی\u200cرضا")).person.name == "علی\u200cرضا"
    assert records(feed(work(), name="Ada\u200cLovelace")).person.name == "AdaLovelace"


@pytest.mark.parametrize(
    ("number", "old", "line"),
    [("000", "Jiacheng Sun\n\nJiacheng", 3), ("003", "Jiacheng Sun\n\nLG", 3), ("004", "Tianyang Hu\n", 1)],
)
def test_a_page_without_its_name_is_named(number: str, old: str, line: int) -> None:
    page = text(number).replace(old, old.partition("\n")[2].lstrip("\n"), 1)
    code, found, message = fatal(page)
    assert (code, found is not None) == ("no_name", True)
    assert "expected the person's name" in message


@pytest.mark.parametrize("name", ["--", "123", "A" * 10_000])
def test_a_name_must_be_one(name: str) -> None:
    assert fatal(feed(work(), name=name))[:2] == ("no_name" if len(name) < 9 else "name_too_long", 1)


@pytest.mark.parametrize(
    ("number", "old", "new", "line"),
    [
        ("003", "39papers", "38papers", 5),
        ("003", "39 Papers", "40 Papers", 10),
        ("000", "4 published item(s)", "5 published item(s)", 53),
        ("000", "4works", "3works", 14),
        ("000", "4 published", "9" * 5_000 + " published", 53),
    ],
)
def test_a_count_that_disagrees_with_the_list_is_named(number: str, old: str, new: str, line: int) -> None:
    code, found, message = fatal(text(number).replace(old, new))
    assert (code, found) == ("count_mismatch", line)
    assert new[:60] in message


def test_a_count_of_5000_digits_is_no_count() -> None:
    assert fatal(text("001").replace("3 Papers", "9" * 5_000 + " Papers"))[:2] == ("count_mismatch", 10)


def test_39_papers_with_38_in_the_list_is_named() -> None:
    page = text("003")
    without = page[: page.index("LGSep 10, 2023Code")] + page[page.index("LGOct 17, 2023Code") :]
    code, line, message = fatal(without)
    assert (code, line) == ("count_mismatch", 10)
    assert "“39 Papers”, but 38 were found" in message


@pytest.mark.parametrize("head", ["LGFoo 7", "3.2LG", "LGMay 7, 20233", "LGMay7", "LGMayday 7", "-3.2LGMay 7", "???"])
def test_a_head_line_that_does_not_parse_is_named_with_what_was_found(head: str) -> None:
    code, line, message = fatal(feed(work(), work(head, "On Looms")))
    assert (code, line) == ("bad_head", 17)
    assert f"“{head}”" in message


@pytest.mark.parametrize("head", ["preprint20x6arXiv", "PREPRINTarXiv", "preprint 2020 arXiv"])
def test_a_profiles_head_line_that_does_not_parse_is_named(head: str) -> None:
    code, line, message = fatal(text("000").replace("preprint2020arXiv", head))
    assert (code, line) == ("bad_head", 73)
    assert f"“{head}”" in message


def test_the_list_must_begin_with_a_head_line() -> None:
    assert fatal(feed("Something else", work(), papers=1))[:2] == ("bad_head", 10)


@pytest.mark.parametrize(
    ("end", "where"),
    [
        ("CVSep 13, 2019", "right after “CVSep 13, 2019”"),
        ("Search with Early Stopping", "before the abstract"),
        ("Shifeng Zhang, Jiacheng Sun et al.", "before the abstract"),
        ("makes the process available", "middle of a sentence"),
        ("39 Papers", "says “39 Papers”, but 0 were found"),
        ("AI Score63", "before its list of papers"),
    ],
)
def test_a_truncated_feed_says_where_it_ends(end: str, where: str) -> None:
    page = text("003")
    assert where in fatal(page[: page.rindex(end) + len(end)])[2]


@pytest.mark.parametrize(
    ("number", "end", "code"),
    [
        ("000", "preprint2020arXiv", "truncated"),
        ("000", "New Interpretations of Normalization Methods in Deep Learning", "truncated"),
        ("000", "4 published item(s)", "count_mismatch"),
        ("000", "Published work", "truncated"),
        ("000", "normalizing pre-activations or", "truncated"),
        ("004", "Publications", "truncated"),
        ("004", "Fine-Tuning of Large Language Models", "truncated"),
        ("004", "large language models (LLMs) continue to", "truncated"),
    ],
)
def test_other_truncated_pages_are_named(number: str, end: str, code: str) -> None:
    page = text(number)
    assert fatal(page[: page.rindex(end) + len(end)])[0] == code


def test_a_last_work_may_lack_its_abstract_where_others_do_too() -> None:
    assert minor(feed(work(abstract=""), work(title="On Looms", abstract=""))) == []


@pytest.mark.parametrize("end", [".", "?", '."', ".)", "…", "。", " at https://example.org/a-b", " see github.com/a/b"])
def test_a_last_abstract_may_end_in_many_ways(end: str) -> None:
    assert minor(feed(work(abstract=f"It runs{end}"))) == []


@pytest.mark.parametrize(("first", "second"), [("000", "001"), ("001", "004"), ("004", "000"), ("002", "002")])
def test_two_pages_in_one_file_are_named(first: str, second: str) -> None:
    code, line, message = fatal(raw(first) + b"\n\n" + raw(second))
    assert code == "several_pages"
    assert line is not None
    assert "belongs to a second page" in message


def test_a_problem_names_the_parser_that_found_it() -> None:
    page = parse(text("003").replace("39papers", "38papers"))
    assert (page.parser, page.source is not None) == ("scholar_feed_author", True)


def test_a_byline_of_5000_authors_is_read() -> None:
    names = tuple(f"First{number} Last{number}" for number in range(5000))
    assert records(feed(work(byline=", ".join(names)))).works[0].byline == names


@pytest.mark.parametrize(
    "page",
    [
        feed(*(work(title=f"On Engine {number}", abstract="It runs. " * 90) for number in range(5000))),
        feed(work(byline="A, " * 1_500_000)),
        "Ada Lovelace\nPublications\nOn Engines\n" + "We do. " * 700_000,
    ],
    ids=["5,000 works", "commas", "one abstract"],
)
def test_a_page_of_5_mib_is_read_in_linear_time(page: str) -> None:
    began = time.perf_counter()
    parse(page)
    assert time.perf_counter() - began < 20  # half a second, on a machine that does nothing else

"""What the three parsers read from the five captures, fact by fact."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.captures import MAY_2026, NUMBERS, parse, raw, records
from works.imports import pages, registry
from works.imports.lines import numbered

SINK = "The Structural Origin of Attention Sink: Variance Discrepancy, Super Neurons, and Dimension Disparity"


def numbers(number: str) -> dict[str, tuple[int, str]]:
    return {found.kind: (int(found.value), found.unit) for found in records(raw(number)).numbers}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_capture_has_no_problems(number: str) -> None:
    assert parse(raw(number)).problems == ()


def test_the_five_captures_hold_56_listings() -> None:
    assert [len(records(raw(number)).works) for number in NUMBERS] == [4, 3, 4, 39, 6]


def test_the_five_captures_hold_48_distinct_titles() -> None:
    assert len({work.title for number in NUMBERS for work in records(raw(number)).works}) == 48


@pytest.mark.parametrize("number", NUMBERS)
def test_the_attention_sink_work_stands_on_every_capture(number: str) -> None:
    assert SINK in [work.title for work in records(raw(number)).works]


@pytest.mark.parametrize(
    ("number", "parser", "slug", "source"),
    [
        ("000", "bzpeer_profile", "bzpeer", "BZPEER"),
        ("001", "scholar_feed_author", "scholar-feed", "Scholar Feed"),
        ("002", "scholar_feed_author", "scholar-feed", "Scholar Feed"),
        ("003", "scholar_feed_author", "scholar-feed", "Scholar Feed"),
        ("004", "publication_list", "publication-list", "Publication list"),
    ],
)
def test_a_capture_is_recognised_by_its_content_and_names_its_source(
    number: str, parser: str, slug: str, source: str
) -> None:
    page = parse(raw(number))
    assert page.source is not None
    assert (page.parser, page.source.slug, page.source.name) == (parser, slug, source)


@pytest.mark.parametrize("number", NUMBERS)
def test_only_one_parser_recognises_a_capture(number: str) -> None:
    decoded = registry.decode(raw(number))
    assert isinstance(decoded, str)
    lines = list(numbered(decoded))
    assert sum(parser.recognise(lines) for parser in registry.parsers().values()) == 1


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("000", "Jiacheng Sun"),
        ("001", "Tianyang Hu"),
        ("002", "Kaiqi Jiang"),
        ("003", "Jiacheng Sun"),
        ("004", "Tianyang Hu"),
    ],
)
def test_the_pages_own_person_is_named(number: str, name: str) -> None:
    assert records(raw(number)).person.name == name


def test_the_glued_chips_of_a_profile_come_apart() -> None:
    person = records(raw("000")).person
    assert (person.role, person.affiliation, person.open_to_collaborate) == ("Researcher", "", True)


def test_the_trust_snapshot_is_read_from_its_glued_line_and_its_counts() -> None:
    assert numbers("000") == {
        "trust": (17, ""),
        "verification_level": (1, ""),
        "works": (4, ""),
        "followers": (0, ""),
        "topics": (2, ""),
        "close_collaborators": (4, ""),
    }


def test_the_sentence_that_every_profile_carries_is_no_biography() -> None:
    assert "contributes to research discovery" not in repr(records(raw("000")))


@pytest.mark.parametrize(
    ("number", "h_index", "papers", "citations", "novelty", "ai_score"),
    [("001", 1, 3, 2, 63, 46), ("002", 2, 4, 29, 54, 46), ("003", 37, 39, 1629, 56, 63)],
)
def test_the_glued_header_numbers_of_scholar_feed_come_apart(
    number: str, h_index: int, papers: int, citations: int, novelty: int, ai_score: int
) -> None:
    assert numbers(number) == {
        "h_index": (h_index, ""),
        "papers": (papers, ""),
        "citations": (citations, ""),
        "novelty": (novelty, "%"),
        "ai_score": (ai_score, ""),
    }


def test_a_number_keeps_the_line_it_stands_on() -> None:
    assert {found.kind: found.line for found in records(raw("003")).numbers}["citations"] == 6


def test_the_topic_under_the_name_is_the_persons() -> None:
    assert records(raw("003")).person.topics == ("LG",)


def test_preprint2022arxiv_is_kind_year_and_host() -> None:
    listed = records(raw("000")).works[1]
    assert (listed.kind, listed.year, listed.host, listed.published_on) == ("preprint", 2022, "arXiv", None)


def test_cvjun_22_2023code_is_category_date_and_code() -> None:
    listed = records(raw("003")).works[0]
    assert (listed.category, listed.published_on, listed.year, listed.has_code) == (
        "CV",
        dt.date(2023, 6, 22),
        2023,
        True,
    )


def test_11_1lgmay_7_is_heat_category_and_a_day_in_the_year_of_capture() -> None:
    listed = records(raw("001")).works[0]
    assert (listed.heat, listed.category, listed.published_on) == (Decimal("11.1"), "LG", dt.date(2026, 5, 7))


def test_3_2mlfeb_5_is_heat_category_and_date() -> None:
    listed = records(raw("001")).works[1]
    assert (listed.heat, listed.category, listed.published_on) == (Decimal("3.2"), "ML", dt.date(2026, 2, 5))


def test_heat_that_is_not_shown_is_unknown_and_not_zero() -> None:
    assert {listed.heat for listed in records(raw("003")).works} == {None}


def test_a_missing_code_badge_says_nothing_about_code() -> None:
    codes = [listed.has_code for listed in records(raw("003")).works]
    assert (codes.count(True), codes.count(None)) == (13, 26)


@pytest.mark.parametrize("number", ["000", "004"])
def test_pages_without_bylines_leave_them_unknown(number: str) -> None:
    assert {(listed.byline, listed.byline_complete) for listed in records(raw(number)).works} == {((), False)}


def test_a_byline_with_et_al_does_not_name_everybody() -> None:
    listed = records(raw("001")).works[0]
    assert listed.byline == ("Siquan Li", "Kaiqi Jiang", "Jiacheng Sun")
    assert not listed.byline_complete


def test_a_byline_without_et_al_names_everybody() -> None:
    listed = records(raw("002")).works[0]
    assert listed.byline == ("Kaiqi Jiang", "Dhruv Malik", "Yuanzhi Li")
    assert listed.byline_complete


def test_et_al_hides_tianyang_hu_on_his_own_page() -> None:
    assert all("Tianyang Hu" not in listed.byline for listed in records(raw("001")).works)


def test_the_tag_behind_a_byline_is_an_institution() -> None:
    tagged = [listed for listed in records(raw("003")).works if listed.institutions]
    assert [(listed.institutions, listed.byline_complete) for listed in tagged] == [(("pku",), False)] * 3
    assert tagged[0].byline == ("Shuchen Xue", "Tianyu Xie", "Tianyang Hu")


def test_a_works_line_is_the_line_of_its_head() -> None:
    assert [listed.line for listed in records(raw("001")).works] == [12, 19, 26]


def test_titles_and_abstracts_stay_as_they_were_written() -> None:
    abstract = records(raw("003")).works[2].abstract
    assert r"\textit{SA-Solver}" in abstract
    assert records(raw("003")).works[-1].abstract.endswith('criterion for "early stopping".')


def test_no_abstract_of_the_captures_is_cut() -> None:
    assert not any(listed.abstract_cut for number in NUMBERS for listed in records(raw(number)).works)


def test_a_fourth_kind_of_page_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loom_page.py").write_text(
        "import re\n"
        "from works.imports.records import PageRecords, ParsedPage, PersonRecord, SourceRecord\n"
        "SOURCE = SourceRecord('loom', 'Loom')\n"
        "MARK = re.compile('Loom page')\n"
        "def recognise(lines):\n"
        "    return lines[0].text == 'Loom page'\n"
        "def parse(lines, captured_on):\n"
        "    return ParsedPage(PageRecords(PersonRecord(lines[1].text, lines[1].number), ()))\n"
    )
    monkeypatch.setattr(pages, "__path__", [*pages.__path__, str(tmp_path)])
    registry.parsers.cache_clear()
    try:
        page = parse("Loom page\nAda Lovelace")
    finally:
        registry.parsers.cache_clear()
        sys.modules.pop("works.imports.pages.loom_page", None)
    assert page.parser == "loom_page"
    assert page.records is not None
    assert page.records.person.name == "Ada Lovelace"


def test_reading_pages_needs_no_django() -> None:
    code = "import sys, works.tex, works.imports.registry as r; r.parsers(); sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_parsing_the_same_bytes_twice_gives_equal_records() -> None:
    assert registry.parse(raw("003"), MAY_2026) == registry.parse(raw("003"), MAY_2026)

"""A dry run says what an import would change, down to the field, and keeps nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.make import DAY, SEEDS, feed_page, feed_work, import_bytes, import_seeds
from tests.test_roll_back import everything
from works import intake
from works.imports import changes
from works.imports.changes import Changes, Field
from works.imports.folder import uploads
from works.models import ImportBatch, Work

pytestmark = pytest.mark.django_db

LONG, OTHER = "A Long Title of Six Words", "Another Title That Has Six Words"
WORK, SECOND = feed_work(LONG, ["Ada Lovelace", "Ben Bitdiddle"]), feed_work(OTHER, ["Ada Lovelace"])


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 0


def dry(raw: bytes, days: int = 0) -> Changes:
    """What importing the page so many days later would change."""
    [one] = intake.preview([intake.Upload.of("page.txt", raw, DAY + dt.timedelta(days))])
    return one.changes


def test_the_first_page_brings_everything() -> None:
    found = dry(feed_page("Ada Lovelace", [WORK, SECOND]))
    assert found.sentence == "2 new; 2 authors new"
    assert [(work.line, work.title, work.state) for work in found.works] == [(12, LONG, "new"), (19, OTHER, "new")]
    assert found.new == ("Ada Lovelace", "Ben Bitdiddle")
    assert not Work.objects.exists()
    assert not ImportBatch.objects.exists()


def test_what_is_known_is_joined_and_what_differs_is_shown_from_old_to_new() -> None:
    import_bytes(feed_page("Ada Lovelace", [WORK, SECOND]))
    before = everything()
    later = WORK.replace("May 7, 2024", "May 6, 2024").replace("LGMay", "AIMay")
    third = feed_work("A Third Title of Its Own", ["Ada Lovelace", "Cy Byte"])
    found = dry(feed_page("Ada Lovelace", [later, SECOND, third], h_index=2, citations="20"), days=30)
    assert found.sentence == (
        "1 new, 1 changed: date, topics, 1 as before; 1 author new, 1 linked; person: h-index, Papers, Citations"
    )
    assert found.told[0].fields == (Field("date", "2024-05-07", "2024-05-06"), Field("topics", "LG", "AI"))
    assert found.person[0] == Field("h-index", "1", "2")
    assert everything() == before


def test_a_page_of_another_source_joins() -> None:
    import_bytes(feed_page("Ada Lovelace", [WORK]))
    found = dry(feed_page("Ben Bitdiddle", [WORK]), days=1)
    assert found.sentence == "1 joined; 1 linked"
    assert found.linked == ("Ben Bitdiddle",)


def test_a_field_that_a_curator_locked_does_not_change() -> None:
    import_bytes(feed_page("Ada Lovelace", [WORK]))
    Work.objects.update(locked={"published_on": "2020-01-01"})
    assert dry(feed_page("Ada Lovelace", [WORK.replace("2024", "2023")]), days=1).works[0].fields == ()


def test_questions_that_would_be_asked_are_named() -> None:
    import_seeds("000", "001", "002")
    found = intake.preview(uploads([SEEDS / "003_cf64588d84fa0b84.txt"], None, ""))[0].changes
    assert sum(work.state == "new" for work in found.works) == 35
    assert sum(work.state == "joined" for work in found.works) == 4
    assert found.sentence.startswith("35 new, 4 joined, ")


def test_a_page_that_is_known_and_one_that_fails_change_nothing() -> None:
    import_seeds("001")
    known, broken = (SEEDS / "001_c764dba42f2535ff.txt").read_bytes(), b"nothing that a parser knows"
    previews = intake.preview([intake.Upload.of("a.txt", known, DAY), intake.Upload.of("b.txt", broken, DAY)])
    assert [(one.page.state, one.changes) for one in previews] == [("unchanged", Changes()), ("failed", Changes())]


def test_of_two_pages_the_second_is_compared_with_the_first() -> None:
    pages = [feed_page("Ada Lovelace", [WORK]), feed_page("Ben Bitdiddle", [WORK, SECOND.replace("Ada L", "Ben L")])]
    previews = intake.preview([intake.Upload.of(f"{n}.txt", raw, DAY) for n, raw in enumerate(pages)])
    assert [work.state for work in previews[1].changes.works] == ["joined", "new"]


def test_an_imported_page_says_what_it_changed() -> None:
    import_bytes(feed_page("Ada Lovelace", [WORK]))
    batch = import_bytes(feed_page("Ada Lovelace", [WORK.replace("LGMay", "AIMay")]), captured_on=DAY + dt.timedelta(1))
    assert changes.of(batch.pages.get()).sentence == "1 changed: topics"

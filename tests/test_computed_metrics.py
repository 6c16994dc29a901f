"""What is computed here of a person from the citations of single works, beside what sources report and never mixed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from profiles.models import Author
from tests.cited import cite
from tests.make import DAY, feed_page, feed_work, import_bytes, list_page, owner
from tests.reading import page, text
from works import metrics, refresh
from works.models import Work

MARCH = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 0


@pytest.mark.parametrize(
    ("counts", "h_index", "i10", "citations"),
    [
        ([], 0, 0, 0),
        ([0], 0, 0, 0),
        ([7], 1, 0, 7),
        ([10, 8, 5, 4, 3], 4, 1, 30),
        ([25, 8, 5, 3, 3], 3, 1, 44),
        ([10] * 12, 10, 12, 120),
    ],
)
def test_examples_of_the_three_numbers(counts: Sequence[int], h_index: int, i10: int, citations: int) -> None:
    found = metrics.of_counts(counts)
    expected = {"h_index": h_index, "i10_index": i10, "citations": citations, "known": len(counts)}
    assert found == expected


@given(st.lists(st.integers(0, 400), max_size=60))
def test_h_is_the_largest_number_with_so_many_works_so_often_cited(counts: list[int]) -> None:
    h = metrics.of_counts(counts)["h_index"]
    assert sum(count >= h for count in counts) >= h
    assert sum(count >= h + 1 for count in counts) < h + 1


def four_works() -> tuple[Author, list[Work]]:
    titles = ["On Looms of Silk", "On Engines of Brass", "On Tables of Numbers", "On Notes of Others"]
    import_bytes(feed_page("Ada Lovelace", [feed_work(title, ["Ada Lovelace"]) for title in titles], h_index=2))
    return owner("Ada Lovelace"), list(Work.objects.order_by("title"))


@pytest.mark.django_db
def test_what_is_computed_stands_beside_what_is_reported_with_coverage_and_day(client: Client) -> None:
    ada, works = four_works()
    assert "computed" not in ada.side
    seen = text(page(client, ada))
    assert "h-index 2 reported by Scholar Feed on 31 May 2026" in seen
    assert "Reported only: no source says of any of these works how often it is cited" in seen
    assert "Most cited" not in seen
    for work, (count, on) in zip(works, [(12, DAY), (3, MARCH), (0, DAY)], strict=False):
        cite(work, count, on)
    seen = text(page(client, Author.objects.get(pk=ada.pk)))
    assert "Reported only" not in seen
    for words in (
        "h-index 2 reported by Scholar Feed on 31 May 2026 2 computed here from 3 of 4 works, as of 2 March 2026,",
        "i10-index 1 computed here from 3 of 4 works",
        "Citations 10 reported by Scholar Feed on 31 May 2026 15 computed here from 3 of 4 works",
        "12 citations on 31 May 2026",
        "0 citations",
        "Most cited",
    ):
        assert words in seen, words
    html = page(client, ada, "?sort=citations")
    places = [html.index(work.title) for work in works]
    assert places == sorted(places)


@pytest.mark.django_db
def test_an_owner_hides_what_is_computed_and_no_number_of_it_is_on_the_page(client: Client) -> None:
    ada, works = four_works()
    cite(works[0], 12)
    Author.objects.filter(pk=ada.pk).update(hides_metrics=True)
    seen = text(page(client, Author.objects.get(pk=ada.pk)))
    assert "Computed metrics: hidden by the person of this record." in seen
    assert "computed here from" not in seen
    assert "h-index 2 reported by Scholar Feed" in seen


@pytest.mark.django_db
def test_computed_only_says_so_and_a_new_count_of_the_same_number_moves_the_day(client: Client) -> None:
    import_bytes(list_page("Ada Lovelace", ["On Looms of Silk and Brass"]))
    ada, work = owner("Ada Lovelace"), Work.objects.get()
    assert "No citation data: no source reported any for this record." in text(page(client, ada))
    cite(work, 5, MARCH)
    seen = text(page(client, Author.objects.get(pk=ada.pk)))
    assert "Computed only: no source reported such numbers of the person." in seen
    assert "computed here from 1 of 1 work, as of 2 March 2026, the oldest count" in seen
    work.listings.update(captured_on=DAY)
    refresh.seen_again([work.pk])
    assert Author.objects.get(pk=ada.pk).side["computed"]["as_of"] == DAY.isoformat()

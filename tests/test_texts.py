"""What is stored for search and exports with the facts of a work: its texts with their words, and where its code is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import DAY, feed_page, feed_work, import_bytes, make_user
from works.imports import code, derive, facts, texts
from works.ledger import same_works, undo
from works.ledger.decisions import By
from works.models import Work, WorkText

TITLE = r"Loom {\em kernel}s for $K_t$ Weaving"


@pytest.mark.parametrize(
    ("abstract", "address"),
    [
        ("Our code is at https://github.com/ada/loom.", "https://github.com/ada/loom"),
        (r"See \url{https://www.github.com/ada/my\_loom/tree/main/src}!", "https://github.com/ada/my_loom"),
        ("Code: gitlab.com/ada/loom.git", "https://gitlab.com/ada/loom"),
        ("First https://github.com/ada/one, then https://github.com/ada/two", "https://github.com/ada/one"),
        ("A demonstration is at https://ada.github.io/loom/.", ""),
        ("We compare with github.com and others.", ""),
        ("", ""),
    ],
)
def test_the_address_of_the_code_is_read_from_the_abstract(abstract: str, address: str) -> None:
    assert code.of_text(abstract) == address


@pytest.mark.django_db
def test_a_works_texts_are_plain_and_found_by_their_words() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(TITLE, ["Ada Lovelace"])]))
    text = WorkText.objects.get()
    assert text.title_tex == TITLE
    assert text.work.title == "Loom kernels for K_t Weaving"
    assert "$" not in text.abstract
    for words in ("weave", "kernel", "loom"):
        assert WorkText.objects.filter(vector=SearchQuery(words, config="english")).exists(), words


@pytest.mark.django_db
def test_texts_that_did_not_change_are_not_written_again() -> None:
    page = feed_page("Ada Lovelace", [feed_work(TITLE, ["Ada Lovelace"])])
    import_bytes(page)
    import_bytes(page, captured_on=DAY + dt.timedelta(days=3))
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmax::text FROM works_worktext")
        before = cursor.fetchall()
        text = WorkText.objects.get()
        fact = derive.facts_of([text.work_id])[text.work_id]
        assert fact
        texts.write({text.work_id: fact}, [text.work_id])
        cursor.execute("SELECT xmax::text FROM works_worktext")
        assert cursor.fetchall() == before == [("0",)]


@pytest.mark.django_db
def test_a_work_that_was_joined_to_another_has_no_texts_until_that_is_undone() -> None:
    works = [feed_work(title, ["Ada Lovelace"]) for title in ("Looms That Weave Silk", "Ventilation of Tunnels")]
    import_bytes(feed_page("Ada Lovelace", works))
    one, two = Work.objects.order_by("id")
    joined = same_works.join(one, two, By(make_user("Root")), "One work.")
    assert WorkText.objects.get().work == two
    undo.undo(joined, By(make_user("Grace")), "Two works.")
    assert WorkText.objects.count() == 2


@pytest.mark.django_db
def test_writing_the_texts_of_many_works_takes_one_statement() -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(f"Loom {n} Weaves", ["Ada Lovelace"]) for n in range(12)]))
    ids = list(Work.objects.values_list("id", flat=True))
    told = {pk: facts.choose([(DAY, {**_NOTHING, "title": f"Another title {pk}"})]) for pk in ids}
    with CaptureQueriesContext(connection) as captured:
        texts.write(told, ids)
    assert len(captured) == 1
    assert WorkText.objects.filter(title_tex__startswith="Another").count() == 12


_NOTHING = {
    "abstract": "", "abstract_cut": False, "byline": [], "byline_complete": False, "kind": "", "host": "",
    "category": "", "published_on": None, "year": None, "heat": None, "has_code": None, "institutions": [],
}  # fmt: skip


def test_the_newest_count_of_citations_stands_and_missing_is_none() -> None:
    old, new = dt.date(2026, 1, 2), dt.date(2026, 3, 4)
    record = {**_NOTHING, "title": "Looms"}
    assert facts.choose([(old, record)]).citations is None
    chosen = facts.choose([(new, {**record, "citations": 3}), (old, {**record, "citations": 9}), (new, record)])
    assert (chosen.citations, chosen.citations_on) == (3, new)

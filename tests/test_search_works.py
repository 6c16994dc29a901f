"""Search for works: by their words, narrowed down, page by page, and where there are very many."""

from __future__ import annotations

import importlib
import re
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests.make import (
    feed_page,
    feed_work,
    import_bytes,
    list_page,
    make_user,
)
from tests.reading import text as words_of
from tests.search_world import a_world, get, titles
from works.ledger import locks
from works.ledger.decisions import By
from works.models import Work, WorkText
from works.search import patience, people, subjects, works
from works.search import works as search_works

pytestmark = pytest.mark.django_db

ORCID = "0000-0002-1825-0097"


def test_works_are_found_by_words_in_any_form_and_show_why() -> None:
    a_world()
    assert titles("schrodinger") == titles("Schrödinger") == titles("weaving loom") == titles("SILK -tunnel")
    assert titles("schrodinger") == ["Ein Webstuhl für Schrödinger &amp; &lt;Partner&gt;: Looms at Rest"]
    assert set(titles("tunnel or chips")) == {"Tunnels in Winter", "Cooling of Chips"}
    assert titles('"looms at rest"') == titles("schrodinger")
    assert titles('"rest at looms"') == []
    hit = works.find("schrodinger silk weaves").rows[0]
    assert "für <mark>Schrödinger</mark> &amp; &lt;Partner&gt;" in hit.title
    assert "We <mark>weave</mark> <mark>silk</mark> on looms, where 1 &lt; 2 &amp; nobody" in hit.snippet
    assert hit.snippet.endswith(" …")
    assert [name for name, _ in hit.byline] == ["Jörg Müller", "Jia-Cheng Sun"]
    assert (hit.more, hit.et_al) == (0, False)
    more = works.find("looms once more").rows[0]
    assert (len(more.byline), more.more, more.et_al) == (3, 1, True)


def test_facets_are_counted_live_in_the_address_and_narrow_by_links() -> None:
    a_world()
    import_bytes(list_page("Jörg Müller", ["Looms Once More"]), source="Own List")
    Work.objects.filter(title="Looms Once More").update(has_code=True)
    counts = works.find("looms").counts
    assert [(c.value, c.works) for c in counts["year"]] == [("2024", 1), ("2021", 1)]
    assert [(c.words, c.works) for c in counts["topic"]] == [("Machine Learning", 2)]
    assert {c.words: c.works for c in counts["source"]}["Scholar Feed"] == 2
    assert titles("looms", year="2021") == ["Looms Once More"]
    assert titles("looms", source=next(c.value for c in counts["source"] if c.works == 1)) == ["Looms Once More"]
    assert titles("looms", year="2021", topic="CV") == []
    html = get("?q=looms&in=works")
    link = next(link for link in re.findall(r'href="(/search/[^"]+)"', html) if "year=2021" in link)
    narrowed = get(link.removeprefix("/search/").replace("&amp;", "&"))
    assert "Looms Once More" in words_of(narrowed)
    assert "Webstuhl" not in narrowed
    assert "2021 ×: take this away" in words_of(narrowed)
    assert "Take away every restriction" in get("?q=looms&in=works&year=1987")


def test_the_marks_follow_what_curators_type_and_what_sources_add() -> None:
    a_world()
    tunnels = Work.objects.get(title="Tunnels in Winter")
    locks.edit(tunnels, "year", 1999, By(make_user("Grace")))
    assert titles("tunnels", year="1999") == ["Tunnels in Winter"]
    assert titles("tunnels", year="2021") == []
    before = WorkText.objects.get(work=tunnels).marks
    import_bytes(list_page("Jörg Müller", ["Tunnels in Winter"]), source="Own List")
    after = WorkText.objects.get(work=tunnels).marks
    assert [mark for mark in after if mark not in before] == ["=source:own-list"]


def test_records_of_before_get_the_words_and_marks_that_an_import_writes() -> None:
    a_world()
    told = list(WorkText.objects.order_by("pk").values_list("pk", "marks", "vector"))
    migration = importlib.import_module("works.migrations.0013_search")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE works_worktext SET marks = '{}', vector = to_tsvector('english', title_tex)")
        cursor.execute(
            "UPDATE works_worktext SET vector = setweight(to_tsvector('english', title_tex), 'A') ||"
            " setweight(to_tsvector('english', abstract), 'B') WHERE title_tex ~ '^[\\x01-\\x7f]*$'"
        )
        with connection.schema_editor() as editor:
            migration.fold_words(apps, editor)
        cursor.execute(migration._MARKS)
    assert list(WorkText.objects.order_by("pk").values_list("pk", "marks", "vector")) == told


def test_pages_are_places_and_hold_everything_once() -> None:
    bylines = [[f"{given} Sun", f"{given} Sunder", "Sun Zoe"] for given in ("Ann", "Bob", "Eve", "Cy", "Dee")]
    titles = [feed_work(f"Loom number {n} weaves", byline, complete=True) for n, byline in enumerate(bylines)]
    import_bytes(feed_page("Ann Sun", titles))
    for find, text in ((people.find, "sun"), (works.find, "loom"), (subjects.find, "m")):
        seen: list[Any] = []
        place = ""
        whole = find(text, size=50)
        while True:
            page = find(text, place=place, size=2)
            seen += page.rows
            if not (place := page.next):
                break
        assert tuple(seen) == whole.rows, text
    assert len(people.find("sun", size=50).rows) == 11
    html = get("?q=loom&in=works&after=" + works.find("loom", size=2).next)
    assert "← First page" in html
    assert html.count('class="hit-work"') == 3
    for nonsense in ("x", "0~~", "0~nan~3", "9~z~9", "-1~~1", "0~\x00~1", "0~1e999~1"):
        assert Client().get("/search/", {"q": "loom", "in": "works", "after": nonsense}).status_code == 200, nonsense
        assert Client().get("/search/", {"q": "sun", "in": "authors", "after": nonsense}).status_code == 200, nonsense


def test_words_in_very_many_works_are_ranked_among_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    dates = ("May 7, 2026", "May 7, 2024", "May 7, 2019", "May 7, 1995", "May 7, 1950")
    listed = [feed_work(f"Loom weaves of year {date[-4:]}", ["Ada Lovelace"], date) for date in dates]
    import_bytes(feed_page("Ada Lovelace", listed))
    monkeypatch.setattr(search_works, "MOST", 3)
    found = works.find("loom weaves")
    assert found.partial
    assert sorted(hit.year or 0 for hit in found.rows) == [2019, 2024, 2026]
    assert "Loom weaves" in titles("loom", year="1950")[0]
    assert "stand in very many works" in get("?q=loom")
    assert "more than 3 works" in get("?q=loom")
    Work.objects.update(year=None)
    WorkText.objects.update(marks=[])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE works_worktext SET vector = to_tsvector('english', title_tex)")
    assert len(works.find("loom").rows) == 3, "undated works are found as well"
    monkeypatch.setattr(search_works, "MOST", 5)
    assert (works.find("loom").total, works.find("loom").partial) == (5, False)


def test_a_search_that_takes_too_long_is_given_up_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    a_world()
    with pytest.raises(patience.GaveUp), patience.some(0.05), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchall() == [("0",)]
    monkeypatch.setattr(search_works, "_NEEDED", "SELECT pg_sleep(5), %s")
    monkeypatch.setattr(works, "find", partial(works.find, seconds=0.05))
    html = get("?q=muller")
    assert "took too long" in html
    assert "Jörg Müller</a>" in html

"""The graph as readers get it: the page, the fragment, and every state a slice can be in."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from graph import reading, slices
from graph.focus import of_author
from graph.models import Slice
from tests.graph_builders import built, make_ada, make_author, make_work, make_world, outdate
from tests.graph_pages import fragment, html, table, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs here; that one is asked is a matter of test_graph_slices."""
    monkeypatch.setattr(slices, "_ring", lambda slice_id: None)


def test_the_first_look_shows_that_the_slice_is_being_built_and_looks_again_soon(client: Client) -> None:
    ada = make_ada()
    answer = fragment(client, ada)
    assert "Building this graph slice" in text(answer)
    assert "BZPEER is loading the nearby papers, people, topics and institutions for this page." in text(answer)
    assert 'aria-busy="true"' in html(answer)
    assert f'hx-get="/graph/?focus=author:{ada.public_id}&amp;attempt=1"' in html(answer)
    assert 'hx-trigger="load delay:60ms"' in html(answer)
    assert 'hx-target="this" hx-swap="outerHTML"' in html(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert "<title>" not in html(answer), "the fragment is no page"


def test_the_looks_become_rarer_and_end_after_a_minute(client: Client) -> None:
    ada = make_ada()
    waited = 0
    for attempt in range(99):
        answer = html(fragment(client, ada, f"&attempt={attempt}"))
        if "hx-trigger" not in answer:
            break
        waited += int(re.search(r"load delay:(\d+)ms", answer)[1])  # type: ignore[index]
    assert 55_000 <= waited <= 60_000
    assert reading.DELAYS[:5] == (60, 120, 300, 600, 1200)
    late = fragment(client, ada, f"&attempt={attempt}")
    assert "No worker has built this graph slice within a minute." in text(late)
    assert f'<a href="/graph/?focus=author:{ada.public_id}">Look again</a>' in html(late)
    assert 'aria-busy="false"' in html(late)


def test_a_ready_slice_is_a_picture_and_a_table_of_the_same(client: Client) -> None:
    ada = make_ada()
    slice_ = built(ada)
    answer = fragment(client, ada)
    assert slice_.svg in html(answer)
    assert "All 5 shown" in text(answer)
    assert "hx-trigger" not in html(answer)
    assert table(answer) == [
        ["Ada", "person", "", "1", "", "1 work"],
        ["Ben", "person", "", "1", "", "1 shared work, 2024"],
        ["Engines", "work", "", "", "2024", "2024, with Ben"],
        ["Logic", "topic", "", "1", "", "1 work"],
        ["Turin", "institution", "", "1", "", "1 work"],
    ]
    for node in slice_.payload["nodes"]:
        assert html(answer).count(f'href="{node["url"]}"') == 3, "on both drawings and in the table"


def test_a_trimmed_slice_says_how_many_are_hidden(client: Client) -> None:
    ada = make_world(works=60)
    total = built(ada).payload["total"]
    assert f"40 of {total} shown · {total - 40} more hidden" in text(fragment(client, ada))


def test_a_finished_fragment_is_not_sent_twice(client: Client) -> None:
    ada = make_ada()
    built(ada)
    first = fragment(client, ada)
    assert first["Cache-Control"] == "private, no-cache"
    again = fragment(client, ada, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "HX-Target" in again["Vary"]


def test_an_older_slice_is_shown_while_the_newer_one_is_being_built(client: Client) -> None:
    ada = make_ada()
    old = built(ada)
    answer = fragment(client, outdate(ada))
    assert old.svg in html(answer)
    assert re.search(r"· as of \d+ \w+ \d{4}, \d\d:\d\d, a newer one is being built", text(answer))
    assert "hx-trigger" in html(answer)
    late = fragment(client, ada, "&attempt=17")
    assert old.svg in html(late)
    assert "no worker has built a newer one within a minute. Look again" in text(late)
    assert "hx-trigger" not in html(late)


def test_an_empty_slice_says_so(client: Client) -> None:
    ada = make_author("Ada")
    built(ada)
    answer = fragment(client, ada)
    assert "No work of Ada has been imported, so there is nobody and nothing to show." in text(answer)
    assert "<svg" not in html(answer).split("graph-legend")[0]
    assert "The same as a table" not in text(answer)


def test_a_failed_slice_gives_the_reason_and_a_way_to_try_again(client: Client) -> None:
    ada = make_ada()
    slices.fail(slices.ask(of_author(ada)).pk, slices.BROKEN)
    answer = fragment(client, ada)
    assert slices.BROKEN in text(answer)
    assert "hx-trigger" not in html(answer)
    assert f'hx-post="/graph/?focus=author:{ada.public_id}"' in html(answer)
    again = client.post(f"/graph/?focus=author:{ada.public_id}")
    assert (again.status_code, again["Location"]) == (302, f"/graph/?focus=author:{ada.public_id}")
    assert Slice.objects.get().state == "building"
    assert "Building this graph slice" in text(fragment(client, ada))


def test_after_a_failure_the_older_slice_stays_with_the_reason(client: Client) -> None:
    ada = make_ada()
    old = built(ada)
    slices.fail(slices.ask(of_author(outdate(ada))).pk, slices.QUEUE_DOWN)
    answer = fragment(client, ada)
    assert old.svg in html(answer)
    assert f"a newer one was not built. {slices.QUEUE_DOWN}" in text(answer)
    assert "Try again" in text(answer)


def test_trying_again_needs_the_readers_own_form() -> None:
    ada = make_ada()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/graph/?focus=author:{ada.public_id}").status_code == 403


def test_the_page_is_whole_without_javascript(client: Client) -> None:
    ada = make_ada()
    address = f"/graph/?focus=author:{ada.public_id}"
    waiting = client.get(address)
    reload = f'<noscript><meta http-equiv="refresh" content="1;url={address}&amp;attempt=1"></noscript>'
    assert reload in html(waiting).split("</head>")[0]
    assert "HX-Target" in waiting["Vary"]
    assert "http-equiv" not in html(client.get(f"{address}&attempt=17"))
    built(ada)
    ready = client.get(address)
    assert '<h1 id="graph-title" tabindex="-1">Ada</h1>' in html(ready)
    assert html(ready).count("<svg xmlns") == 2
    assert "http-equiv" not in html(ready)
    assert f'href="{ada.get_absolute_url()}"' in html(ready)


def test_the_profile_has_the_place_of_the_slice_with_a_link_for_those_without_javascript(client: Client) -> None:
    ada = make_ada()
    page = html(client.get(ada.get_absolute_url()))
    place = re.search(r'<section id="graph-slice".*?</section>', page, re.DOTALL)
    assert place is not None
    mine = f"author:{ada.public_id}"
    assert f'hx-get="/graph/?focus={mine}&amp;home={mine}" hx-trigger="load" hx-target="this"' in place[0]
    assert f'<noscript><p><a href="/graph/?focus=author:{ada.public_id}">' in place[0]
    assert "Building this graph slice" in place[0]
    assert not Slice.objects.exists(), "reading the profile asks no worker"


def test_every_state_keeps_the_same_frame(client: Client) -> None:
    """What stands below must not move: each state has the status line, the canvas, the legend and the last line."""
    ada = make_ada()
    answers = [html(fragment(client, ada)), html(fragment(client, ada, "&attempt=17"))]
    slices.fail(Slice.objects.get().pk, slices.BROKEN)
    answers.append(html(fragment(client, ada)))
    built(ada)
    answers.append(html(fragment(client, ada)))
    for answer in answers:
        frame = re.findall(r'class="(graph-status|graph-canvas|graph-legend|graph-more)\b', answer)
        assert frame == ["graph-status", "graph-canvas", "graph-legend", "graph-more"]


def test_nothing_on_the_page_needs_more_than_the_content_policy_gives(client: Client) -> None:
    ada = make_ada()
    built(ada)
    page = client.get(f"/graph/?focus=author:{ada.public_id}")
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert not re.search(r"<[^>]+\s(style|on\w+|hx-on\S*)=", html(page))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'O\'Brien & "Sons"', "evil\u202egnp.exe"])
def test_a_hostile_name_stays_text_on_the_page(client: Client, name: str) -> None:
    ada = make_author("Ada")
    make_work(name, [ada, make_author(name)], topics=[name], institutions=[name])
    built(ada)
    page = html(fragment(client, ada))
    assert "<script>alert" not in page
    assert page.count(f"<bdi>{escape(name)}</bdi>") == 4


def test_the_graph_of_a_merged_author_is_that_of_the_survivor(client: Client) -> None:
    ada = make_ada()
    absorbed = make_author("A. Lovelace", merged_into=ada)
    answer = client.get(f"/graph/?focus=author:{absorbed.public_id}")
    assert (answer.status_code, answer["Location"]) == (301, f"/graph/?focus=author:{ada.public_id}")
    view = client.get(f"/graph/?focus=author:{absorbed.public_id}&depth=3&with=topic:a,topic:b")
    assert view["Location"] == f"/graph/?focus=author:{ada.public_id}&depth=3&with=topic:a,topic:b"


def test_the_graph_of_nobody_is_not_there(client: Client) -> None:
    assert client.get("/graph/?focus=author:2222222222").status_code == 404


@pytest.mark.parametrize(
    "focus",
    [
        "",
        "author:",
        "person:bcdfghjkmn",
        "author:../../etc",
        "work:bcdfghjkmé",
        "topic:a/b",
        "author:a%00b",
        "x" * 5000,
    ],
)
def test_a_focus_that_cannot_be_read_gets_a_sentence(client: Client, focus: str) -> None:
    answer = client.get(f"/graph/?focus={focus}")
    assert answer.status_code == 400
    assert "This address should end in" in answer.content.decode()


@pytest.mark.parametrize("attempt", ["-1", "x", "1e9", "99999999999999999999", "٣", ""])
def test_a_strange_number_of_attempts_is_the_first(client: Client, attempt: str) -> None:
    assert "delay:60ms" in html(fragment(client, make_ada(), f"&attempt={attempt}"))


def test_a_ready_slice_costs_two_queries_whatever_its_size(client: Client) -> None:
    for author in (make_ada(), make_world(works=60)):
        built(author)
        with CaptureQueriesContext(connection) as asked:
            fragment(client, author)
        assert len(asked) == 2

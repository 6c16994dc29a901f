"""The graph slice on a profile in a real browser, built by a real worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from graph.models import Slice
from profiles.models import Author
from tests import chromium, readable
from tests.graph_builders import built, make_world, outdate
from tests.workers import worker

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


# When the picture has a size, in milliseconds since the page was opened.
_WHEN_SEEN = """
new MutationObserver(() => {
    if (!window.seen && document.querySelector('.graph-wide')?.getBoundingClientRect().height)
        requestAnimationFrame(() => { window.seen = performance.now(); });
}).observe(document, {childList: true, subtree: true});
"""
_SEEN = "new Promise((tell) => { const ask = () => window.seen ? tell(window.seen) : setTimeout(ask, 5); ask(); })"
# Labels of two nodes that share more than a hair's breadth.
_OVERLAPS = """() => {
    const labels = [...document.querySelectorAll('.graph-wide .graph-node')].map((node) => {
        const text = [...node.children].findLast((child) => child.tagName === 'text');
        return [text.textContent, text.getBBox()];
    });
    const over = [];
    labels.forEach(([name, a], first) => labels.slice(first + 1).forEach(([other, b]) => {
        const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        if (across > 1 && down > 2) over.push([name, other, across, down]);
    }));
    return over;
}"""


@contextmanager
def browser_page(**options: Any) -> Iterator[Page]:
    """A page of a browser of its own; everything from the database is read before it opens."""
    with sync_playwright() as playwright:
        path = chromium.find()
        assert path, "The browser tests need Chromium: python -m tests.chromium installs it."
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        page = browser.new_context(**options).new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert complaints == []


def profile(ready: bool = True) -> str:
    """The address of Ada's profile, her slice built or not yet asked for."""
    ada = make_world(works=60)
    if ready:
        built(ada)
    return ada.get_absolute_url()


def top_of_works(page: Page) -> float:
    box = page.locator("#works").bounding_box()
    assert box is not None
    return box["y"]


def test_a_reader_sees_the_slice_that_an_idle_worker_builds_within_a_second(live_server: LiveServer) -> None:
    """From opening the profile to a visible picture, by the clock of the page; the middle of five readings."""
    ada = make_world(works=60)
    with worker(), browser_page(**DESK) as page:
        # What comes first also waits for the worker and the server to start.
        page.goto(live_server.url + ada.get_absolute_url())
        expect(page.locator(".graph-wide")).to_be_visible(timeout=30_000)
        page.add_init_script(_WHEN_SEEN)
        took = []
        for _ in range(5):
            outdate(ada)
            page.goto(live_server.url + ada.get_absolute_url())
            expect(page.locator(".graph-wide")).to_be_visible()
            took.append(page.evaluate(_SEEN))
    assert Slice.objects.filter(state="ready").count() == 6, "each was built anew"
    assert sorted(took)[2] <= 1000, took


def test_a_node_is_told_of_opens_its_card_and_becomes_the_centre(live_server: LiveServer) -> None:
    ada = make_world(works=60)
    nearest = built(ada).payload["nodes"][1]
    ben = Author.objects.get(name=nearest["name"])
    built(ben)
    with browser_page(**DESK) as page:
        page.goto(live_server.url + ada.get_absolute_url())
        expect(page.locator(".graph-wide")).to_be_visible()
        assert page.evaluate(_OVERLAPS) == [], "no label lies over another"
        node = page.locator(f".graph-wide [data-key='{nearest['key']}']")
        node.hover()
        told = page.locator(".graph-told")
        expect(told).to_contain_text(f"{ben.name} – person, {nearest['near']}, group")
        expect(page.locator(".graph-wide .graph-tie.is-near").first).to_be_visible()
        top = top_of_works(page)
        node.click()
        card = page.locator("#graph-card")
        expect(card.get_by_role("link", name="Path from Ada Lovelace")).to_be_visible()
        expect(card).to_contain_text(f"{nearest['near']}, with Ada Lovelace")
        assert top_of_works(page) == top, "the card moves nothing"
        assert readable.faults(page) == []
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(node).to_be_focused()
        page.keyboard.press("Enter")
        expect(card.locator(".graph-card-name")).to_be_focused()
        card.get_by_role("link", name="Centre here").click()
        expect(page.locator(".graph-status")).to_contain_text(f"Around {ben.name}")
        expect(page).to_have_url(f"{live_server.url}{ada.get_absolute_url()}#graph=author:{ben.public_id}")
        page.go_back()
        expect(page.locator(".graph-status")).not_to_contain_text("Around")
        page.go_forward()
        expect(page.locator(".graph-status")).to_contain_text(f"Around {ben.name}")
        page.reload()
        expect(page.locator(".graph-status")).to_contain_text(f"Around {ben.name}")
        page.locator(".graph-table summary").click()
        page.locator(".graph-table").get_by_role("link", name="Name").click()
        expect(page.locator(".graph-table th[aria-sort=ascending]")).to_have_text("Name")
        expect(page.locator(".graph-table tbody tr").first).to_contain_text("Ada Lovelace")
        page.get_by_role("link", name="Back to this page’s graph").click()
        expect(page.locator(".graph-status")).not_to_contain_text("Around")
        page.locator(".graph-wide .graph-focus").click()
        card.get_by_role("link", name="Open in the explorer").click()
        expect(page).to_have_url(f"{live_server.url}/graph/?focus=author:{ada.public_id}")
        page.go_back()
        expect(page.locator(".graph-wide")).to_be_visible()


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_the_slice_arrives_without_moving_what_stands_below(live_server: LiveServer, device: dict[str, Any]) -> None:
    address = profile()
    with browser_page(**device) as page:
        held: list[Route] = []
        waiting = True
        page.route("**/graph/**", lambda route: held.append(route) if waiting else route.continue_())
        page.goto(live_server.url + address)
        page.evaluate("document.fonts.ready")
        expect(page.locator("#graph-slice")).to_contain_text("Building this graph slice")
        before = top_of_works(page)
        waiting = False
        for route in held:
            route.continue_()
        shown = page.locator(".graph-wide" if device is DESK else ".graph-tall")
        expect(shown).to_be_visible()
        expect(page.locator(".graph-svg:visible")).to_have_count(1)
        assert top_of_works(page) == pytest.approx(before, abs=1)
        expect(page.locator("#graph-news")).to_contain_text("The graph is here: 40 of")
        page.locator(".graph-table summary").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"


def test_the_keyboard_goes_through_the_nodes_in_the_order_of_the_table(live_server: LiveServer) -> None:
    address = profile()
    with browser_page(**DESK) as page:
        page.goto(live_server.url + address)
        expect(page.locator(".graph-wide")).to_be_visible()
        page.locator(".graph-wide a").first.focus()
        walked = []
        for _ in range(40):
            walked.append(page.evaluate("document.activeElement.getAttribute('href')"))
            page.keyboard.press("Tab")
        rows = page.locator(".graph-table tbody a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        assert walked == rows
        page.locator(".graph-table summary").click()
        page.get_by_role("row", name="Topic 20 topic").get_by_role("link").click()
        expect(page).to_have_url(f"{live_server.url}/topics/topic-20/")


def test_when_no_answer_comes_at_all_a_link_appears(live_server: LiveServer) -> None:
    address = profile()
    with browser_page(**DESK) as page:
        page.route("**/graph/**", lambda route: None)
        page.goto(live_server.url + address)
        overdue = page.locator(".graph-overdue")
        expect(overdue).to_be_hidden()
        overdue.evaluate("line => line.getAnimations().forEach(wait => wait.finish())")
        expect(overdue).to_be_visible()


def test_without_javascript_the_link_leads_to_the_same_picture(live_server: LiveServer) -> None:
    address = profile()
    with browser_page(java_script_enabled=False, **PHONE) as page:
        page.goto(live_server.url + address)
        page.locator("#graph-slice noscript a").click()
        expect(page.locator(".graph-tall")).to_be_visible()

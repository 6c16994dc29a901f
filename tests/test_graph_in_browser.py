"""The graph slice on a profile in a real browser, built by a real worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import chromium
from tests.graph_builders import built, make_world
from tests.workers import worker

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


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


def test_a_reader_sees_the_slice_that_a_worker_builds(live_server: LiveServer) -> None:
    address = profile(ready=False)
    with worker(), browser_page(**DESK) as page:
        page.goto(live_server.url + address)
        expect(page.locator(".graph-wide")).to_be_visible(timeout=20_000)


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

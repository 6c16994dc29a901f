"""Search in a real browser: by keyboard, with suggestions, without JavaScript, read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from profiles.models import Author
from tests.make import import_seeds, make_user, owner
from tests.readable import COLOURS, violations

pytestmark = [pytest.mark.django_db(transaction=True)]


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations(page, rules=rules)]


def test_the_box_is_a_combobox_and_results_are_exchanged_and_announced(visit_as: Callable[..., Page]) -> None:
    import_seeds()
    sun: Author = owner("Jiacheng Sun")
    reader = make_user("Cleo")
    page = visit_as(reader, "/about/")
    field = page.get_by_role("combobox", name="Search for people, works, topics and institutions")
    box = page.locator("[data-search-box]").first
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("jiac", delay=20)
    options = box.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(box.get_by_role("status")).to_have_text(re.compile(r"^\d suggestions\. Up and down arrows choose"))
    assert axe(page) == []
    field.press("ArrowUp")
    last = options.nth(options.count() - 1)
    expect(last).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(last.get_attribute("id")))
    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("jiac")
    field.press("ArrowDown")
    while "Jiacheng Sun" not in box.locator("[aria-selected=true] .search-words").inner_text():
        field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text(sun.name)
    page.locator("input[name=q]").first.fill("diffusion")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=diffusion$"))
    page.evaluate("window.stayed = true")
    page.locator(".facets").get_by_role("link", name="2023").click()
    expect(page).to_have_url(re.compile("in=works&year=2023$"))
    expect(page.locator(".search-box-page").get_by_role("status")).to_have_text("Found: 7 works.")
    expect(page.locator("#results-title")).to_be_focused()
    assert all("2023" in shown for shown in page.locator(".hit-work time").all_inner_texts())
    assert page.evaluate("window.stayed")
    assert axe(page) == []
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("Found: 21 works.")


def test_search_works_without_javascript_and_in_the_dark(browser: Browser, live_server: Any) -> None:
    import_seeds("001")
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto("/search/")
    page.get_by_role("searchbox").fill("model")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hit-work").first).to_contain_text("model", ignore_case=True)
    year = str(page.locator(".facets a").first.text_content())
    page.get_by_text("Narrow down").click()
    page.locator(".facets a").first.click()
    assert all(year in shown for shown in page.locator(".hit-work time").all_inner_texts())
    expect(page.locator(".facets .chosen")).to_contain_text(year)
    context.close()
    context = browser.new_context(base_url=live_server.url, color_scheme="dark", viewport={"width": 360, "height": 740})
    page = context.new_page()
    for query in ("", "?q=model", "?q=tianyang", "?q=tianjang+hu"):
        page.goto(f"/search/{query}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, query
        assert axe(page, COLOURS) == [], query
    context.close()

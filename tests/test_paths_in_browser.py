"""Paths and who else is near, in a real browser: by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from graph import paths
from profiles.models import Author
from tests.conftest import Open
from tests.make import import_seeds, owner
from tests.readable import COLOURS, faults

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_two_are_chosen_by_keyboard_and_without_javascript(visit: Open, browser: Browser, live_server: Any) -> None:
    import_seeds()
    sun: Author = owner("Jiacheng Sun")
    hu: Author = owner("Tianyang Hu")
    page = visit(f"/graph/path/?from=author:{sun.public_id}")
    field = page.get_by_role("combobox", name="Name of the other researcher")
    field.press_sequentially("tianyang", delay=20)
    options = page.locator("#search-list-to").get_by_role("option")
    expect(options.first).to_contain_text("Tianyang Hu")
    assert faults(page) == []
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile(rf"from=author:{sun.public_id}&to=author:{hu.public_id}$"))
    heading = page.locator("#graph-path h2")
    works = paths.between(sun.pk, hu.pk).paths[0].works
    expect(heading).to_have_text(f"Jiacheng Sun – Tianyang Hu: 1 step through {works} works")
    assert faults(page) == []
    page.get_by_role("link", name="Swap").click()
    expect(heading).to_have_text(f"Tianyang Hu – Jiacheng Sun: 1 step through {works} works")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page, COLOURS) == []
    page.goto(f"/graph/nearby/?focus=author:{hu.public_id}")
    expect(page.locator(".nearby-list li").first).to_contain_text("in common")
    assert faults(page) == []
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto("/graph/path/")
    for name, said in (("the first researcher", "jiacheng sun"), ("the other researcher", "tianyang hu")):
        page.get_by_role("searchbox", name=f"Name of {name}").fill(said)
        page.get_by_role("button", name="Choose").first.click()
        if page.locator(".path-choices").count():
            page.locator(f".path-choices a[href*='{sun.public_id}']").click()
    expect(page.locator("#graph-path h2")).to_have_text(f"Jiacheng Sun – Tianyang Hu: 1 step through {works} works")
    context.close()

"""A topic in a browser: a year and older works arrive in place, and their addresses stand alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Open
from tests.make import import_seeds
from tests.readable import faults as unreadable

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_year_and_older_works_arrive_in_place(visit: Open, faults: list[str]) -> None:
    import_seeds()
    page = visit("/topics/lg/", viewport={"width": 360, "height": 800})
    works, near = page.locator("#works article"), page.locator(".subject-near")
    expect(works).to_have_count(25)
    page.evaluate("document.querySelector('.subject-near').dataset.stayed = 'yes'")
    page.get_by_label("Year").select_option("2024")
    expect(page.get_by_role("heading", name="Works of 2024")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?year=2024$"))
    page.get_by_label("Year").select_option("all")
    expect(works).to_have_count(25)
    page.get_by_role("link", name="Older works").click()
    expect(works).to_have_count(1)
    expect(page).to_have_url(re.compile(r"after=2020-\d\d-\d\d~\d+$"))
    expect(near).to_have_attribute("data-stayed", "yes")
    assert unreadable(page) == []
    page.reload()
    expect(works).to_have_count(1)
    page.get_by_role("link", name="The newest").press("Enter")
    expect(works).to_have_count(25)
    assert faults == []


def test_letters_and_names_are_read_on_a_phone(visit: Open, faults: list[str]) -> None:
    import_seeds("000")
    page: Page = visit("/authors/", viewport={"width": 360, "height": 800})
    page.get_by_role("navigation", name="Researchers from a letter on").get_by_text("J", exact=True).click()
    expect(page.locator(".person").first).to_have_text("Jiacheng Sun")
    assert unreadable(page) == []
    page.goto("/names/jiacheng-sun/")
    assert unreadable(page) == []
    assert faults == []

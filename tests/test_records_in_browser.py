"""Author and work records at the desk in a real browser: looked up while typing, ticked, split, merged, undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from profiles.models import Author
from tests.make import feed_page, feed_work, import_bytes, list_page, make_user, owner
from tests.readable import COLOURS, faults
from works.models import Decision, Work

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
BYLINE = ("Ada Lovelace", "Charles Babbage")


type Open = Callable[..., Page]


@pytest.fixture
def visit(visit_as: Callable[..., Page]) -> Open:
    """Opens an address as root."""
    root = make_user("Root", is_staff=True, is_superuser=True)
    return lambda address, **options: visit_as(root, address, **options)


@pytest.fixture
def ada() -> Author:
    titles = ("On Engines", "On Looms and their cards")
    import_bytes(
        feed_page("Ada Lovelace", [feed_work(title, BYLINE, complete=True) for title in titles]),
        list_page("Countess Ada", ["On Numbers of Bernoulli"]),
    )
    return owner("Ada Lovelace")


def choose(page: Page, name: str, typed: str, found: str) -> None:
    page.get_by_role("combobox", name=name).click()
    page.locator(".select2-search__field:visible").type(typed)
    page.locator(".select2-results__option", has_text=found).click()


def test_works_are_ticked_and_split_off_and_that_is_undone(visit: Open, ada: Author) -> None:
    page = visit(f"/admin/profiles/author/{ada.pk}/change/")
    page.get_by_label("On Engines", exact=True).check()
    choose(page, "The author they belong to", "countess", "Countess Ada · 1 work")
    page.get_by_label("Why", exact=True).fill("Her sister wrote it.")
    page.get_by_role("button", name="Show what splitting would do").click()
    expect(page.locator("#content")).to_contain_text("1 work leaves Ada Lovelace")
    expect(page.get_by_label("Why")).to_have_value("Her sister wrote it.")
    page.get_by_role("button", name="Split off").click()
    expect(page.get_by_role("status")).to_contain_text("Her sister wrote it. Undo")
    assert owner("Countess Ada").works_count == 2
    page.get_by_role("status").get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Undone: 1 work of Ada Lovelace")
    ada.refresh_from_db()
    assert ada.works_count == 2


def test_two_records_are_merged_the_other_way_round(visit: Open, ada: Author) -> None:
    page = visit(f"/admin/profiles/author/{ada.pk}/change/")
    choose(page, "The same person", "countess", "Countess Ada")
    page.get_by_role("button", name="Show what merging would do").click()
    page.get_by_role("link", name=re.compile("stay instead")).click()
    expect(page.locator("#content")).to_contain_text(f"Ada Lovelace ({ada.public_id}) goes into Countess Ada")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("status")).to_contain_text("One person: Ada Lovelace")
    ada.refresh_from_db()
    assert ada.merged_into == owner("Countess Ada")


def test_a_field_is_edited_and_let_go_of(visit: Open, ada: Author) -> None:
    work = Work.objects.get(title="On Engines")
    page = visit(f"/admin/works/work/{work.pk}/change/")
    page.get_by_role("link", name="Edit published on").click()
    page.get_by_label("Published on").fill("2020-02-02")
    page.get_by_role("button", name="Save and lock").click()
    line = page.locator("#field-published_on")
    expect(line).to_contain_text("Typed by Root")
    expect(line).to_contain_text("The imports say: 2024-05-07")
    line.get_by_role("button", name="Take it").click()
    expect(line).not_to_contain_text("Typed by Root")
    work.refresh_from_db()
    assert work.year == 2024


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
def test_every_page_of_a_record_is_readable_and_fits(visit: Open, ada: Author, scheme: Any, viewport: Any) -> None:
    work, other = Work.objects.order_by("id")[:2]
    line, record = Decision.objects.earliest("id").pk, f"/admin/profiles/author/{ada.pk}"
    addresses = [f"{record}/change/", f"{record}/edit/name/", f"{record}/merge/?with={owner('Countess Ada').pk}"]
    addresses += [f"/admin/works/work/{work.pk}/change/", f"/admin/works/work/{work.pk}/join/?with={other.pk}"]
    addresses += [f"/admin/works/work/{work.pk}/edit/abstract/", f"/admin/works/decision/{line}/change/"]
    page, wrong = visit("/admin/", viewport=viewport, color_scheme=scheme), dict[str, list[str]]()
    for address in addresses:
        page.goto(address)
        wrong[address] = faults(page, COLOURS if scheme == "dark" else None)
    assert {address: found for address, found in wrong.items() if found} == {}

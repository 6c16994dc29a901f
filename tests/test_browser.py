"""The pages in a real browser: what a person sees, clicks and hears, on a phone and on a desk, in light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from profiles.models import Author
from tests.conftest import Open
from tests.make import import_seeds, make_user, owner
from tests.workers import worker
from works.models import Work

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def jiacheng() -> Author:
    import_seeds()
    return owner("Jiacheng Sun")


def wait_for_slice(page: Page) -> None:
    expect(page.locator("#graph-slice svg:visible a").first).to_be_visible(timeout=20_000)


def test_the_graph_arrives_by_itself_and_each_node_leads_somewhere(visit: Open, jiacheng: Author) -> None:
    page = visit(jiacheng.get_absolute_url(), viewport=DESK)
    expect(page.locator("#graph-slice")).to_contain_text("Building this graph slice")
    with worker():
        wait_for_slice(page)
    links = page.locator("#graph-slice svg:visible a")
    assert 2 <= links.count() <= 40
    expect(page.locator("#graph-slice")).to_contain_text("more hidden")
    neighbour = page.locator("#graph-slice table a", has_text="Tianyang Hu").first
    if not neighbour.is_visible():
        page.locator("#graph-slice summary").first.click()
    neighbour.click()
    expect(page.locator("h1")).to_have_text("Tianyang Hu")


def test_cleo_follows_and_stops_without_leaving_the_page(visit: Open, jiacheng: Author) -> None:
    make_user("Cleo")
    page = visit(jiacheng.get_absolute_url(), viewport=DESK)
    page.get_by_role("link", name="Follow researcher 0").click()
    log_in(page)
    expect(page.locator("h1")).to_have_text("Jiacheng Sun")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Follow researcher 0").click()
    expect(page.get_by_role("button", name="Following 1")).to_be_visible()
    page.get_by_role("button", name="Following 1").click()
    expect(page.get_by_role("button", name="Follow researcher 0")).to_be_visible()
    assert page.evaluate("window.stayed")


def test_a_session_that_ended_leads_from_the_button_to_the_log_in_page(visit: Open, jiacheng: Author) -> None:
    make_user("Cleo")
    page = visit(f"/accounts/login/?next={jiacheng.get_absolute_url()}", viewport=DESK)
    log_in(page)
    expect(page.locator("h1")).to_have_text("Jiacheng Sun")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Follow researcher 0").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def log_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill("cleo@example.org")
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Log in", exact=True).click()


def test_a_form_that_expired_says_so_in_its_place(visit: Open, jiacheng: Author, faults: list[str]) -> None:
    make_user("Cleo")
    page = visit(f"/accounts/login/?next={jiacheng.get_absolute_url()}", viewport=DESK)
    log_in(page)
    expect(page.locator("h1")).to_have_text("Jiacheng Sun")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Follow researcher 0").click()
    expect(page.locator("#follow [role=alert]")).to_contain_text("has expired")
    expect(page.get_by_role("button", name="Follow researcher 0")).to_be_visible()
    faults.clear()


def test_a_site_that_does_not_answer_is_told_in_its_place(visit: Open, jiacheng: Author, faults: list[str]) -> None:
    make_user("Cleo")
    page = visit(f"/accounts/login/?next={jiacheng.get_absolute_url()}", viewport=DESK)
    log_in(page)
    expect(page.locator("h1")).to_have_text("Jiacheng Sun")
    page.route("**/follow/", lambda route: route.abort())
    page.get_by_role("button", name="Follow researcher 0").click()
    expect(page.locator("#follow [role=alert]")).to_contain_text("did not answer")
    page.unroute("**/follow/")
    page.get_by_role("button", name="Follow researcher 0").click()
    expect(page.get_by_role("button", name="Following 1")).to_be_visible()
    assert page.locator("[role=alert]").count() == 0
    faults.clear()


def test_the_list_is_filtered_in_place_and_the_address_can_be_shared(visit: Open, jiacheng: Author) -> None:
    page = visit(jiacheng.get_absolute_url(), viewport=DESK)
    page.locator("#works-year").focus()
    page.locator("#works-year").select_option("2021")
    expect(page.locator("#works")).to_contain_text("3 of 39 works")
    expect(page).to_have_url(re.compile(r"/\?year=2021$"))
    # The list that came has the focus where the reader had it, and is announced.
    expect(page.locator("#works-year")).to_be_focused()
    expect(page.locator("#works-said")).to_have_text("3 of 39 works")
    assert page.locator("#works article").count() == 3
    shared = visit(page.url, viewport=PHONE)
    assert shared.locator("#works article").count() == 3
    page.go_back()
    expect(page.locator("#works article")).to_have_count(25)


def test_a_work_is_cited_with_one_press_which_says_so(visit: Open, jiacheng: Author) -> None:
    page = visit(Work.objects.get(title__startswith="The Structural Origin").get_absolute_url(), viewport=DESK)
    page.locator("summary", has_text="BibTeX").press("Enter")
    button = page.get_by_role("button", name="Copy the BibTeX")
    button.press("Enter")
    expect(page.locator("#copied")).to_have_text("Copied")
    expect(button).to_be_focused()


def test_everything_works_without_javascript(visit: Open, jiacheng: Author) -> None:
    page = visit(jiacheng.get_absolute_url(), java_script_enabled=False, viewport=PHONE)
    expect(page.locator("h1")).to_have_text("Jiacheng Sun")
    assert page.locator("#works article").count() == 25
    page.get_by_role("link", name="Next page").click()
    assert page.locator("#works article").count() == 14
    page.get_by_label("Year").select_option("2021")
    page.get_by_role("button", name="Apply").click()
    assert page.locator("#works article").count() == 3
    page.locator("details.sum summary").click()
    expect(page.get_by_text("Source-backed works")).to_be_visible()
    with worker():
        page.get_by_role("link", name="Open full explorer").click()
        for _ in range(40):
            if page.locator("svg:visible a").count():
                break
            page.wait_for_timeout(250)
            page.reload()
    assert page.locator("svg:visible a").count() > 1


def test_formulas_are_drawn_by_the_browser(visit: Open) -> None:
    import_seeds("004")
    page = visit(owner("Tianyang Hu").get_absolute_url() + "publications/", viewport=DESK)
    box = page.locator("math").first.bounding_box()
    assert box
    assert box["width"] > 5

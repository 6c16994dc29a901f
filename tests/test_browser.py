"""The pages in a real browser: what a person sees, clicks and hears, on a phone and on a desk, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from profiles.models import Author
from tests.make import import_seeds, make_user, owner
from tests.readable import COLOURS, violations
from tests.workers import worker
from works.models import Work

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


type Open = Callable[..., Page]


@pytest.fixture
def faults() -> list[str]:
    """Collects what a page should not do; a test that provokes a fault empties it."""
    return []


@pytest.fixture
def visit(browser: Browser, live_server: Any, faults: list[str]) -> Iterator[Open]:
    """Opens an address in a fresh context; a message on the console or a request to another host fails the test."""
    contexts: list[BrowserContext] = []

    def visit(address: str, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if not is_ours(asked.url) else None)
        page.goto(address)
        return page

    def is_ours(url: str) -> bool:
        return url.startswith((live_server.url, "data:"))

    yield visit
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def jiacheng() -> Author:
    import_seeds()
    return owner("Jiacheng Sun")


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds wrong, one line each."""
    page.wait_for_load_state("networkidle")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations(page, rules=rules)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_public_page(visit: Open, jiacheng: Author, scheme: str) -> None:
    work = Work.objects.get(title__startswith="The Structural Origin")
    profile = jiacheng.get_absolute_url()
    addresses = ["/", "/authors/", "/about/", profile, profile + "publications/", work.get_absolute_url()]
    addresses += ["/topics/lg/", "/institutions/pku/", "/accounts/login/", "/accounts/signup/"]
    addresses += [f"/graph/?focus=author:{jiacheng.public_id}"]
    with worker():
        wait_for_slice(visit(profile))
        rules = COLOURS if scheme == "dark" else None
        found = {address: axe(visit(address, color_scheme=scheme, viewport=DESK), rules) for address in addresses}
    assert {address: faults for address, faults in found.items() if faults} == {}


def wait_for_slice(page: Page) -> None:
    expect(page.locator("#graph-slice svg:visible a").first).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_is_wider_than_its_window(visit: Open, jiacheng: Author, viewport: dict[str, int]) -> None:
    work = Work.objects.get(title__startswith="The Structural Origin")
    profile = jiacheng.get_absolute_url()
    with worker():
        for address in ("/", "/authors/", "/about/", profile, work.get_absolute_url(), "/topics/lg/"):
            page = visit(address, viewport=viewport)
            if address == profile:
                wait_for_slice(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address


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


def test_the_arriving_graph_moves_nothing_below_it(visit: Open, jiacheng: Author) -> None:
    page = visit(jiacheng.get_absolute_url(), viewport=DESK)
    before = page.locator("#works").bounding_box()
    with worker():
        wait_for_slice(page)
    page.wait_for_timeout(300)
    after = page.locator("#works").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 60


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
    page.get_by_label("Year").select_option("2021")
    expect(page.locator("#works")).to_contain_text("3 of 39 match")
    expect(page).to_have_url(re.compile(r"year=2021"))
    assert page.locator("#works article").count() == 3
    shared = visit(page.url, viewport=PHONE)
    assert shared.locator("#works article").count() == 3
    page.go_back()
    expect(page.locator("#works article")).to_have_count(25)


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


def test_the_keyboard_reaches_the_first_things_in_order(visit: Open, jiacheng: Author) -> None:
    page = visit(jiacheng.get_absolute_url(), viewport=DESK)
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText"))
    assert seen[:5] == ["Skip to the content", "BZPEER", "Researchers", "About the numbers", "Log in"]


def test_formulas_are_drawn_by_the_browser(visit: Open) -> None:
    import_seeds("004")
    page = visit(owner("Tianyang Hu").get_absolute_url() + "publications/", viewport=DESK)
    box = page.locator("math").first.bounding_box()
    assert box
    assert box["width"] > 5

"""Every public page as people meet it: by eye in light and dark, on a phone, by keyboard, and while it arrives."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from profiles.models import Author
from tests.conftest import Open
from tests.make import import_seeds, owner
from tests.readable import COLOURS, violations
from tests.workers import worker
from works.models import Work

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
MOST_BYTES = 150_000
# What moved without anybody's doing, from the first paint on.
_WATCH = """
    window.moved = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            if (!entry.hadRecentInput)
                moved.push([entry.value, ...entry.sources.map((s) => s.node?.outerHTML?.slice(0, 80) ?? "text")]);
    }).observe({ type: "layout-shift", buffered: true });
"""
# Of long lists the first few are enough, since one template makes all of them; axe takes its time with each.
_FEWER = """() => {
    for (const one of ["article.work", ".people > li", ".publications > section", ".hit-work"])
        [...document.querySelectorAll(one)].slice(6).forEach((more) => more.remove());
}"""
_FOCUS = """() => {
    const there = document.activeElement, style = getComputedStyle(there), box = there.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return [there.tagName, ring && seen, there.outerHTML.slice(0, 90)];
}"""


@pytest.fixture
def jiacheng() -> Author:
    import_seeds()
    return owner("Jiacheng Sun")


def wait_for_slice(page: Page) -> None:
    # On the page of the explorer its picture takes the place of the slice.
    shown = page.locator("#graph-slice svg:visible a, .explorer[data-state=ready] .explorer-view")
    expect(shown.first).to_be_visible(timeout=40_000)


def public_pages(author: Author) -> list[str]:
    """An address of every kind of page that anybody may read."""
    profile = author.get_absolute_url()
    work = Work.objects.get(title__startswith="The Structural Origin")
    gone = owner("Kaiqi Jiang")
    Author.objects.filter(pk=gone.pk).update(hidden_at="2026-05-31T00:00:00Z")
    addresses = [profile, profile + "?year=2021&sort=title", profile + "publications/", work.get_absolute_url()]
    addresses += ["/", "/search/", "/search/?q=diffusion", "/search/?q=zzzz", "/names/jiacheng-sun/", "/authors/"]
    addresses += ["/topics/", "/topics/lg/", "/institutions/", "/institutions/pku/", "/about/"]
    addresses += [f"/graph/?focus=author:{author.public_id}", f"/authors/{author.public_id}/object/"]
    return [*addresses, "/accounts/login/", "/accounts/signup/", "/nowhere/to-be-found", gone.get_absolute_url()]


def test_axe_finds_nothing_on_any_public_page_in_light_and_dark(
    visit: Open, jiacheng: Author, faults: list[str]
) -> None:
    found: dict[str, list[str]] = {}
    addresses = public_pages(jiacheng)
    with worker():
        page = visit("/healthz", viewport=DESK)
        for address in addresses:
            page.set_viewport_size(DESK)  # type: ignore[arg-type]
            page.emulate_media(color_scheme="light")
            page.goto(address)
            if page.locator("#graph-slice").count():
                wait_for_slice(page)
            page.evaluate(_FEWER)
            wrong = violations(page)
            page.emulate_media(color_scheme="dark")
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            wrong += violations(page, rules=[*COLOURS, "target-size", "scrollable-region-focusable"])
            found[address] = [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in wrong]
            if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
                found[address].append(f"{width} pixels wide on a phone")
    # The browser tells of answers that are no 200, and of how fast it draws without a graphics card.
    usual = ("status of 404", "status of 410", "GL Driver Message")
    told = [fault for fault in faults if not any(words in fault for words in usual)]
    faults.clear()
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert told == []


def test_everything_works_by_keyboard_and_shows_where_it_is(visit: Open, jiacheng: Author) -> None:
    page = visit(jiacheng.get_absolute_url(), viewport=DESK)
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    press("Enter")
    press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.get_by_label("Year").focus()
    page.keyboard.type("2021")
    expect(page.locator("#works article")).to_have_count(3)
    expect(page.locator("#works [aria-live], [role=status]").filter(has_text="3 of 39")).to_have_count(1)
    page.goto(jiacheng.get_absolute_url())
    page.get_by_role("link", name="Next page").focus()
    press("Enter")
    expect(page.locator("#works article")).to_have_count(14)
    page.locator("details.sum summary").focus()
    press("Enter")
    expect(page.get_by_text("Source-backed works")).to_be_visible()
    page.locator("#search-input-head").focus()
    page.keyboard.type("tianyang")
    expect(page.get_by_role("option").first).to_contain_text("Tianyang Hu")
    press("ArrowDown")
    press("Enter")
    expect(page.locator("h1")).to_have_text("Tianyang Hu")
    see_every_stop(page)


def see_every_stop(page: Page) -> None:
    """Goes through the page by Tab: each stop is inside the window and has a ring."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    stops, unseen = 0, []
    while stops < 400:
        page.keyboard.press("Tab")
        tag, seen, html = page.evaluate(_FOCUS)
        if tag == "BODY":
            break
        stops += 1
        if not seen:
            unseen.append(html)
    assert unseen == []
    assert stops > 60


def test_the_theme_is_switched_at_once_and_remembered(visit: Open) -> None:
    page = visit("/about/?kept=1", viewport=DESK, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Dark").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(ground)
    assert dark != light
    assert page.evaluate("window.stayed")
    page.goto("/about/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="Auto").click()
    assert page.evaluate(ground) == light
    assert page.context.cookies() == []
    without = visit("/about/?kept=1", viewport=PHONE, color_scheme="light", java_script_enabled=False)
    without.get_by_role("button", name="Dark").click()
    expect(without).to_have_url("/about/?kept=1")
    assert without.locator("html").get_attribute("data-theme") == "dark"


def test_nothing_moves_while_faces_and_graph_arrive_and_little_is_transferred(
    browser: Browser, live_server: Any, jiacheng: Author
) -> None:
    with worker():
        # On the phone the slice is built meanwhile, on the desk it is there.
        for viewport in (PHONE, DESK):
            context = browser.new_context(base_url=live_server.url, viewport=viewport, reduced_motion="reduce")  # type: ignore[arg-type]
            context.add_init_script(_WATCH)
            page = context.new_page()
            answers: list[Response] = []
            page.on("response", remember_in(answers))
            arrive_late(page, jiacheng.get_absolute_url())
            moved = page.evaluate("moved")
            assert sum(shift[0] for shift in moved) < 0.01, moved
            sizes = {answer.url.rpartition("/")[2]: size(answer) for answer in answers if "/static/" in answer.url}
            assert sum(sizes.values()) <= MOST_BYTES, sizes
            letters = page.evaluate(_LETTERS)
            assert viewport == PHONE or 60 <= letters <= 75, letters
            see_it_on_paper(page)
            context.close()


def see_it_on_paper(page: Page) -> None:
    """Black on white also for who reads in the dark, without what is pressed, and with what was folded."""
    page.emulate_media(media="print", color_scheme="dark")
    for pressed in (".masthead", ".colophon", "form", "button", ".graph-panel", "#works summary"):
        for one in page.locator(pressed).all():
            expect(one).to_be_hidden()
    expect(page.locator(".abstract p").last).to_be_visible()
    expect(page.locator(".trust .verdict")).to_be_visible()
    colours = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def remember_in(answers: list[Response]) -> Callable[[Response], None]:
    return lambda answer: answers.append(answer)


def arrive_late(page: Page, address: str) -> None:
    """Opens the page, lets its faces come only once it is painted, and waits for the graph."""
    waiting: list[Route] = []
    page.route("**/*.woff2", lambda route: waiting.append(route))
    page.goto(address, wait_until="domcontentloaded")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(200)
    assert waiting
    for route in waiting:
        route.continue_()
    page.unroute("**/*.woff2")
    page.evaluate("document.fonts.ready")
    wait_for_slice(page)
    page.wait_for_timeout(300)


# How many characters a line of the longest abstract holds.
_LETTERS = """() => {
    const all = [...document.querySelectorAll(".abstract")].sort((a, b) => b.textContent.length - a.textContent.length);
    all[0].open = true;
    const text = all[0].querySelector("p"), line = parseFloat(getComputedStyle(text).lineHeight);
    return text.textContent.length / (text.getBoundingClientRect().height / line);
}"""


def size(answer: Response) -> int:
    """How many bytes travel: faces as they are, texts compressed."""
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body, 6))

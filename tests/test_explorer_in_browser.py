"""The explorer in a real browser, on maps that a real worker draws."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import QueryDict
from playwright.sync_api import Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from graph import filters, parameters, slices
from graph.focus import of_author
from graph.models import Slice
from graph.pictures import Picture
from profiles.models import Author
from tests import chromium
from tests.graph_builders import make_world
from tests.workers import worker

pytestmark = pytest.mark.django_db(transaction=True)

# WebGL without a graphics card.
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce", "has_touch": True}


@contextmanager
def browser_page(*more: str, allowed: str = "", **options: Any) -> Iterator[Page]:
    """A page of a browser of its own that may say nothing on its console and ask nobody else."""
    with sync_playwright() as playwright:
        path = chromium.find()
        assert path, "The browser tests need Chromium: python -m tests.chromium installs it."
        browser = playwright.chromium.launch(executable_path=path, args=[*OPTIONS, *more])
        page = browser.new_context(**options).new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    # What the software renderer says of its own speed, and what a test means to happen.
    meant = ("GPU stall", "GL Driver Message", *([allowed] if allowed else []))
    assert [said for said in complaints if not any(words in said for words in meant)] == []


def address(author: Author, **more: object) -> str:
    """The address of the author's explorer."""
    return f"/graph/?focus=author:{author.public_id}" + "".join(f"&{name}={value}" for name, value in more.items())


def explorer(page: Page) -> Locator:
    """The explorer, once its map is drawn."""
    shown = page.locator("[data-explorer]")
    expect(shown).to_have_attribute("data-state", "ready", timeout=20_000)
    return shown


def number(page: Page, name: str) -> int:
    """One of the explorer's numbers: nodes, lines, total, expanded, past, pins."""
    return int(page.locator("[data-explorer]").get_attribute(f"data-{name}") or "0")


def asked(page: Page, name: str) -> str:
    """What the address of the page says."""
    return ",".join(parse_qs(urlsplit(page.url).query).get(name, []))


def rows(page: Page) -> list[str]:
    """The addresses in the explorer's table."""
    found: list[str] = page.locator(".explorer-list tbody a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    return found


def as_the_server_sees(query: str) -> tuple[list[str], int]:
    """The addresses of the nodes and the number of lines that the server leaves of the stored map."""
    wanted = parameters.parse(QueryDict(query))
    stored = Slice.objects.get(parameters=parameters.query(wanted.as_map), state=Slice.State.READY)
    left = filters.apply(Picture.from_json(stored.payload), wanted)
    return [node.url for node in left.nodes], len(left.edges)


def test_a_reader_explores_and_shares_what_is_seen(live_server: LiveServer) -> None:
    ada = make_world(works=24)
    with worker(), browser_page(accept_downloads=True, **DESK) as page:
        page.goto(live_server.url + address(ada, depth=1))
        seen = explorer(page)
        expect(page.locator("#graph-slice")).to_be_hidden()
        whole = number(page, "total")
        assert number(page, "nodes") == whole

        # Searched, selected, read, expanded: who wrote with Colleague 0000 is not one step from Ada.
        page.locator("#explorer-find").fill("colleague 0000")
        page.keyboard.press("Enter")
        card = page.locator(".explorer-side")
        expect(card).to_contain_text("2 shared works, 2000–2001")
        expect(page.locator(".explorer-view")).to_be_focused()
        colleague = asked(page, "node")
        page.keyboard.press("Enter")
        expect(seen).to_have_attribute("data-total", str(whole + 2))
        expect(page.locator(".explorer-news")).to_have_text("2 nodes came beside Colleague 0000.")
        assert asked(page, "with") == colleague

        # Pinned, undone step by step, and gone back to.
        page.keyboard.press("p")
        expect(seen).to_have_attribute("data-pins", "1")
        page.keyboard.press("Control+z")
        expect(seen).to_have_attribute("data-pins", "0")
        page.keyboard.press("Control+z")
        expect(seen).to_have_attribute("data-total", str(whole))
        page.go_back()
        expect(seen).to_have_attribute("data-total", str(whole + 2))
        double_click(page)
        expect(seen).to_have_attribute("data-total", str(whole))
        double_click(page)
        expect(seen).to_have_attribute("data-total", str(whole + 2))
        page.go_back()
        expect(seen).to_have_attribute("data-total", str(whole))
        page.locator(".explorer-view").press("Control+z")
        expect(seen).to_have_attribute("data-total", str(whole + 2))

        # Filtered by kind, years and weight: the same as the server leaves.
        page.locator(".explorer-list summary").click()
        page.get_by_label("topics", exact=True).uncheck()
        page.get_by_label("works", exact=True).uncheck()
        page.get_by_label("Last year shown").press("ArrowLeft")
        page.get_by_label("Works together").fill("2")
        page.get_by_label("Works together").press("Tab")
        expect(page).to_have_url(re.compile("weight=2"))
        urls, lines = as_the_server_sees(urlsplit(page.url).query)
        assert rows(page) == urls
        assert number(page, "lines") == lines
        assert (asked(page, "kinds"), asked(page, "to"), asked(page, "weight")) == ("author,institution", "2023", "2")
        assert "weight=2" in (page.locator("[data-export=gexf]").get_attribute("href") or "")

        # The graph through time, a year a press for whoever wants no motion.
        step = page.get_by_role("button", name="Next year")
        step.click()
        expect(page).to_have_url(re.compile(r"^(?!.*[?&]to=)"))
        step.click()
        expect(page).to_have_url(re.compile("[?&]to=2000"))
        urls, lines = as_the_server_sees(urlsplit(page.url).query)
        assert (rows(page), number(page, "lines")) == (urls, lines)

        # The same address is the same view for whoever it is sent to.
        other = page.context.new_page()
        other.goto(page.url)
        again = explorer(other)
        for name in ("nodes", "lines", "total", "selected", "expanded"):
            expect(again).to_have_attribute(f"data-{name}", seen.get_attribute(f"data-{name}") or "")
        expect(other.locator(".explorer-side")).to_contain_text("Colleague 0000")
        assert violations(page) == []

        page.locator(".explorer-menu summary").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name="PNG").click()
        assert saved.value.suggested_filename == "graph-ada-lovelace.png"
        assert Path(saved.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        with page.expect_download() as saved:
            page.get_by_role("link", name="GraphML").click()
        assert saved.value.suggested_filename.endswith(".graphml")
        taken = nx.read_graphml(saved.value.path())
        assert (taken.number_of_nodes(), taken.number_of_edges()) == (len(urls), lines)

        # From here to somebody else, chosen by name.
        page.get_by_role("link", name="Path to somebody").click()
        page.locator("#path-to").fill("Stranger 0000")
        page.keyboard.press("Enter")
        expect(page.locator("#graph-path h2")).to_have_text("Ada Lovelace – Stranger 0000: 2 steps through 3 works")
        assert violations(page) == []


def test_on_a_phone_the_card_is_a_sheet_and_nodes_can_be_walked_and_relaxed(live_server: LiveServer) -> None:
    ada = make_world(works=8)
    drawn(ada)
    with browser_page(allowed="status of 503", color_scheme="dark", **PHONE) as page:
        page.goto(live_server.url + address(ada))
        seen = explorer(page)
        expect(page.get_by_label("institutions", exact=True)).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
        page.locator(".explorer-view").focus()
        before = seen.get_attribute("data-cursor")
        page.keyboard.press("ArrowRight")
        expect(seen).not_to_have_attribute("data-cursor", before or "")
        expect(page.locator(".explorer-news")).to_contain_text("neighbour")
        page.keyboard.press("Enter")
        card = page.locator(".explorer-side")
        expect(card.get_by_role("link", name="Centre here")).to_be_visible()
        box, room = card.bounding_box(), page.locator(".explorer-room").bounding_box()
        assert box
        assert room
        assert box["width"] >= room["width"] - 2, "as wide as the picture"
        assert box["y"] + box["height"] == pytest.approx(room["y"] + room["height"], abs=2)
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()

        # The worker that refines is a file of the site.
        start = seen.get_attribute("data-at")
        page.get_by_role("button", name="Relax").click()
        page.wait_for_function("at => document.querySelector('[data-explorer]').dataset.at !== at", arg=start)
        page.locator("[data-do=relax]").click()
        expect(seen).to_have_attribute("data-relaxing", "false")

        # Whom the card centres on has an explorer of their own, and the way back leads here.
        page.locator(".explorer-view").focus()
        page.keyboard.press("Enter")
        card.get_by_role("link", name="Centre here").click()
        expect(page.locator("h1")).not_to_have_text("Ada Lovelace")
        page.go_back()
        expect(page.locator("h1")).to_have_text("Ada Lovelace")
        expect(explorer(page)).not_to_have_attribute("data-selected", "")

        # As if a minute had gone by: nobody draws it.
        Slice.objects.all().delete()
        page.route("**/map.json*", lambda route: route.continue_(url=f"{route.request.url}99"))
        page.goto(live_server.url + address(ada))
        expect(page.locator("[data-explorer]")).to_have_attribute("data-state", "failed")
        expect(page.locator(".explorer-over")).to_contain_text("No worker has drawn this map within a minute")
        expect(page.locator(".explorer-over").get_by_role("button", name="Try again")).to_be_visible()


def test_without_script_or_webgl_the_same_address_gives_drawing_and_table(live_server: LiveServer) -> None:
    ada = make_world(works=8)
    drawn(ada, depth="1")
    there = live_server.url + address(ada, depth=1, kinds="author,topic")
    with browser_page("--disable-3d-apis", **DESK) as page:
        assert page.context.browser
        plain = page.context.browser.new_context(java_script_enabled=False).new_page()
        names = []
        for reader in (page, plain):
            reader.goto(there)
            expect(reader.locator("[data-explorer]")).to_have_attribute("data-state", "still")
            expect(reader.locator(".graph-wide")).to_be_visible()
            expect(reader.locator(".explorer-stage")).to_be_hidden()
            names.append(reader.locator(".graph-table tbody th").evaluate_all("all => all.map(th => th.textContent)"))
        assert names[0] == names[1]
        assert any("Topic" in name for name in names[0])
        plain.get_by_label("Kinds").select_option(label="people and institutions")
        plain.get_by_role("button", name="Show").click()
        assert (asked(plain, "kinds"), asked(plain, "depth")) == ("author,institution", "1")
        expect(plain.locator(".graph-wide")).to_be_visible()


def double_click(page: Page) -> None:
    """Twice on the node that is selected, or where the keyboard stands."""
    box = page.locator(".explorer-view").bounding_box()
    assert box
    x, y = (page.locator("[data-explorer]").get_attribute("data-at") or "").split(",")
    page.mouse.dblclick(box["x"] + int(x), box["y"] + int(y))


def drawn(author: Author, **asked: str) -> None:
    """Draws the author's map as a worker would."""
    query = QueryDict(mutable=True)
    query.update(asked)
    slices.build(slices.ask(of_author(author), parameters.parse(query).as_map).pk)


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']])}" for one in found]
